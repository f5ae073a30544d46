/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of random patterns against each pattern by itself. */
#include "index/pattern_grams.h"
#include "index/pattern_required.h"
#include "pattern_hits.h"
#include "simd/kernels.h"
#include "support/failing_allocator.h"
#include "support/guarded_bytes.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATTERNS_MAX 60
#define TEXT_MAX     4000
#define ALPHABET     "aabbAB1.\r\n"

struct world {
    struct random random;
    struct pattern_source sources[PATTERNS_MAX];
    char patterns[PATTERNS_MAX][200];
    size_t count;
    char text[TEXT_MAX];
    size_t size;
};

/* A piece of a regex that is well formed by itself. */
static void add_piece(struct random *random, char *regex)
{
    static const char *const pieces[] = {"ab1b",
                                         "bA.a",
                                         "b",
                                         "[ab]",
                                         ".",
                                         "a{2,3}",
                                         "(a|b1)",
                                         "(?:ab)+",
                                         "\\.",
                                         "\\d",
                                         "[^a]",
                                         "b?",
                                         "abab*",
                                         "ba1+",
                                         "\\s",
                                         "^",
                                         "$",
                                         "(ab11)?",
                                         "a.*b",
                                         "\\bab",
                                         "[]a1]",
                                         "1{2}",
                                         "aaab",
                                         "(b|(a1b)){1,2}",
                                         "[[:digit:]]",
                                         "bbAb{0,1}",
                                         "\\r",
                                         "|bb1",
                                         "[[:b]a1b1|[1:]]",
                                         "[[:^alpha:]1]"};

    strcat(regex, pieces[random_below(random, sizeof pieces / sizeof *pieces)]);
}

static void make_source(struct world *world, size_t index)
{
    static const uint32_t flags[] = {PATTERN_CASELESS, PATTERN_SINGLE,
                                     PATTERN_DOTALL, PATTERN_MULTILINE,
                                     PATTERN_UTF8};
    struct random *random = &world->random;
    struct pattern_source *source = &world->sources[index];
    char *text = world->patterns[index];

    *source = (struct pattern_source){{text, 0}, 0, 1, (uint32_t)index};
    text[0] = '\0';
    if (random_one_in(random, 2)) {
        source->flags = PATTERN_LITERAL;
        source->bytes.size = random_between(random, 1, 12);
        random_text(random, text, source->bytes.size, ALPHABET);
    } else {
        for (uint64_t i = random_between(random, 1, 5); i > 0; i--)
            add_piece(random, text);
        source->bytes.size = strlen(text);
    }
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (random_one_in(random, 3))
            source->flags |= flags[i];
}

/* Text is ASCII, so that UTF8 asks for nothing that it does not get. */
static void make_world(struct world *world)
{
    struct random *random = &world->random;

    world->count = random_between(random, 1, PATTERNS_MAX);
    for (size_t i = 0; i < world->count; i++)
        make_source(world, i);
    world->size = random_below(random, TEXT_MAX);
    random_text(random, world->text, world->size, ALPHABET);
    for (unsigned i = 0; i < 20 && world->size; i++) {
        size_t which = random_below(random, world->count);
        tamis_slice bytes = world->sources[which].bytes;
        size_t at = random_below(random, world->size);

        if (bytes.size < world->size - at)
            memcpy(world->text + at, bytes.data, bytes.size);
    }
}

static struct pattern_set *build(const struct world *world, size_t first,
                                 size_t count,
                                 const struct pattern_set_options *options)
{
    struct pattern_set *set;
    tamis_error error;

    cr_assert_eq(
        pattern_set_build(&set, world->sources + first, count, options, &error),
        TAMIS_OK, "%s", error.message);
    return set;
}

/* Alone a literal is found by comparing, a regex by a set that has no other. */
struct alone {
    struct pattern_set *set;
    struct pattern_scratch *scratch;
};

static int add_offset(void *context, uint32_t id, uint64_t from, uint64_t to)
{
    struct pattern_hits *hits = ((void **)context)[0];
    uint64_t base = *(uint64_t *)((void **)context)[1];

    return pattern_hits_collect(
        hits, id, from == PATTERN_START_NONE ? from : from + base, to + base);
}

static char fold(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static void compare_literal(const struct pattern_source *source,
                            tamis_slice unit, uint64_t base,
                            struct pattern_hits *hits)
{
    for (size_t i = 0; i + source->bytes.size <= unit.size; i++) {
        size_t k = 0;

        while (k < source->bytes.size) {
            char a = source->bytes.data[k], b = unit.data[i + k];

            if (a != b &&
                !(source->flags & PATTERN_CASELESS && fold(a) == fold(b)))
                break;
            k++;
        }
        if (k < source->bytes.size)
            continue;
        pattern_hits_collect(hits, source->id, base + i, base + i + k);
        if (source->flags & PATTERN_SINGLE)
            return;
    }
}

static void scan_alone(const struct world *world, const struct alone *alone,
                       tamis_slice unit, uint64_t base,
                       struct pattern_hits *hits)
{
    void *context[] = {hits, &base};

    for (size_t i = 0; i < world->count; i++)
        if (world->sources[i].flags & PATTERN_LITERAL)
            compare_literal(&world->sources[i], unit, base, hits);
        else
            pattern_set_scan(alone[i].set, alone[i].scratch, unit, add_offset,
                             context);
}

static void scan_lines_alone(const struct world *world,
                             const struct alone *alone,
                             struct pattern_hits *hits)
{
    size_t start = 0;

    while (start < world->size) {
        size_t end = start;
        size_t next;

        while (end < world->size && world->text[end] != '\n')
            end++;
        next = end + 1;
        if (end < world->size && end > start && world->text[end - 1] == '\r')
            end--;
        scan_alone(world, alone,
                   (tamis_slice){world->text + start, end - start}, start,
                   hits);
        start = next;
    }
}

static void check_equal(struct pattern_hits *expected,
                        struct pattern_hits *found, const struct world *world,
                        const char *what)
{
    pattern_hits_sort(expected);
    pattern_hits_sort(found);
    if (!pattern_hits_equal(expected, found)) {
        for (size_t i = 0; i < world->count; i++)
            fprintf(stderr, "%zu: %s, flags %x\n", i, world->patterns[i],
                    world->sources[i].flags);
        fprintf(stderr, "text: %.*s\nalone: %s\ntogether: %s\n",
                (int)world->size, world->text, pattern_hits_write(expected),
                pattern_hits_write(found));
        cr_assert_fail("%s: not what each reports alone", what);
    }
    found->count = 0;
}

static void check_set(const struct world *world,
                      const struct pattern_set_options *options,
                      struct pattern_hits *units, struct pattern_hits *lines)
{
    struct pattern_set *set = build(world, 0, world->count, options);
    tamis_slice text = {world->text, world->size};
    struct pattern_hits found = {0};
    struct pattern_scratch *scratch;

    cr_assert_eq(pattern_scratch_create(&scratch, set, NULL), TAMIS_OK);
    for (int turn = 0; turn < 2; turn++) {
        pattern_set_scan(set, scratch, text, pattern_hits_collect, &found);
        check_equal(units, &found, world, "a unit");
        pattern_set_scan_lines(set, scratch, text, pattern_hits_collect,
                               &found);
        check_equal(lines, &found, world, "lines");
    }
    pattern_hits_release(&found);
    pattern_scratch_destroy(scratch);
    pattern_set_destroy(set);
}

/* Neither where a single report of a regex is, nor how often one is told. */
static void forget_ends(const struct world *world, struct pattern_hits *hits)
{
    size_t kept = 0;

    for (size_t i = 0; i < hits->count; i++) {
        uint32_t flags = world->sources[hits->hits[i].id].flags;

        if (flags & PATTERN_SINGLE && !(flags & PATTERN_LITERAL))
            hits->hits[i].to = 0;
    }
    pattern_hits_sort(hits);
    for (size_t i = 0; i < hits->count; i++)
        if (i == 0 || hits->hits[i].id != hits->hits[kept - 1].id ||
            hits->hits[i].from != hits->hits[kept - 1].from ||
            hits->hits[i].to != hits->hits[kept - 1].to)
            hits->hits[kept++] = hits->hits[i];
    hits->count = kept;
}

/* Spoils units. With `$` before a last line feed Hyperscan does not know in
 * time that the stream ends there: a single report is then the other one, and
 * a bare `$` is told twice. */
static void check_stream(struct world *world, struct pattern_hits *units)
{
    struct pattern_set_options options = {.mode = PATTERN_MODE_STREAM,
                                          .field = 1};
    struct pattern_set *set = build(world, 0, world->count, &options);
    struct pattern_hits found = {0};
    struct pattern_scratch *scratch;
    struct pattern_stream *stream;

    cr_assert_eq(pattern_scratch_create(&scratch, set, NULL), TAMIS_OK);
    cr_assert_eq(pattern_stream_create(&stream, set, NULL), TAMIS_OK);
    for (size_t i = 0, step; i < world->size; i += step) {
        step = random_between(&world->random, 1, 300);
        if (step > world->size - i)
            step = world->size - i;
        pattern_stream_scan(stream, scratch,
                            (tamis_slice){world->text + i, step},
                            pattern_hits_collect, &found);
    }
    pattern_stream_end(stream, scratch, pattern_hits_collect, &found);
    forget_ends(world, units);
    forget_ends(world, &found);
    check_equal(units, &found, world, "a stream");
    pattern_hits_release(&found);
    pattern_stream_destroy(stream);
    pattern_scratch_destroy(scratch);
    pattern_set_destroy(set);
}

static void check_world(struct world *world)
{
    static const struct pattern_set_options ways[] = {
        {.mode = PATTERN_MODE_BLOCK, .field = 1},
        {.mode = PATTERN_MODE_BLOCK,
         .field = 1,
         .literals_together_max = 1,
         .regexes_together_max = 1},
        {.mode = PATTERN_MODE_BLOCK,
         .field = 1,
         .cpu_limit = CPU_SCALAR,
         .literals_together_max = 1,
         .regexes_together_max = 1},
    };
    struct pattern_hits units = {0}, lines = {0};
    struct alone alone[PATTERNS_MAX];

    for (size_t i = 0; i < world->count; i++) {
        alone[i].set = build(world, i, 1, &ways[0]);
        cr_assert_eq(
            pattern_scratch_create(&alone[i].scratch, alone[i].set, NULL),
            TAMIS_OK);
    }
    scan_alone(world, alone, (tamis_slice){world->text, world->size}, 0,
               &units);
    scan_lines_alone(world, alone, &lines);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        check_set(world, &ways[i], &units, &lines);
    check_stream(world, &units);
    for (size_t i = 0; i < world->count; i++) {
        pattern_scratch_destroy(alone[i].scratch);
        pattern_set_destroy(alone[i].set);
    }
    pattern_hits_release(&units);
    pattern_hits_release(&lines);
}

Test(pattern_property, set_reports_what_each_pattern_would_alone)
{
    static struct world world;

    random_begin(&world.random, "patterns");
    for (int turn = 0; turn < 15; turn++) {
        make_world(&world);
        check_world(&world);
    }
}

static const struct {
    const char *regex, *literal; /* NULL: none */
    uint32_t flags;
} required_cases[] = {
    {"evil[0-9]+", "evil", 0},
    {"a.*longer$", "longer", 0},
    {"\\\\evil\\.example\\.com", "example", 0},
    {"evil?xyz", NULL, 0},
    {"evils?xyz", "evil", 0},
    {"evils*", "evil", 0},
    {"evils{0,3}", "evil", 0},
    {"evils+xy", "evils", 0},
    {"evil|good", NULL, 0},
    {"(evil|good)xyzzy", "xyzzy", 0},
    {"(evil)", NULL, 0},
    {"[evil]good", "good", 0},
    {"[]evil]good", "good", 0},
    {"[[:alpha:]evil]good", "good", 0},
    {"(?i)evil", NULL, 0},
    {"(?:x)evil", "evil", 0},
    {"(?<name>x)evil", "evil", 0},
    {"((?x)#)evil\n)", NULL, 0},
    {"(?#a(b)evil", NULL, 0},
    {"(*UTF8)evil", NULL, 0},
    {"\\Qevil\\E", NULL, 0},
    {"\\x41evil", NULL, 0},
    {"a{evil", NULL, 0},
    {"evil)", NULL, 0},
    {"(evil", NULL, 0},
    {"[evil", NULL, 0},
    {"\xc3\xa9vilain", "vilain", 0},
    {"packet", "pac", PATTERN_UTF8 | PATTERN_CASELESS},
    {"winner", "winner", PATTERN_UTF8 | PATTERN_CASELESS},
};

Test(pattern_property, literal_that_a_regex_requires)
{
    for (size_t i = 0; i < sizeof required_cases / sizeof *required_cases;
         i++) {
        const char *regex = required_cases[i].regex;
        const char *expected = required_cases[i].literal;
        struct pattern_source source = {
            {regex, strlen(regex)}, required_cases[i].flags, 1, 0};
        struct pattern_literal literal;
        bool is_found = pattern_required_find(&source, &literal);

        if (expected && strlen(expected) < PATTERN_LITERAL_SIZE_MIN)
            expected = NULL;
        cr_assert_eq(is_found, expected != NULL, "%s", regex);
        if (expected)
            cr_assert(literal.bytes.size == strlen(expected) &&
                          memcmp(literal.bytes.data, expected,
                                 literal.bytes.size) == 0,
                      "%s: %.*s", regex, (int)literal.bytes.size,
                      literal.bytes.data);
    }
}

#if defined(__x86_64__)
Test(pattern_property, avx2_finds_the_grams_that_scalar_code_finds)
{
    static uint32_t words[1 << 10];
    struct random random;
    struct guarded_bytes guarded;

    if (!(cpu_features() & CPU_AVX2))
        cr_skip_test("no AVX2 on this CPU");
    random_begin(&random, "grams");
    for (int turn = 0; turn < 300; turn++) {
        struct pattern_grams grams = {
            words, 22, UINT32_C(0x85ebca6b),
            random_one_in(&random, 2) ? UINT32_C(0xc2b2ae35) : 0,
            (uint32_t)random_between(&random, 1, 2)};
        size_t width = grams.high ? 8 : 4;
        size_t size = random_between(&random, width, 200);
        uint16_t scalar[201], avx2[201];
        size_t count = size - width + 1;
        size_t found;
        uint8_t *text;

        guarded_bytes_open(&guarded, size);
        text = guarded.end - size;
        random_bytes(&random, words, sizeof words);
        random_bytes(&random, text, size);
        found = pattern_grams_find_scalar(&grams, text, size, count, scalar);
        cr_assert_eq(pattern_grams_find_avx2(&grams, text, size, count, avx2),
                     found);
        cr_assert_arr_eq(scalar, avx2, found * sizeof *scalar);
        guarded_bytes_close(&guarded);
    }
}
#endif

/* Everything that a set, a scratch and a stream take from an allocator. */
static tamis_status make_and_drop(const tamis_allocator *allocator,
                                  uint32_t mode)
{
    static const struct pattern_source sources[] = {
        {{"literal", 7}, PATTERN_LITERAL, 1, 1},
        {{"another literal", 15}, PATTERN_LITERAL, 1, 2},
        {{"gated[0-9]", 10}, 0, 1, 3},
        {{"[0-9]a", 6}, 0, 1, 4},
        {{"a(b", 3}, 0, 1, 5}};
    struct pattern_set_options options = {.allocator = allocator,
                                          .mode = mode,
                                          .field = 1,
                                          .literals_together_max = 1,
                                          .regexes_together_max = 1};
    struct pattern_set *set;
    struct pattern_scratch *scratch = NULL;
    struct pattern_stream *stream = NULL;
    tamis_status status = pattern_set_build(&set, sources, 5, &options, NULL);

    if (!status)
        status = pattern_scratch_create(&scratch, set, NULL);
    if (!status && mode == PATTERN_MODE_STREAM)
        status = pattern_stream_create(&stream, set, NULL);
    pattern_stream_destroy(stream);
    pattern_scratch_destroy(scratch);
    pattern_set_destroy(set);
    return status;
}

Test(pattern_property, failed_allocation_is_told_and_leaks_nothing)
{
    for (uint32_t mode = PATTERN_MODE_BLOCK; mode <= PATTERN_MODE_STREAM;
         mode++)
        for (uint64_t n = 1;; n++) {
            struct failing_allocator failing;
            tamis_status status;

            failing_allocator_begin(&failing, n);
            status = make_and_drop(&failing.allocator, mode);
            cr_assert_eq(failing.live_count, 0, "allocation %zu", (size_t)n);
            cr_assert_eq(status,
                         failing.has_failed ? TAMIS_ERROR_MEMORY : TAMIS_OK);
            if (!failing.has_failed)
                break;
        }
}
