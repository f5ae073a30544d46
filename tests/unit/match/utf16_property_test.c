/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text in UTF-16 gives what it gives in UTF-8, at the places that the
 * characters have in the UTF-16: blocks, and streams on random cuts.
 */
#include "unit/match/small_database.h"

#include "support/random.h"

#include <tamis/stream.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef TAMIS_PATTERN_PROGRAM
#define TAMIS_PATTERN_PROGRAM NULL
#endif

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define UNITS_MAX    ((size_t)3 << 19)
#define HITS_MAX     131072u

#define LISTED(kind, value)                                                    \
    {                                                                          \
        "f", TAMIS_TLP_GREEN, TAMIS_KIND_##kind, TAMIS_MODE_AUTO, value        \
    }

static const struct small_statement statements[] = {
    LISTED(DOMAIN, "evil.com"),
    LISTED(DOMAIN, "b-c.d_e.example"),
    LISTED(URL, "http://evil.com/a/b.php?x=1"),
    LISTED(IP, "1.2.3.4"),
    LISTED(IP_PORT, "1.2.3.4:443"),
    LISTED(EMAIL, "a@b.com"),
    LISTED(MD5, "d41d8cd98f00b204e9800998ecf84271"),
    LISTED(LITERAL, "bad thing"),
    LISTED(LITERAL, "worse"),
    LISTED(LITERAL, "only once, here"),
    LISTED(PATTERN, "/^x?evil/"),
    LISTED(PATTERN, "/b[^b]{1,9}c .*once/"),
    LISTED(PATTERN, "/a@b\\.com$/"),
};

static const char *const parts[] = {"evil.com",
                                    "a.b-c.d_e.example",
                                    "http://evil.com/a/b.php?x=1",
                                    "hxxp://evil[.]com/a/b.php?x=1",
                                    "http:\\/\\/evil.com\\/a\\/b.php?x=1",
                                    "1.2.3.4",
                                    "1.2.3.4:443",
                                    "a@b.com",
                                    "d41d8cd98f00b204e9800998ecf84271",
                                    "bad thing",
                                    "worse",
                                    "[.]",
                                    "evil%2Ecom",
                                    "\\u0065vil.com",
                                    "x",
                                    ".",
                                    "/",
                                    ",",
                                    "b c",
                                    "clean words of a log",
                                    "0123456789"};

struct noted {
    uint64_t offset, end;
    tamis_record_id record;
    tamis_kind kind;
};

struct hits {
    size_t count;
    struct noted hits[HITS_MAX];
};

/* One text: its units, itself in both encodings, and for each byte of UTF-8
 * where it is in UTF-16. */
static struct world {
    tamis_database *database;
    tamis_patterns *patterns;
    tamis_matcher *matcher;
    void *bytes;
    size_t unit_count, utf8_size;
    uint16_t units[UNITS_MAX];
    uint8_t utf16[2 + 2 * UNITS_MAX];
    char utf8[3 * UNITS_MAX];
    uint32_t places[3 * UNITS_MAX + 1];
    struct hits wanted, found;
} world;

static void open_world(bool has_patterns)
{
    tamis_matcher_options options = TAMIS_MATCHER_OPTIONS_INIT;
    tamis_patterns_options prepare = TAMIS_PATTERNS_OPTIONS_INIT;
    tamis_error error;

    world.database =
        small_database(statements, COUNT(statements), &world.bytes);
    prepare.flags = TAMIS_PATTERNS_NO_CACHE;
    prepare.program = TAMIS_PATTERN_PROGRAM;
    if (has_patterns) {
        tamis_status status = tamis_patterns_prepare(
            &world.patterns, world.database, &prepare, &error);

        if (status == TAMIS_ERROR_UNSUPPORTED)
            cr_skip_test("%s", error.message);
        cr_assert_eq(status, TAMIS_OK, "%s", error.message);
    }
    options.patterns = world.patterns;
    cr_assert_eq(
        tamis_matcher_create(&world.matcher, world.database, &options, &error),
        TAMIS_OK, "%s", error.message);
}

static void close_world(void)
{
    tamis_matcher_destroy(world.matcher);
    tamis_patterns_release(world.patterns);
    tamis_database_release(world.database);
    free(world.bytes);
}

static void add_unit(uint32_t unit)
{
    cr_assert_lt(world.unit_count, UNITS_MAX);
    world.units[world.unit_count++] = (uint16_t)unit;
}

static void add(const char *text)
{
    for (; *text; text++)
        add_unit((uint8_t)*text);
}

static bool is_half(size_t at, uint16_t base)
{
    return at < world.unit_count && (world.units[at] & 0xFC00) == base;
}

static void store(uint32_t point, size_t size)
{
    static const uint8_t first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    char *to = world.utf8 + world.utf8_size;

    for (size_t i = size; i-- > 1; point >>= 6)
        to[i] = (char)(0x80 | (point & 0x3F));
    to[0] = (char)(first[size] | point);
    world.utf8_size += size;
}

/* Both encodings of the units, by the book. */
static void encode(bool is_big_endian)
{
    world.utf16[0] = is_big_endian ? 0xFE : 0xFF;
    world.utf16[1] = is_big_endian ? 0xFF : 0xFE;
    world.utf8_size = 0;
    for (size_t at = 0, units; at < world.unit_count; at += units) {
        uint32_t point = world.units[at];
        size_t begin = world.utf8_size, size;

        units = 1;
        if (is_half(at, 0xD800) && is_half(at + 1, 0xDC00)) {
            point = 0x10000 + ((point & 0x3FF) << 10) +
                    (world.units[at + 1] & 0x3FFu);
            units = 2;
        } else if (point >= 0xD800 && point < 0xE000) {
            point = 0xFFFD;
        }
        size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        store(point, size);
        for (; begin < world.utf8_size; begin++)
            world.places[begin] = (uint32_t)(2 + 2 * at);
    }
    world.places[world.utf8_size] = (uint32_t)(2 + 2 * world.unit_count);
    for (size_t i = 0; i < world.unit_count; i++) {
        world.utf16[2 + 2 * i + is_big_endian] = (uint8_t)world.units[i];
        world.utf16[3 + 2 * i - is_big_endian] = (uint8_t)(world.units[i] >> 8);
    }
}

static int note_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct hits *noted = context;

    for (size_t i = 0; i < hit_count; i++) {
        cr_assert_lt(noted->count, HITS_MAX);
        noted->hits[noted->count++] =
            (struct noted){hits[i].offset, hits[i].offset + hits[i].length,
                           hits[i].record, hits[i].observed_kind};
    }
    return 0;
}

static void scan_utf8(void)
{
    world.wanted.count = 0;
    cr_assert_eq(tamis_matcher_scan(world.matcher, world.utf8, world.utf8_size,
                                    note_hits, &world.wanted),
                 TAMIS_OK);
    for (size_t i = 0; i < world.wanted.count; i++) {
        struct noted *hit = &world.wanted.hits[i];

        hit->offset = world.places[hit->offset];
        hit->end = world.places[hit->end];
    }
}

static void scan_utf16(void)
{
    world.found.count = 0;
    cr_assert_eq(tamis_matcher_scan(world.matcher, world.utf16,
                                    2 + 2 * world.unit_count, note_hits,
                                    &world.found),
                 TAMIS_OK);
}

static void compare(const char *what, size_t round)
{
    size_t count = world.wanted.count < world.found.count ? world.wanted.count
                                                          : world.found.count;

    for (size_t i = 0; i < count; i++) {
        const struct noted *wanted = &world.wanted.hits[i];
        const struct noted *found = &world.found.hits[i];

        cr_assert(
            wanted->offset == found->offset && wanted->end == found->end &&
                wanted->record == found->record && wanted->kind == found->kind,
            "%s %zu: hit %zu is %s %zu-%zu, not %s %zu-%zu", what, round, i,
            tamis_kind_name(found->kind), (size_t)found->offset,
            (size_t)found->end, tamis_kind_name(wanted->kind),
            (size_t)wanted->offset, (size_t)wanted->end);
    }
    cr_assert_eq(world.found.count, world.wanted.count, "%s %zu: %zu not %zu",
                 what, round, world.found.count, world.wanted.count);
}

static uint64_t count_cut_lines(void)
{
    tamis_matcher_counts counts = {.struct_size = sizeof counts};

    tamis_matcher_counts_get(world.matcher, &counts);
    return counts.cut_lines;
}

/* A line's end once in `line` parts, another gap once in `word` of them. */
static void make_text(struct random *random, size_t limit, size_t line,
                      size_t word)
{
    static const uint16_t odd[] = {0xE9,   0x20AC, 0x3002, 0x4F8B, 0xFEFF,
                                   0xD83D, 0xDE00, 0xD800, 0xDFFF, 0};

    world.unit_count = 0;
    while (world.unit_count < limit) {
        if (random_one_in(random, line))
            add_unit('\n');
        if (random_one_in(random, word))
            add_unit((uint8_t) " \"\t"[random_below(random, 3)]);
        if (random_one_in(random, 30))
            add_unit(odd[random_below(random, COUNT(odd))]);
        if (random_one_in(random, 90)) {
            add_unit(0xD83D);
            add_unit(0xDE00);
        }
        add(parts[random_below(random, COUNT(parts))]);
    }
}

Test(utf16_property, equals_utf8_in_blocks_of_short_lines)
{
    struct random random;
    size_t hit_count = 0;

    open_world(true);
    random_begin(&random, "utf16 blocks");
    for (size_t round = 0; round < 30; round++) {
        size_t limit = random_one_in(&random, 2) ? 3000 : 200000;

        make_text(&random, random_between(&random, 1, limit),
                  random_between(&random, 2, 2000),
                  random_between(&random, 2, 40));
        encode(round % 2);
        scan_utf8();
        scan_utf16();
        compare("round", round);
        hit_count += world.wanted.count;
    }
    cr_assert_gt(hit_count, 3000);
    cr_assert_eq(count_cut_lines(), 0);
    close_world();
}

Test(utf16_property, equals_utf8_in_lines_up_to_the_limit)
{
    struct random random;

    open_world(true);
    random_begin(&random, "utf16 lines");
    for (size_t round = 0; round < 8; round++) {
        make_text(&random, TAMIS_UTF16_LINE_MAX - 64 - round, SIZE_MAX / 2,
                  random_one_in(&random, 2) ? 4 : 100000);
        world.unit_count = TAMIS_UTF16_LINE_MAX - 1 - round;
        add("\nxevil.com, a@b.com\n\nevil only once, here");
        encode(round % 2);
        scan_utf8();
        scan_utf16();
        compare("line", round);
    }
    cr_assert_eq(count_cut_lines(), 0);
    close_world();
}

/* Whatever falls on the cut; a literal is in such a line once. */
Test(utf16_property, equals_utf8_in_longer_lines_but_for_regexes)
{
    static const char *const values[] = {"only once, here", "evil.com",
                                         "hxxp[://]evil[.]com/a/b.php?x=1",
                                         "1.2.3.4:443"};
    struct random random;

    open_world(true);
    random_begin(&random, "utf16 long lines");
    for (size_t round = 0; round < 24; round++) {
        size_t before = (size_t)random_between(&random, 955000, 1045000);
        uint8_t filler = (uint8_t) ", x"[round % 3];

        world.unit_count = 0;
        while (world.unit_count < before)
            add_unit(filler);
        add(filler == 'x' ? " " : "");
        add(values[random_below(&random, COUNT(values))]);
        add(filler == 'x' ? " " : "");
        for (size_t i = 0; i < 200000; i++)
            add_unit(filler);
        add("\nworse\n");
        encode(round % 2);
        scan_utf8();
        scan_utf16();
        cr_assert_geq(world.wanted.count, 2);
        compare("long line", round);
        cr_assert_eq(count_cut_lines(), round + 1);
    }
    close_world();
}

/* The longest URL, each byte of it escaped as often as is read. */
static void add_escaped_url(size_t size)
{
    add("http%3A%2F%2Fevil.com%2F");
    for (size_t i = 0; i < size; i++)
        add("%252525252525252541");
}

static char *write_long_url(size_t size)
{
    char *url = malloc(32 + size);

    strcpy(url, "http://evil.com/");
    memset(url + strlen(url), 'A', size);
    url[16 + size] = '\0';
    return url;
}

Test(utf16_property, the_longest_escaped_url_is_found_at_any_cut)
{
    char *url = write_long_url(4000);
    struct small_statement listed = LISTED(URL, url);
    struct random random;

    world.database = small_database(&listed, 1, &world.bytes);
    cr_assert_eq(
        tamis_matcher_create(&world.matcher, world.database, NULL, NULL),
        TAMIS_OK);
    random_begin(&random, "utf16 urls");
    for (size_t round = 0; round < 24; round++) {
        size_t before = random_between(&random, 850000, 960000);

        world.unit_count = 0;
        while (world.unit_count < before)
            add_unit((uint8_t) ", "[round % 2]);
        add_escaped_url(4000);
        add_unit(' ');
        while (world.unit_count < UNITS_MAX - 1)
            add_unit(',');
        encode(round % 2);
        scan_utf8();
        scan_utf16();
        cr_assert_eq(world.wanted.count, 1, "%zu", world.wanted.count);
        compare("url", round);
    }
    close_world();
    free(url);
}

static void scan_stream(struct random *random, tamis_stream *stream,
                        size_t longest)
{
    size_t size = 2 + 2 * world.unit_count, at = 0;

    world.found.count = 0;
    cr_assert_eq(tamis_stream_begin(stream, TAMIS_STREAM_SIZE_MAX), TAMIS_OK);
    while (at < size) {
        size_t chunk = random_between(random, 1, longest);

        chunk = chunk < size - at ? chunk : size - at;
        cr_assert_eq(tamis_stream_scan(world.matcher, stream, world.utf16 + at,
                                       chunk, note_hits, &world.found),
                     TAMIS_OK);
        at += chunk;
    }
    cr_assert_eq(
        tamis_stream_end(world.matcher, stream, note_hits, &world.found),
        TAMIS_OK);
}

Test(utf16_property, equals_utf8_in_streams_on_random_cuts)
{
    static const size_t longest[] = {1, 2, 3, 50, 3000, 500000};
    tamis_stream *stream = malloc(TAMIS_STREAM_SIZE_MAX);
    struct random random;

    open_world(false);
    random_begin(&random, "utf16 streams");
    for (size_t round = 0; round < 120; round++) {
        make_text(
            &random, random_between(&random, 1, round % 6 == 5 ? 400000 : 4000),
            random_between(&random, 2, 2000), random_between(&random, 2, 40));
        encode(random_one_in(&random, 2));
        scan_utf8();
        scan_stream(&random, stream, longest[round % COUNT(longest)]);
        cr_assert_eq(tamis_stream_cut_words(stream), 0);
        compare("stream", round);
    }
    close_world();
    free(stream);
}

/* In one chunk, with no gap around it. */
Test(utf16_property, the_longest_escaped_url_is_found_in_streams)
{
    char *url = write_long_url(4000);
    struct small_statement listed = LISTED(URL, url);
    tamis_stream *stream = malloc(TAMIS_STREAM_SIZE_MAX);

    world.database = small_database(&listed, 1, &world.bytes);
    cr_assert_eq(
        tamis_matcher_create(&world.matcher, world.database, NULL, NULL),
        TAMIS_OK);
    for (size_t round = 0; round < 12; round++) {
        size_t before = 60000 + round * 11000;

        world.unit_count = 0;
        while (world.unit_count < before)
            add_unit(',');
        add_escaped_url(4000);
        add(" \n");
        encode(round % 2);
        scan_utf8();
        cr_assert_eq(world.wanted.count, 1);
        world.found.count = 0;
        tamis_stream_begin(stream, TAMIS_STREAM_SIZE_MAX);
        tamis_stream_scan(world.matcher, stream, world.utf16,
                          2 + 2 * world.unit_count, note_hits, &world.found);
        tamis_stream_end(world.matcher, stream, note_hits, &world.found);
        compare("stream url", round);
        /* The same of bytes. */
        world.found.count = 0;
        tamis_stream_scan(world.matcher, stream, world.utf8, world.utf8_size,
                          note_hits, &world.found);
        tamis_stream_end(world.matcher, stream, note_hits, &world.found);
        cr_assert_eq(world.found.count, 1);
    }
    close_world();
    free(stream);
    free(url);
}
