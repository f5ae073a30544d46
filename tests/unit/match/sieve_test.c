/* SPDX-License-Identifier: BSD-2-Clause */
/* The sieve against the walk: nothing that a walk over the whole text finds
 * listed is missed. */
#include "indicator/extract.h"
#include "match/find.h"
#include "support/guarded_bytes.h"
#include "support/random.h"
#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE_MAX  ((size_t)3 * OUTLINE_SIZE)
#define CANDIDATES_MAX 8192

static struct extract extract;
static struct candidate candidates[CANDIDATES_MAX];
static uint8_t text[TEXT_SIZE_MAX];

static const char *const plain_parts[] = {
    "evil.com",
    "WWW.Evil.com",
    "a.b-c.d_e.example",
    "http://",
    "https://evil.com/a/b.php?x=1",
    "ftp://1.2.3.4/x",
    "://",
    "1.2.3.4",
    "1.2.3.4:443",
    "10.2.0.0/16",
    "255.1.1.256",
    "1.2.3.04",
    "1.2.3.4.53",
    "http://0x7f.1/",
    "http://2130706433/x",
    "2001:db8::1",
    "fe80::1",
    "::1",
    "::",
    "2001:db8:1:2:3:4:5:6",
    "[2001:db8::1]:443",
    "12:30:15",
    "std::string",
    "a@b.com",
    "john.doe+x@mail.evil.com",
    "user:pw@host.com/",
    "d41d8cd98f00b204e9800998ecf84270",
    "da39a3ee5e6b4b0d3255bfef95601890afd80700",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b850",
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
    "!",
    "-",
    "_",
    ":8080",
    "/24",
    "x",
    "F0"};

static const char *const odd_parts[] = {
    "[.]",      "hxxp://",      "[:]",  "[://]",        "(dot)", "{at}",
    "%2F",      "%3a",          "%20",  "\\/",          "\\n",   "\\u002e",
    "\\x2e",    "\\",           "%",    "\xe4\xbe\x8b", "[",     "{",
    "evil[.co", "\xe3\x80\x82", "\xc3", "%252e",        "%65",   "%3A%3A1"};

/* What escapes part. */
static const char *const parting_parts[] = {"\\n",     "\\r\\n",
                                            "\\t",     "\\\\n",
                                            "\\\\\\/", "\\u0020",
                                            "\\u0022", "\\x20",
                                            "%20",     "%0A",
                                            "%22",     "%26",
                                            "%3D",     "%2520",
                                            "%252F",   "%252f%252F",
                                            "\\@",     "%23",
                                            "\\u0026", "%2C",
                                            "%5C",     "\\ud83d\\ude00",
                                            "%5B",     "\\:",
                                            "%3A",     ".",
                                            "1",       "a",
                                            "%2",      "\\u00"};

/* What they join, or what is none. */
static const char *const joining_parts[] = {
    "%",       "\\",        "\\u", "%40",     "%2E",    "\\.", "%C3%A9",
    "\\u00e9", "%E3%80%82", "%25", "\\u0025", "%3A%3A", "%61", "\\u0031"};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Whose hosts are seldom names, or go on where a name ends. */
static const char *const url_parts[] = {
    "http://2130706433/x",   "ftp://0x7f.1/",         "http://localhost/x",
    "https://a@evil.com/x",  "http://evil.com%20b/x", "http://evil.com&b/x",
    "http://evil.com,b/x",   "http://1.2.3.4%20b/x",  "http://evil.com./x",
    "http://.evil.com/x",    "http://evil.com:80/x",  "http://evil.com?q=1",
    "http://a:b@1.2.3.4/",   "https://evil.com/a/b",  "http://1.2.3/x",
    "http://[2001:db8::1]/", "http://evil.com#/x",    "http://host/x",
    "hxxp://host/x",         "http://host:80/x?y=z",  "http://1.2.3.04/x",
    "https://evil.com=b/x",  "http://evil.com%2Fb/x", "http://evil.com$/x",
    "http://x@host/x",       "http://user:pw@host?x", "http://a..evil.com/x"};

/* One byte in one of the ways in which it may be written. */
static void write_escaped(struct random *random, uint8_t byte, bool is_percent,
                          char *to)
{
    static const char *const fronts[] = {"%",   "%25",     "\\u00",
                                         "\\x", "\\\\u00", "\\\\\\x"};
    const char *front =
        fronts[is_percent ? random_below(random, 2)
                          : 2 + random_below(random, COUNT(fronts) - 2)];

    /* Few bytes are escaped by a backslash alone. */
    if (!is_percent && strchr("/.:@", byte) && random_one_in(random, 2))
        sprintf(to, "%s%c", random_one_in(random, 2) ? "\\" : "\\\\", byte);
    else if (random_one_in(random, 2))
        sprintf(to, "%s%02x", front, byte);
    else
        sprintf(to, "%s%02X", front, byte);
}

/* A part, with escapes for some of its bytes: mostly for what parts it. Few
 * have both kinds, which nothing reads as one. */
static void escape_part(struct random *random, const char *part, char *to)
{
    size_t share = random_between(random, 1, 3);
    bool is_percent = random_one_in(random, 2);

    for (*to = 0; *part; part++) {
        bool parts = strchr("/:?=@,;&#$", *part) != NULL;

        to += strlen(to);
        if (random_one_in(random, 50))
            is_percent = !is_percent;
        if (random_one_in(random, parts ? share : 300))
            write_escaped(random, (uint8_t)*part, is_percent, to);
        else
            sprintf(to, "%c", *part);
    }
}

/* What bytes of a text may be besides plain. */
enum texture { PLAIN, ODD, ESCAPED };

static const char *pick_part(struct random *random, enum texture texture)
{
    static char escaped[1024];
    const char *part = plain_parts[random_below(random, COUNT(plain_parts))];

    if (texture == ODD && random_one_in(random, 4))
        return odd_parts[random_below(random, COUNT(odd_parts))];
    if (texture != ESCAPED)
        return part;
    if (random_one_in(random, 40))
        return joining_parts[random_below(random, COUNT(joining_parts))];
    if (random_one_in(random, 2))
        return parting_parts[random_below(random, COUNT(parting_parts))];
    if (random_one_in(random, 2))
        part = url_parts[random_below(random, COUNT(url_parts))];
    escape_part(random, part, escaped);
    return escaped;
}

static void add_part(struct random *random, uint8_t *to, size_t *size,
                     size_t limit, enum texture texture)
{
    static const char gaps[] = " \n\t\"<>  ";
    const char *part = pick_part(random, texture);
    char gap[2] = {gaps[random_below(random, sizeof gaps - 1)], 0};

    if (random_one_in(random, texture == ESCAPED ? 6 : 4))
        part = gap;
    if (strlen(part) > limit - *size)
        part = ".";
    memcpy(to + *size, part, strlen(part));
    *size += strlen(part);
}

/* Candidates are near the end of it, at any place of a block or piece, often
 * where a piece ends; what is before them is one long word, or many. */
static size_t make_text(struct random *random, enum texture texture)
{
    size_t size = 0, limit = 40 + random_below(random, 300);

    if (random_one_in(random, 8)) {
        size = random_below(random, TEXT_SIZE_MAX - limit);
        if (random_one_in(random, 2))
            size = OUTLINE_SIZE - 20 - random_below(random, limit - 20);
        memset(text, 'w', size);
        for (size_t at = 0; random_one_in(random, 2) && at < size; at += 100)
            text[at + random_below(random, size - at)] = ' ';
    }
    limit += size;
    while (size < limit)
        add_part(random, text, &size, limit, texture);
    /* A record that goes on with more fields than a URL may have bytes. */
    if (random_one_in(random, 40)) {
        limit = random_between(random, 4000, 9000);
        limit = limit < TEXT_SIZE_MAX - size ? limit : TEXT_SIZE_MAX - size;
        for (size_t at = 0; at < limit; at++)
            text[size++] = at % 6 ? 'f' : ',';
    }
    return size;
}

static size_t walk(const uint8_t *from, size_t size)
{
    const struct candidate *candidate;
    size_t count = 0;

    extract_begin(&extract, from, size);
    while (count < CANDIDATES_MAX && (candidate = extract_next(&extract)))
        candidates[count++] = *candidate;
    return count;
}

static bool is_same(const tamis_indicator *a, const tamis_indicator *b)
{
    return a->kind == b->kind && a->key_size == b->key_size &&
           memcmp(a->key, b->key, a->key_size) == 0;
}

struct seen {
    size_t count;
    struct place {
        uint64_t offset;
        uint32_t length;
    } places[CANDIDATES_MAX];
};

static int note_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct seen *seen = context;

    for (size_t i = 0; i < hit_count && seen->count < CANDIDATES_MAX; i++)
        seen->places[seen->count++] =
            (struct place){hits[i].offset, hits[i].length};
    return 0;
}

static bool has_place(const struct seen *seen,
                      const struct candidate *candidate)
{
    for (size_t i = 0; i < seen->count; i++)
        if (seen->places[i].offset == candidate->offset &&
            seen->places[i].length == candidate->size)
            return true;
    return false;
}

static bool has_twice(const struct seen *seen)
{
    for (size_t i = 1; i < seen->count; i++)
        if (seen->places[i].offset == seen->places[i - 1].offset &&
            seen->places[i].length == seen->places[i - 1].length)
            return true;
    return false;
}

/* A value that looks defanged is listed as something else, which the candidate
 * may then be found by in other places. */
static bool is_read_back(const tamis_indicator *listed, const char *value)
{
    static tamis_indicator read;

    return tamis_indicator_parse(&read, listed->kind, value, strlen(value),
                                 TAMIS_PARSE_REFANG, NULL) == TAMIS_OK &&
           is_same(&read, listed);
}

/* Lists one candidate and scans for it; false when it cannot be listed. */
static bool check_listed(const uint8_t *from, size_t size, size_t count,
                         const tamis_indicator *listed, uint32_t cpu_limit)
{
    static struct seen seen;
    static char value[TAMIS_KEY_SIZE_MAX + 64];
    /* The first one is not of free text, and there if the other is refused. */
    const struct small_statement statements[] = {
        {"feed", TAMIS_TLP_GREEN, TAMIS_KIND_FILENAME, TAMIS_MODE_EXACT, "x.y"},
        {"feed", TAMIS_TLP_GREEN, listed->kind, listed->mode, value}};
    tamis_matcher *matcher;
    tamis_database *database;
    tamis_error error = {.message = ""};
    void *bytes;
    bool is_listed;

    tamis_key_format(listed->kind, listed->key, listed->key_size, value,
                     sizeof value);
    database = small_database(statements, COUNT(statements), &bytes);
    database->kernels = kernels_pick_limited(cpu_limit);

    cr_assert_eq(tamis_matcher_create(&matcher, database, NULL, &error),
                 TAMIS_OK, "%s", error.message);
    /* A URL without a path is listed as its host. */
    is_listed = !(listed->notes & TAMIS_NOTE_NO_PATH) &&
                is_read_back(listed, value) && find_may_list(matcher, listed);
    seen.count = 0;
    cr_assert_eq(tamis_matcher_scan(matcher, from, size, note_hits, &seen),
                 TAMIS_OK);
    for (size_t i = 0; i < count && is_listed; i++)
        if (is_same(&candidates[i].indicator, listed))
            cr_assert(has_place(&seen, &candidates[i]),
                      "%s is missed at %zu of: %.*s", value,
                      candidates[i].offset, (int)(size > 400 ? 400 : size),
                      from + (size > 400 ? size - 400 : 0));
    cr_assert(!has_twice(&seen), "%s is told twice in %zu bytes", value, size);
    tamis_matcher_destroy(matcher);
    tamis_database_release(database);
    free(bytes);
    return is_listed;
}

static void check_texts(const char *name, int rounds, enum texture usual)
{
    static const uint32_t limits[] = {0, 0, CPU_SCALAR, CPU_SCALAR | CPU_AVX2};
    struct guarded_bytes guarded;
    struct random random;
    size_t listed_count = 0;

    random_begin(&random, name);
    guarded_bytes_open(&guarded, TEXT_SIZE_MAX);
    for (int round = 0; round < rounds; round++) {
        enum texture texture =
            usual == PLAIN && random_one_in(&random, 3) ? ODD : usual;
        size_t size = make_text(&random, texture);
        const uint8_t *from = guarded_bytes_copy(&guarded, text, size);
        size_t count = walk(from, size);

        if (count == 0)
            continue;
        listed_count +=
            check_listed(from, size, count,
                         &candidates[random_below(&random, count)].indicator,
                         limits[random_below(&random, COUNT(limits))]);
    }
    cr_assert_gt(listed_count, (size_t)rounds / 3);
    guarded_bytes_close(&guarded);
}

Test(sieve, what_a_walk_finds_listed_is_found)
{
    check_texts("sieve", 1500, PLAIN);
}

Test(sieve, what_a_walk_finds_listed_by_escapes_is_found)
{
    check_texts("sieve-escapes", 1500, ESCAPED);
}

static void check_all(const uint8_t *from, size_t size)
{
    size_t count = walk(from, size);

    for (size_t i = 0; i < count; i++)
        (void)check_listed(from, size, count, &candidates[i].indicator, 0);
}

/* Alone in the text, so that nothing around them is asked for. */
Test(sieve, every_host_is_found_in_every_reading)
{
    struct random random;

    random_begin(&random, "sieve-hosts");
    for (size_t n = 0; n < 6 * COUNT(url_parts); n++) {
        if (n < COUNT(url_parts))
            strcpy((char *)text, url_parts[n]);
        else
            escape_part(&random, url_parts[n % COUNT(url_parts)], (char *)text);
        check_all(text, strlen((char *)text));
    }
}

/* The walk sees no URL there, and so one behind it. */
Test(sieve, a_length_behind_what_is_no_address_is_no_path)
{
    static const char line[] = "808010.2.0.0/16,evil.com?q=1";

    check_all((const uint8_t *)line, sizeof line - 1);
}

/* A piece ends behind its last gap, with something that is looked at behind. */
Test(sieve, no_word_is_told_twice_where_a_piece_ends)
{
    static const char word[] = "::1,evil.com,::1";
    static const struct small_statement statements[] = {
        {"f", TAMIS_TLP_GREEN, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "::1"},
        {"f", TAMIS_TLP_GREEN, TAMIS_KIND_DOMAIN, TAMIS_MODE_AUTO, "evil.com"}};
    static const uint32_t limits[] = {0, CPU_SCALAR, CPU_SCALAR | CPU_AVX2};
    static struct seen once, seen;
    tamis_database *database;
    tamis_matcher *matcher;
    void *bytes;

    database = small_database(statements, COUNT(statements), &bytes);
    for (size_t n = 0; n < COUNT(limits); n++) {
        database->kernels = kernels_pick_limited(limits[n]);
        cr_assert_eq(tamis_matcher_create(&matcher, database, NULL, NULL),
                     TAMIS_OK);
        once.count = 0;
        cr_assert_eq(tamis_matcher_scan(matcher, word, sizeof word - 1,
                                        note_hits, &once),
                     TAMIS_OK);
        cr_assert_gt(once.count, 0);
        for (size_t at = OUTLINE_SIZE - 60; at < OUTLINE_SIZE + 5; at++) {
            memset(text, 'w', at);
            text[at - 1] = '\n';
            memcpy(text + at, word, sizeof word - 1);
            seen.count = 0;
            cr_assert_eq(tamis_matcher_scan(matcher, text, at + sizeof word - 1,
                                            note_hits, &seen),
                         TAMIS_OK);
            cr_assert_eq(seen.count, once.count, "at %zu", at);
            for (size_t i = 0; i < seen.count; i++)
                cr_expect_eq(seen.places[i].offset, once.places[i].offset + at);
        }
        tamis_matcher_destroy(matcher);
    }
    tamis_database_release(database);
    free(bytes);
}
