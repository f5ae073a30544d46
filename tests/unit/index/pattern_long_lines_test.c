/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines in which patterns are at nearly every byte, against a naive model, and
 * what is gone through to tell which line each is in. */
#include "index/pattern_set_state.h"
#include "pattern_hits.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <string.h>

#define FIELD    1u
#define TEXT_MAX 60000u
/* Words, literals of three tables, and regexes that are run on every line. */
#define PASSES_MAX 5u

/* How each is written, and what it matches, of which `#` is any digit. */
static const struct {
    const char *source, *model;
    uint32_t flags;
} patterns[] = {
    {"aa", "aa", PATTERN_LITERAL},
    {"aaaa", "aaaa", PATTERN_LITERAL},
    {"aaaaaaaa", "aaaaaaaa", PATTERN_LITERAL},
    {"aaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaa", PATTERN_LITERAL},
    {"aaaaa", "aaaaa", PATTERN_LITERAL},
    {"aaaa b", "aaaa b", PATTERN_LITERAL},
    {"baaaaaaaaa", "baaaaaaaaa", PATTERN_LITERAL},
    {"aaaaaaaa\r", "aaaaaaaa\r", PATTERN_LITERAL},
    {"aaaa[0-9]", "aaaa#", 0},
    {"aaaaaaaaaaaa[0-9]", "aaaaaaaaaaaa#", 0},
    {"[0-9]b", "#b", 0},
};

#define COUNT (sizeof patterns / sizeof *patterns)

static bool matches(const char *model, const char *text)
{
    for (; *model; model++, text++)
        if (*model == '#' ? *text < '0' || *text > '9' : *text != *model)
            return false;
    return true;
}

/* What ends first in a line; its end is without what ends the line. */
static void look_in_line(struct pattern_hits *hits, uint32_t id,
                         const char *text, size_t begin, size_t end)
{
    size_t size = strlen(patterns[id].model);

    for (size_t at = begin; at + size <= end; at++)
        if (matches(patterns[id].model, text + at)) {
            pattern_hits_collect(hits, id,
                                 patterns[id].flags ? at : PATTERN_START_NONE,
                                 at + size);
            return;
        }
}

static size_t look_in_lines(struct pattern_hits *hits, const char *text,
                            size_t size)
{
    size_t count = 0, next;

    for (size_t begin = 0; begin < size; begin = next) {
        const char *feed = memchr(text + begin, '\n', size - begin);
        size_t end = feed ? (size_t)(feed - text) : size;

        next = end + 1;
        if (feed && end > begin && text[end - 1] == '\r')
            end--;
        for (uint32_t id = 0; id < COUNT; id++)
            look_in_line(hits, id, text, begin, end);
        count++;
    }
    return count;
}

/* At most a few lines, of which each piece is much the same. */
static size_t make_text(struct random *random, char *text)
{
    static const char *const rare[] = {"\n", "\r\n", "1", " b", "7b",
                                       "b",  "\r",   " ", "A"};
    size_t size = random_between(random, 1, TEXT_MAX);
    uint64_t every = random_between(random, 9, 20000);

    memset(text, 'a', size);
    for (size_t at = random_below(random, every); at + 2 < size;
         at += 1 + random_below(random, every)) {
        const char *piece =
            rare[random_below(random, sizeof rare / sizeof *rare)];

        memcpy(text + at, piece, strlen(piece));
    }
    return size;
}

static struct pattern_set *build(uint32_t literals_together)
{
    struct pattern_source sources[COUNT];
    struct pattern_set_options options = {
        .mode = PATTERN_MODE_BLOCK,
        .field = FIELD,
        .literals_together_max = literals_together,
        .regexes_together_max = literals_together};
    struct pattern_set *set;
    tamis_error error;

    for (uint32_t i = 0; i < COUNT; i++)
        sources[i] = (struct pattern_source){
            {patterns[i].source, strlen(patterns[i].source)},
            patterns[i].flags | PATTERN_SINGLE,
            FIELD,
            i};
    cr_assert_eq(pattern_set_build(&set, sources, COUNT, &options, &error),
                 TAMIS_OK, "%s", error.message);
    return set;
}

static void check(const struct pattern_set *set, struct random *random)
{
    static char text[TEXT_MAX];
    size_t size = make_text(random, text), line_count;
    struct pattern_hits expected = {0}, hits = {0};
    struct pattern_scratch *scratch;

    cr_assert_eq(pattern_scratch_create(&scratch, set, NULL), TAMIS_OK);
    line_count = look_in_lines(&expected, text, size);
    cr_assert_eq(pattern_set_scan_lines(set, scratch, (tamis_slice){text, size},
                                        pattern_hits_collect, &hits),
                 TAMIS_OK);
    cr_assert_leq(hits.count, COUNT * line_count);
    pattern_hits_sort(&hits);
    pattern_hits_sort(&expected);
    cr_assert(pattern_hits_equal(&hits, &expected), "seed %llu",
              (unsigned long long)random->seed);
    cr_assert_leq(scratch->searched, PASSES_MAX * size);
    pattern_scratch_destroy(scratch);
    pattern_hits_release(&expected);
    pattern_hits_release(&hits);
}

static void check_set(uint32_t literals_together)
{
    struct pattern_set *set = build(literals_together);
    struct random random;

    random_begin(&random, "lines");
    for (int turn = 0; turn < 100; turn++)
        check(set, &random);
    pattern_set_destroy(set);
}

Test(pattern_long_lines, few_patterns_are_found_once_in_each_line)
{
    check_set(0);
}

Test(pattern_long_lines, many_patterns_are_found_once_in_each_line)
{
    check_set(1);
}
