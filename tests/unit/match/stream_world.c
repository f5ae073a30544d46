/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/match/stream_world.h"

#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define LISTED(kind, value)                                                    \
    {                                                                          \
        "f", TAMIS_TLP_GREEN, TAMIS_KIND_##kind, TAMIS_MODE_AUTO, value        \
    }

static const struct small_statement statements[] = {
    LISTED(DOMAIN, "evil.com"),
    LISTED(DOMAIN, "b-c.d_e.example"),
    LISTED(DOMAIN, "google.com"),
    LISTED(DOMAIN, "microsoft.com"),
    LISTED(URL, "http://evil.com/a/b.php?x=1"),
    LISTED(URL, "http://1.2.3.4/x"),
    LISTED(URL, "http://evil.com/path"),
    LISTED(IP, "1.2.3.4"),
    LISTED(IP, "10.0.0.0/8"),
    LISTED(IP, "10.2.0.0/16"),
    LISTED(IP, "127.0.0.1"),
    LISTED(IP, "2001:db8::/32"),
    LISTED(IP, "fe80::1"),
    LISTED(IP_PORT, "1.2.3.4:443"),
    LISTED(IP_PORT, "1.2.3.4:53"),
    LISTED(EMAIL, "a@b.com"),
    LISTED(EMAIL, "john.doe+x@mail.evil.com"),
    LISTED(MD5, "d41d8cd98f00b204e9800998ecf84271"),
    LISTED(SHA1, "da39a3ee5e6b4b0d3255bfef95601890afd80701"),
    LISTED(SHA256,
           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b851"),
};

static const char *const parts[] = {
    "evil.com",
    "WWW.Evil.com",
    "a.b-c.d_e.example",
    "http://",
    "https://evil.com/a/b.php?x=1",
    "http://evil.com/path",
    "://",
    "1.2.3.4",
    "1.2.3.4:443",
    "10.2.0.0/16",
    "1.2.3.04",
    "1.2.3.4.53",
    "http://0x7f.1/",
    "2001:db8::1",
    "fe80::1",
    "[2001:db8::1]:443",
    "12:30:15",
    "a@b.com",
    "john.doe+x@mail.evil.com",
    "d41d8cd98f00b204e9800998ecf84271",
    "da39a3ee5e6b4b0d3255bfef95601890afd80701",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b851",
    "/path",
    "?q=",
    "=",
    ".",
    ":",
    "/",
    ",",
    ";",
    "'",
    "(",
    ")",
    "|",
    "-",
    "x",
    "F0",
};

static const char *const odd_parts[] = {
    "evil[.]com", "hxxp://", "[:]",          "(dot)",        "{at}",
    "%2F",        "%3a",     "\\/",          "\\nevil.com",  "\\u002e",
    "\\",         "%",       "evil\\.com",   "\xe4\xbe\x8b", "[",
    "evil[.co",   "\xc3",    "\xe3\x80\x82", "\xef\xbb\xbf"};

static const char gaps[] = " \n\t\"<>  \x01";

struct stream_world stream_world;

void stream_world_open(void)
{
    stream_world.database =
        small_database(statements, COUNT(statements), &stream_world.bytes);
    cr_assert_eq(tamis_matcher_create(&stream_world.matcher,
                                      stream_world.database, NULL, NULL),
                 TAMIS_OK);
}

void stream_world_close(void)
{
    tamis_matcher_destroy(stream_world.matcher);
    tamis_database_release(stream_world.database);
    free(stream_world.bytes);
}

static int note_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct hits *noted = context;

    for (size_t i = 0; i < hit_count; i++) {
        cr_assert_lt(noted->count, HITS_MAX);
        noted->hits[noted->count++] =
            (struct noted){hits[i].offset, hits[i].length, hits[i].record,
                           hits[i].observed_kind};
    }
    return 0;
}

static bool is_gap(uint8_t byte)
{
    return byte <= ' ' || byte == '"' || byte == '<' || byte == '>';
}

/* The rule of tamis/stream.h, by looking at the whole text. */
static void note_end(size_t end, size_t tail)
{
    size_t begin = end, after = end;

    while (begin > 0 && !is_gap(stream_world.text[begin - 1]))
        begin--;
    if (end - begin <= tail)
        return;
    while (after < stream_world.size && !is_gap(stream_world.text[after]))
        after++;
    stream_world.cut_words += !stream_world.is_cut[begin];
    memset(stream_world.is_cut + begin, 1, after - begin);
}

void stream_world_scan_chunks(struct random *random, tamis_stream *stream,
                              size_t stream_size, size_t longest)
{
    size_t at = 0;

    stream_world.cut.count = 0;
    stream_world.cut_words = 0;
    memset(stream_world.is_cut, 0, stream_world.size);
    cr_assert_eq(tamis_stream_begin(stream, stream_size), TAMIS_OK);
    while (at < stream_world.size) {
        size_t size = random_between(random, longest > 1 ? 0 : 1, longest);
        uint8_t *chunk;

        if (size > stream_world.size - at)
            size = stream_world.size - at;
        chunk = malloc(size + 1); /* a sanitizer sees a byte too many */
        memcpy(chunk + 1, stream_world.text + at, size);
        cr_assert_eq(tamis_stream_scan(stream_world.matcher, stream, chunk + 1,
                                       size, note_hits, &stream_world.cut),
                     TAMIS_OK);
        free(chunk);
        at += size;
        note_end(at, stream->tail_capacity);
    }
    cr_assert_eq(tamis_stream_end(stream_world.matcher, stream, note_hits,
                                  &stream_world.cut),
                 TAMIS_OK);
}

static bool is_same(const struct noted *a, const struct noted *b)
{
    return a->offset == b->offset && a->length == b->length &&
           a->record == b->record && a->kind == b->kind;
}

bool stream_world_has(const struct hits *hits, const struct noted *hit)
{
    for (size_t i = 0; i < hits->count; i++)
        if (is_same(&hits->hits[i], hit))
            return true;
    return false;
}

/* Name bytes behind it, and then perhaps a commercial at. */
static bool may_be_user(size_t end)
{
    while (end < stream_world.size &&
           (isalnum(stream_world.text[end]) ||
            memchr("-_.+", stream_world.text[end], 4)))
        end++;
    return end < stream_world.size &&
           memchr("@{[(%\\", stream_world.text[end], 6);
}

/* Behind a colon, a mark or an escape of one, or a hex digit: outside of a URL
 * "443[:]2001:db8::1" is one address, of which a listed one is only the end. */
static bool may_go_on(size_t start)
{
    return start > 0 && (isxdigit(stream_world.text[start - 1]) ||
                         memchr(":])}", stream_world.text[start - 1], 4));
}

/* What is read another way inside of a URL. */
static bool depends_on_url(const struct noted *hit)
{
    size_t end = hit->offset + hit->length;

    switch (hit->kind) {
    case TAMIS_KIND_URL:
    case TAMIS_KIND_EMAIL:
        return true;
    case TAMIS_KIND_IP:
        return may_go_on(hit->offset) ||
               memchr(stream_world.text + hit->offset, '/', hit->length) ||
               (end < stream_world.size && stream_world.text[end] == '/');
    case TAMIS_KIND_DOMAIN:
        return may_be_user(end);
    default:
        return false;
    }
}

/* What something far before it may forbid: a URL around it, or a run of hex
 * digits and colons that is too long for an address. */
static bool depends_on_far(const struct noted *hit)
{
    return hit->kind == TAMIS_KIND_IP || hit->kind == TAMIS_KIND_IP_PORT ||
           depends_on_url(hit);
}

void stream_world_explain(const char *what, const struct noted *hit)
{
    size_t from = hit->offset > 60 ? hit->offset - 60 : 0;
    size_t size =
        stream_world.size - from > 200 ? 200 : stream_world.size - from;

    cr_assert(false, "%s: %s %zu+%u in ...%.*s...", what,
              tamis_kind_name(hit->kind), (size_t)hit->offset, hit->length,
              (int)size, stream_world.text + from);
}

void stream_world_compare(size_t tail)
{
    size_t next = 0;

    for (size_t i = 0; i < stream_world.whole.count; i++) {
        const struct noted *hit = &stream_world.whole.hits[i];

        if (stream_world.is_cut[hit->offset]) {
            if (hit->length <= tail / 3 * 2 && !depends_on_url(hit) &&
                !stream_world_has(&stream_world.cut, hit))
                stream_world_explain("missed in a long word", hit);
            continue;
        }
        while (next < stream_world.cut.count &&
               stream_world.is_cut[stream_world.cut.hits[next].offset])
            next++;
        if (next == stream_world.cut.count ||
            !is_same(hit, &stream_world.cut.hits[next]))
            stream_world_explain("missed", hit);
        next++;
    }
    for (size_t i = 0; i < stream_world.cut.count; i++) {
        const struct noted *hit = &stream_world.cut.hits[i];

        if (i > 0)
            cr_assert_geq(hit->offset, stream_world.cut.hits[i - 1].offset);
        if ((!stream_world.is_cut[hit->offset] || !depends_on_far(hit)) &&
            !stream_world_has(&stream_world.whole, hit))
            stream_world_explain("invented", hit);
    }
}

void stream_world_scan_whole(void)
{
    stream_world.whole.count = 0;
    cr_assert_eq(tamis_matcher_scan(stream_world.matcher, stream_world.text,
                                    stream_world.size, note_hits,
                                    &stream_world.whole),
                 TAMIS_OK);
}

void stream_world_add(const char *part)
{
    size_t size = strlen(part);

    memcpy(stream_world.text + stream_world.size, part, size);
    stream_world.size += size;
}

const char stream_run_bytes[STREAM_RUN_BYTES + 1] = ".,;:!?'`*|_~-&()[]{}\\=";

static uint8_t random_run_byte(struct random *random)
{
    return (uint8_t)stream_run_bytes[random_below(random, STREAM_RUN_BYTES)];
}

void stream_world_add_run(uint8_t byte, size_t size)
{
    memset(stream_world.text + stream_world.size, byte, size);
    stream_world.size += size;
}

void stream_world_make_text(struct random *random, size_t limit,
                            size_t sparseness, bool is_odd)
{
    stream_world.size = 0;
    while (stream_world.size < limit) {
        char gap[2] = {gaps[random_below(random, sizeof gaps - 1)], 0};

        if (random_one_in(random, sparseness))
            stream_world_add(gap);
        else if (is_odd && random_one_in(random, 4))
            stream_world_add(odd_parts[random_below(random, COUNT(odd_parts))]);
        else if (is_odd && random_one_in(random, 100))
            stream_world_add_run(random_run_byte(random),
                                 random_between(random, 1, 1500));
        else
            stream_world_add(parts[random_below(random, COUNT(parts))]);
    }
}
