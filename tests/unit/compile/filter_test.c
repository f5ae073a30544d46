/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Non-interference of the compile: what a clearance sees, and what a filtered
 * file holds, is what it would be had the rest never been there.
 */
#include "support/random.h"
#include "unit/compile/compile_case.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#define FEED_COUNT      8u
#define STATEMENT_COUNT 250u

static const tamis_slice organisations[] = {
    {"grid-y", 6}, {"bank-z", 6}, {"hospital-x", 10}};

/* The worlds' audiences, by number: what they are called, and a bit for each
 * organisation that is in it; self always is. */
#define AUDIENCE_COUNT 6u
static const struct {
    tamis_slice name;
    unsigned bits;
} audiences[AUDIENCE_COUNT] = {{{"*", 1}, 7},        {{"self", 4}, 0},
                               {{"grid-y", 6}, 1},   {{"bank-z", 6}, 2},
                               {{"circle:2", 8}, 3}, {{"hospital-x", 10}, 4}};

struct made_statement {
    tamis_statement statement;
    char value[64];
    uint32_t feed;
    unsigned limit; /* a number of audiences, when it is limited */
};

struct world {
    tamis_feed_info feeds[FEED_COUNT];
    unsigned audience[FEED_COUNT]; /* AUDIENCE_COUNT: not declared */
    struct made_statement statements[STATEMENT_COUNT];
};

/* Who looks: a rank and one audience. */
struct reader {
    tamis_tlp tlp;
    unsigned audience;
};

static tamis_tlp label_rank(const struct world *world,
                            const struct made_statement *made)
{
    const tamis_feed_info *info = &world->feeds[made->feed];
    tamis_tlp mark = made->statement.tlp;

    if (mark == TAMIS_TLP_UNMARKED)
        return info->tlp;
    return info->trust_downgrade || mark > info->tlp ? mark : info->tlp;
}

static bool may_see(const struct world *world, uint32_t feed, tamis_tlp rank,
                    unsigned limit_bits, const struct reader *reader)
{
    unsigned declared = world->audience[feed], bits;

    if (declared < AUDIENCE_COUNT)
        bits = audiences[declared].bits;
    else
        bits = rank <= TAMIS_TLP_GREEN ? 15 : 0;
    if (declared == 0)
        bits = 15; /* everyone, also who has no name here */
    bits &= limit_bits;
    return rank <= reader->tlp &&
           (audiences[reader->audience].bits & ~bits) == 0 &&
           (reader->audience != 0 || bits == 15);
}

static bool may_see_statement(const struct world *world,
                              const struct made_statement *made,
                              const struct reader *reader)
{
    unsigned limit = 15;

    if (made->statement.audience_limited && made->limit != 0)
        limit = audiences[made->limit].bits;
    return may_see(world, made->feed, label_rank(world, made), limit, reader);
}

static void make_feed(struct random *random, struct world *world, uint32_t n)
{
    static const char *const names[FEED_COUNT] = {"f3", "f1", "f7", "f2",
                                                  "f5", "f0", "f6", "f4"};
    tamis_feed_info *info = &world->feeds[n];

    *info = (tamis_feed_info)TAMIS_FEED_INFO_INIT;
    info->name = case_slice(names[n]);
    info->tlp = (tamis_tlp)random_below(random, 5);
    info->trust_downgrade = (uint32_t)random_below(random, 2);
    info->action =
        n < 5 ? TAMIS_ACTION_LIST : (tamis_action)(1 + random_below(random, 2));
    world->audience[n] = (unsigned)random_below(random, AUDIENCE_COUNT + 1);
    if (world->audience[n] < AUDIENCE_COUNT) {
        info->audience = &audiences[world->audience[n]].name;
        info->audience_count = 1;
    }
}

static void make_value(struct random *random, char value[64])
{
    static const char *const parents[] = {"evil.com", "evil.org"};

    switch (random_below(random, 6)) {
    case 0:
        snprintf(value, 64, "192.0.2.%u", (unsigned)random_below(random, 9));
        break;
    case 1:
        snprintf(value, 64, "192.0.2.0/%u",
                 24 + (unsigned)random_below(random, 8));
        break;
    case 2:
        snprintf(value, 64, "192.0.2.%u:80", (unsigned)random_below(random, 9));
        break;
    case 3:
        snprintf(value, 64, "http://%s/%u", parents[random_below(random, 2)],
                 (unsigned)random_below(random, 3));
        break;
    case 4:
        snprintf(value, 64, "%s",
                 random_one_in(random, 8) ? "co.uk"
                                          : parents[random_below(random, 2)]);
        break;
    default:
        snprintf(value, 64, "%c.%s", 'a' + (char)random_below(random, 3),
                 parents[random_below(random, 2)]);
        break;
    }
}

static void make_statement(struct random *random, struct made_statement *made)
{
    static const char *const references[] = {"", "r1", "secret"};
    tamis_statement *statement = &made->statement;

    make_value(random, made->value);
    *statement = case_statement(made->value);
    made->feed = (uint32_t)random_below(random, FEED_COUNT);
    made->limit = (unsigned)random_below(random, AUDIENCE_COUNT);
    if (random_one_in(random, 4)) {
        statement->audience_limited = 1;
        statement->audience = &audiences[made->limit].name;
        statement->audience_count = 1;
    }
    if (random_one_in(random, 3))
        statement->tlp = (tamis_tlp)random_below(random, 5);
    statement->reference = case_slice(references[random_below(random, 3)]);
    statement->tags = &organisations[random_below(random, 3)];
    statement->tag_count = random_below(random, 2);
    statement->seen_ns = (int64_t)random_below(random, 100) * DAY_NS;
    if (random_one_in(random, 3))
        statement->valid_until_ns =
            (int64_t)(random_below(random, 150)) * DAY_NS + 1;
}

/* Compiles the world as far as `reader` may see it (NULL: all of it). */
static tamis_compiler *compile_world(const struct world *world,
                                     const struct reader *reader,
                                     const struct reader *filter)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    uint32_t numbers[FEED_COUNT];
    tamis_compiler *compiler;

    options.flags = TAMIS_COMPILER_KEEP_GOING;
    if (filter) {
        options.tlp_max = filter->tlp;
        options.audience = &audiences[filter->audience].name;
        options.audience_count = 1;
    }
    compiler = case_create(&options);
    cr_assert_eq(tamis_compiler_define_audience(
                     compiler, case_slice("circle:2"), organisations, 2, NULL),
                 TAMIS_OK);
    for (uint32_t n = 0; n < FEED_COUNT; n++) {
        bool is_needed =
            !reader || may_see(world, n, world->feeds[n].tlp, 15, reader);

        for (size_t i = 0; i < STATEMENT_COUNT && !is_needed; i++)
            is_needed = world->statements[i].feed == n &&
                        may_see_statement(world, &world->statements[i], reader);
        numbers[n] =
            is_needed ? case_add_feed(compiler, &world->feeds[n]) : UINT32_MAX;
    }
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        const struct made_statement *made = &world->statements[i];

        if (!reader || may_see_statement(world, made, reader))
            case_add_statement(compiler, numbers[made->feed], &made->statement);
    }
    return compiler;
}

static void make_world(struct random *random, struct world *world)
{
    for (uint32_t n = 0; n < FEED_COUNT; n++)
        make_feed(random, world, n);
    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        make_statement(random, &world->statements[i]);
}

static struct world world;

TestSuite(filter, .fini = case_end);

Test(filter, a_filtered_file_is_the_file_of_what_may_be_seen)
{
    struct random random;

    random_begin(&random, "filter");
    for (size_t round = 0; round < 40; round++) {
        struct reader reader = {
            (tamis_tlp)random_below(&random, 5),
            (unsigned)random_below(&random, AUDIENCE_COUNT)};
        tamis_compiler *all, *visible;
        void *all_bytes, *visible_bytes;
        size_t all_size, visible_size;

        make_world(&random, &world);
        all = compile_world(&world, NULL, &reader);
        visible = compile_world(&world, &reader, &reader);
        case_write_bytes(all, &all_bytes, &all_size);
        case_write_bytes(visible, &visible_bytes, &visible_size);
        cr_assert_eq(all_size, visible_size, "round %zu", round);
        cr_assert_eq(memcmp(all_bytes, visible_bytes, all_size), 0, "round %zu",
                     round);
        case_destroy(all);
        case_destroy(visible);
    }
}

/* The feed's own label, when it is not visible, may not be told either. */
Test(filter, what_a_clearance_sees_does_not_depend_on_the_rest)
{
    struct random random;

    random_begin(&random, "clearance");
    for (size_t round = 0; round < 40; round++) {
        struct reader reader = {
            (tamis_tlp)random_below(&random, 5),
            (unsigned)random_below(&random, AUDIENCE_COUNT)};
        tamis_clearance clearance = TAMIS_CLEARANCE_INIT;
        char *all, *visible;

        clearance.tlp = reader.tlp;
        clearance.audience = &audiences[reader.audience].name;
        clearance.audience_count = 1;
        make_world(&random, &world);
        all = case_dump(case_write(compile_world(&world, NULL, NULL)),
                        &clearance);
        visible = case_dump(case_write(compile_world(&world, &reader, NULL)),
                            &clearance);
        cr_assert_str_eq(all, visible, "round %zu", round);
    }
}

Test(filter, only_audiences_that_are_used_are_told)
{
    tamis_slice audience = case_slice("grid-y"), health = case_slice("h");
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_compiler *compiler;
    void *bytes;
    size_t size;

    options.audience = &audience;
    options.audience_count = 1;
    compiler = case_create(&options);
    cr_assert_eq(tamis_compiler_define_audience(
                     compiler, case_slice("circle:secret"), &health, 1, NULL),
                 TAMIS_OK);
    case_add(compiler, case_feed(compiler, "f", TAMIS_TLP_CLEAR), "evil.com");
    case_write_bytes(compiler, &bytes, &size);
    cr_expect_null(memmem(bytes, size, "circle:secret", 13));
    cr_expect_not_null(memmem(bytes, size, "evil.com", 8));
    case_destroy(compiler);
}

/* A GREEN feed of one circle, and, when `with_rest`, an AMBER one of another
 * circle, up to GREEN. */
static void write_up_to_green(bool with_rest, void **bytes, size_t *size)
{
    tamis_slice secret = case_slice("circle:secret");
    tamis_slice known = case_slice("circle:known");
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_compiler *compiler;

    options.tlp_max = TAMIS_TLP_GREEN;
    compiler = case_create(&options);
    cr_assert_eq(
        tamis_compiler_define_audience(compiler, known, organisations, 2, NULL),
        TAMIS_OK);
    if (with_rest)
        cr_assert_eq(tamis_compiler_define_audience(compiler, secret,
                                                    organisations + 1, 2, NULL),
                     TAMIS_OK);
    info.name = case_slice("green");
    info.tlp = TAMIS_TLP_GREEN;
    info.audience = &known;
    info.audience_count = 1;
    case_add(compiler, case_add_feed(compiler, &info), "evil.com");
    if (with_rest) {
        info.name = case_slice("amber");
        info.tlp = TAMIS_TLP_AMBER;
        info.audience = &secret;
        case_add(compiler, case_add_feed(compiler, &info), "evil.org");
    }
    case_write_bytes(compiler, bytes, size);
}

Test(filter, the_highest_tlp_alone_leaves_no_circle_of_what_is_above)
{
    void *with, *without;
    size_t with_size, without_size;

    write_up_to_green(true, &with, &with_size);
    write_up_to_green(false, &without, &without_size);
    cr_assert_eq(with_size, without_size);
    cr_expect_eq(memcmp(with, without, with_size), 0);
    cr_expect_null(memmem(with, with_size, "circle:secret", 13));
    cr_expect_not_null(memmem(with, with_size, "circle:known", 12));
}
