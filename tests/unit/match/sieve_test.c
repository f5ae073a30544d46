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

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void add_part(struct random *random, uint8_t *to, size_t *size,
                     size_t limit, bool is_odd)
{
    static const char gaps[] = " \n\t\"<>  ";
    const char *part = plain_parts[random_below(random, COUNT(plain_parts))];
    char gap[2] = {gaps[random_below(random, sizeof gaps - 1)], 0};

    if (random_one_in(random, 4))
        part = gap;
    else if (is_odd && random_one_in(random, 4))
        part = odd_parts[random_below(random, COUNT(odd_parts))];
    if (strlen(part) > limit - *size)
        part = ".";
    memcpy(to + *size, part, strlen(part));
    *size += strlen(part);
}

/* Candidates are near the end of it, at any place of a block or piece, often
 * where a piece ends; what is before them is one long word, or many. */
static size_t make_text(struct random *random)
{
    bool is_odd = random_one_in(random, 3);
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
        add_part(random, text, &size, limit, is_odd);
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

Test(sieve, what_a_walk_finds_listed_is_found)
{
    static const uint32_t limits[] = {0, 0, CPU_SCALAR, CPU_SCALAR | CPU_AVX2};
    struct guarded_bytes guarded;
    struct random random;
    size_t listed_count = 0;

    random_begin(&random, "sieve");
    guarded_bytes_open(&guarded, TEXT_SIZE_MAX);
    for (int round = 0; round < 1500; round++) {
        size_t size = make_text(&random);
        const uint8_t *from = guarded_bytes_copy(&guarded, text, size);
        size_t count = walk(from, size);

        if (count == 0)
            continue;
        listed_count +=
            check_listed(from, size, count,
                         &candidates[random_below(&random, count)].indicator,
                         limits[random_below(&random, COUNT(limits))]);
    }
    cr_assert_gt(listed_count, 700);
    guarded_bytes_close(&guarded);
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
