/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which keys a plain word may be asked for. The rules are those of the shapes
 * in engine/indicator/extract_*.c, only less strict: what takes effort to
 * refuse is asked for, and what takes effort to read is walked.
 */
#include "match/sieve_word.h"

#include "base/slice.h"
#include "database/database.h"
#include "indicator/digest.h"
#include "indicator/encoding.h"
#include "indicator/extract_bytes.h"
#include "indicator/kind.h"
#include "indicator/parse.h"
#include "indicator/plain.h"

#include <endian.h>
#include <string.h>

#define SCHEME_SIZE_MAX 6u /* of those that a walk knows */
#define PORT_DIGITS_MAX 5u
#define IPV4_SIZE_MAX   15u

/* A word; places of the outline. */
struct word {
    struct sieve *sieve;
    const struct outline *outline;
    size_t start, end;
    size_t url_end; /* of the URLs so far */
};

/* Dots and name bytes, as far as they go. */
struct dotted {
    size_t start, end;
};

static uint8_t byte_at(const struct word *word, size_t place)
{
    return word->outline->bytes[place - OUTLINE_FIRST];
}

static tamis_slice text_of(const struct word *word, size_t start, size_t end)
{
    return slice_make(word->outline->bytes + (start - OUTLINE_FIRST),
                      end - start);
}

static bool has_digit(const struct word *word, size_t place)
{
    return place < word->end && encoding_is_digit((char)byte_at(word, place));
}

struct sieve_word *sieve_add_word(struct sieve *sieve, size_t start, size_t end)
{
    struct sieve_word *word = &sieve->words[sieve->word_count++];

    *word = (struct sieve_word){start, end, false};
    return word;
}

static void call_for_walk(const struct word *word)
{
    word->sieve->words[word->sieve->word_count - 1].is_worth = true;
}

static bool has_class(const struct word *word, enum key_class number)
{
    return word->sieve->database->classes[number].count > 0;
}

/* Reads a key; false when the text is no value of that kind. */
static bool read_key(const struct word *word, tamis_kind kind, tamis_slice text)
{
    tamis_indicator *asked = &word->sieve->asked;

    asked->kind = kind;
    asked->notes = 0;
    return plain_parse(asked, kind, text) ||
           indicator_parse(asked, kind, text, 0) == 0;
}

static void ask_url(const struct word *word, size_t start, size_t end)
{
    if (!read_key(word, TAMIS_KIND_URL, text_of(word, start, end)))
        return;
    /* Its host is an address that only URLs write so. */
    if (word->sieve->asked.notes & TAMIS_NOTE_UNUSUAL_IPV4)
        call_for_walk(word);
    else if (has_class(word, KEY_CLASS_URL))
        sieve_ask_key(word->sieve);
}

/* Without what belongs to the sentence. */
static size_t trim(const struct word *word, size_t begin, size_t end)
{
    while (end > begin && (byte_class(byte_at(word, end - 1)) & BYTE_TRIM))
        end--;
    return end;
}

/* The same for URLs to the end of the word (extract_url.c, trim_wide()). */
static size_t trim_wide(const struct word *word, size_t start, size_t least)
{
    size_t end = word->end;
    tamis_slice text = text_of(word, start, end);
    bool has_opening = memchr(text.data, '(', text.size) != NULL;

    while (end > least && (memchr(".,;:", byte_at(word, end - 1), 4) ||
                           (byte_at(word, end - 1) == ')' && !has_opening)))
        end--;
    return end;
}

/* A URL whose host, path or query goes on at `begin`. */
static void ask_tail(struct word *word, size_t start, size_t begin)
{
    const struct outline *outline = word->outline;
    size_t stop = outline_next_before(outline->stop, begin, word->end);
    size_t end = trim(word, begin, stop);
    size_t comma = outline_next_before(outline->comma, begin, end);
    size_t wide;

    if (stop > word->url_end)
        word->url_end = stop;
    if (word->sieve->asks_expressions ||
        (stop < word->end && strchr("()[]", byte_at(word, stop)))) {
        call_for_walk(word);
        return;
    }
    if (end > begin)
        ask_url(word, start, end);
    if (comma < end && (comma = trim(word, begin, comma)) > begin)
        ask_url(word, start, comma);
    wide = trim_wide(word, start, end);
    if (wide > end)
        ask_url(word, start, wide);
}

static void ask_scheme(struct word *word, size_t colon)
{
    static const char schemes[][SCHEME_SIZE_MAX] = {
        "http", "https", "ftp", "ftps", "sftp", "ws", "wss"};
    const struct outline *outline = word->outline;
    size_t start = outline_last_clear(outline->name, colon) + 1;
    tamis_slice scheme = text_of(word, start, colon);

    if (scheme.size == 0 || scheme.size > SCHEME_SIZE_MAX ||
        outline_has(outline->run, start - 1, start))
        return;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (!slice_equal_folded(scheme, slice_text(schemes[i])))
            continue;
        if (has_class(word, KEY_CLASS_URL) || has_digit(word, colon + 3))
            ask_tail(word, start, colon + 3);
        return;
    }
    call_for_walk(word);
}

/* What is behind a port at `at`, or `at` when there is none. */
static size_t skip_port(const struct word *word, size_t at)
{
    const struct outline *outline = word->outline;
    size_t end = outline_next_clear(outline->name, at + 1);
    unsigned value = 0;

    if (byte_at(word, at) != ':' || end == at + 1 ||
        end - at - 1 > PORT_DIGITS_MAX ||
        outline_has(outline->letter, at + 1, end))
        return at;
    for (size_t place = at + 1; place < end; place++)
        value = value * 10 + (unsigned)(byte_at(word, place) - '0');
    return value > UINT16_MAX || outline_has(outline->joint, end, end + 1)
               ? at
               : end;
}

/* A port or nothing, and then a path or query. Inside of a URL nothing begins
 * another one but a value; url_end must be no further than a walk has it. */
static void ask_path(struct word *word, const struct dotted *dotted)
{
    size_t at = dotted->end;

    if (!has_class(word, KEY_CLASS_URL) || at == word->end ||
        (dotted->start < word->url_end &&
         byte_at(word, dotted->start - 1) != '='))
        return;
    at = skip_port(word, at);
    if (at < word->end &&
        (byte_at(word, at) == '/' || byte_at(word, at) == '?'))
        ask_tail(word, dotted->start, at);
}

/* One to three digits, read four bytes at a time; more than 255 when they are
 * no octet, and OCTET_ODD when there is a leading zero, which is an address or
 * not, by rules that are not told here. */
#define OCTET_ODD 1000u

static unsigned read_octet(tamis_slice digits, size_t readable)
{
    uint32_t bytes = 0;

    if (digits.size == 0 || digits.size > 3)
        return OCTET_ODD - 1;
    if (digits.size > 1 && digits.data[0] == '0')
        return OCTET_ODD;
    if (readable >= sizeof bytes) {
        memcpy(&bytes, digits.data, sizeof bytes);
        bytes = le32toh(bytes);
    } else {
        for (size_t i = 0; i < digits.size; i++)
            bytes |= (uint32_t)(uint8_t)digits.data[i] << 8 * i;
    }
    /* The last digit comes to the highest byte. */
    bytes = bytes << (8 * (4 - digits.size)) & 0x0f0f0f0f;
    return (bytes >> 24) + (bytes >> 16 & 0xff) * 10 +
           (bytes >> 8 & 0xff) * 100;
}

/* Four labels of digits; joints has their dots. False for no address. */
static bool read_ipv4(const struct word *word, const struct dotted *dotted,
                      uint64_t joints, uint32_t *address)
{
    tamis_slice text = text_of(word, dotted->start, dotted->end);

    *address = 0;
    joints |= UINT64_C(1) << text.size;
    for (size_t begin = 0; begin < text.size; joints &= joints - 1) {
        size_t dot = (size_t)__builtin_ctzll(joints);
        unsigned octet = read_octet(slice_make(text.data + begin, dot - begin),
                                    text.size - begin);

        if (octet == OCTET_ODD)
            call_for_walk(word);
        if (octet > 255)
            return false;
        *address = *address << 8 | octet;
        begin = dot + 1;
    }
    return true;
}

/* 1.2.3.4; behind it a port or a length. */
static void ask_ipv4(struct word *word, const struct dotted *dotted,
                     uint64_t joints)
{
    size_t at = dotted->end;
    bool has_number = has_digit(word, at + 1);
    uint32_t address;

    /* A length is no path, also behind what is no address. */
    if (has_number && byte_at(word, at) == '/' &&
        dotted->start >= word->url_end)
        call_for_walk(word);
    if (!read_ipv4(word, dotted, joints, &address))
        return;
    sieve_ask_ipv4(word->sieve, address);
    if (!has_number || byte_at(word, at) != ':' ||
        !has_class(word, KEY_CLASS_IP_PORT))
        return;
    at = outline_next_clear(word->outline->name, at + 1);
    if (read_key(word, TAMIS_KIND_IP_PORT, text_of(word, dotted->start, at)))
        sieve_ask_key(word->sieve);
}

static void ask_numbers(struct word *word, const struct dotted *dotted,
                        uint64_t joints)
{
    uint64_t fourth = joints & (joints - 1);

    fourth &= fourth - 1; /* the third dot and those behind it */
    if (joints == 0 || fourth == 0)
        return;
    fourth &= fourth - 1;
    if (fourth == 0) {
        if (dotted->end - dotted->start > IPV4_SIZE_MAX ||
            (dotted->start > word->start &&
             byte_at(word, dotted->start - 1) == '.'))
            return;
        ask_ipv4(word, dotted, joints);
        ask_path(word, dotted);
    } else if ((fourth & (fourth - 1)) == 0 && dotted->start == word->start) {
        call_for_walk(word); /* 1.2.3.4.443 */
    }
}

static void ask_name(struct word *word, const struct dotted *dotted)
{
    if (dotted->end - dotted->start <= TAMIS_DOMAIN_SIZE_MAX)
        sieve_ask_name(word->sieve, text_of(word, dotted->start, dotted->end));
    ask_path(word, dotted);
}

/* Gives where it ends. */
static size_t ask_dotted(struct word *word, size_t joint)
{
    const struct outline *outline = word->outline;
    size_t start = outline_last_clear(outline->run, joint) + 1;
    uint64_t window = ~outline_window(outline->run, start);
    struct dotted dotted = {start, 0};
    uint64_t joints, letters;

    if (window == 0) {
        dotted.end = outline_next_clear(outline->run, joint);
        joint = outline_last(outline->joint, dotted.end);
        if (outline_has(outline->letter, joint, dotted.end))
            ask_name(word, &dotted);
        return dotted.end;
    }
    dotted.end = start + (size_t)__builtin_ctzll(window);
    window = (window & -window) - 1; /* all that is before the end */
    joints = outline_window(outline->joint, start) & window;
    letters = outline_window(outline->letter, start) & window;
    /* Letters behind the last dot. */
    if (letters > joints)
        ask_name(word, &dotted);
    else if (letters == 0)
        ask_numbers(word, &dotted, joints);
    return dotted.end;
}

static void ask_digests(struct word *word)
{
    const struct outline *outline = word->outline;
    size_t place = word->start;

    while ((place = outline_next_before(outline->digest, place, word->end)) <
           word->end) {
        size_t start = outline_last_clear(outline->name, place) + 1;
        size_t end = outline_next_clear(outline->name, place);
        tamis_kind kind = digest_kind(end - start);

        if (kind != TAMIS_KIND_AUTO &&
            !outline_has(outline->beyond_hex, start, end) &&
            read_key(word, kind, text_of(word, start, end)) &&
            has_class(word, kind_key_class(kind, word->sieve->asked.key_size)))
            sieve_ask_key(word->sieve);
        place = end;
    }
}

/* Names, addresses and URLs, in the order in which they begin, nearly. */
static void ask_tokens(struct word *word)
{
    const struct outline *outline = word->outline;
    size_t joint = outline_next_before(outline->joint, word->start, word->end);
    size_t scheme =
        outline_next_before(outline->scheme, word->start, word->end);

    while (joint < word->end || scheme < word->end) {
        if (scheme < joint) {
            ask_scheme(word, scheme);
            scheme =
                outline_next_before(outline->scheme, scheme + 1, word->end);
        } else {
            joint = outline_next_before(outline->joint, ask_dotted(word, joint),
                                        word->end);
        }
    }
}

/* E-mail addresses, and user names in URLs. */
static bool has_user(const struct word *word)
{
    const struct outline *outline = word->outline;

    return outline_has(outline->at, word->start, word->end) &&
           (has_class(word, KEY_CLASS_EMAIL) ||
            outline_has(outline->scheme, word->start, word->end));
}

void sieve_ask_word(struct sieve *sieve, size_t start, size_t end)
{
    const struct outline *outline = &sieve->outline;
    struct word word = {sieve, outline, start, end, 0};
    size_t before = sieve->base - OUTLINE_FIRST;

    sieve_add_word(sieve, before + start, before + end);
    if (end - start > SIEVE_WORD_SIZE) {
        call_for_walk(&word);
    } else if (outline_has(outline->odd, start, end) ||
               outline_has(outline->escape, start, end) ||
               outline_has(outline->colons, start, end) || has_user(&word)) {
        call_for_walk(&word);
    } else {
        ask_tokens(&word);
        ask_digests(&word);
    }
}
