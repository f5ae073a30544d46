/* SPDX-License-Identifier: BSD-2-Clause */
/* Hits are those of the feeds that cover what was in the packets, each asked
 * for by itself. */
#include "unit/ebpf/report_worlds.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define FEEDS      16
#define STATEMENTS 16
#define PACKETS    200

struct expected {
    uint64_t hits[FEEDS];
    bool is_counted[FEEDS]; /* for the value at hand */
};

static int add_hits(void *context, const tamis_hit *hits, size_t count)
{
    struct expected *expected = context;

    for (size_t n = 0; n < count; n++) {
        uint32_t feed = hits[n].entry.feed_id;

        cr_assert_lt(feed, FEEDS);
        expected->hits[feed] += !expected->is_counted[feed];
        expected->is_counted[feed] = true;
    }
    return 0;
}

static void expect(struct expected *expected, tamis_matcher *matcher,
                   const char *value)
{
    memset(expected->is_counted, 0, sizeof expected->is_counted);
    cr_assert_geq(tamis_matcher_find_all(matcher, TAMIS_KIND_AUTO, value,
                                         strlen(value), add_hits, expected,
                                         NULL),
                  0);
}

static void tell(const struct world *world, struct reader *reader,
                 uint64_t hits[FEEDS])
{
    const struct image_nodes *nodes = &world->image->state.nodes;
    const struct tally_answers answers = {
        image_view(world->image), nodes->answer_count,        world->hits, NULL,
        nodes->records,           world->image->state.time_ns};
    const struct tally_clock clock = {1000000000000, 1800000000000000000};
    struct tally tally;
    const struct sum *sums;

    memset(hits, 0, FEEDS * sizeof *hits);
    tally_begin(&tally, NULL);
    cr_assert_eq(tally_answers(&tally, reader, NULL, &answers, clock, NULL),
                 TAMIS_OK);
    sums = sums_list(&tally.feeds);
    for (uint32_t n = 0; n < tally.feeds.count; n++)
        hits[sums[n].number] = sums[n].hits;
    tally_end(&tally);
}

static void compare(const struct small_statement *statements, size_t count,
                    struct random *random)
{
    const tamis_clearance all = TAMIS_CLEARANCE_INIT;
    struct expected expected = {{0}, {0}};
    uint64_t told[FEEDS];
    struct reader reader;
    struct world world;

    world_begin(&world, statements, count, NULL);
    cr_assert_eq(reader_begin(&reader, world.database, &all, &all, NULL, NULL),
                 TAMIS_OK);
    for (size_t n = 0; n < PACKETS; n++) {
        char value[64];
        struct world_packet packet = {value, 1, 5};

        world_random_value(random, value, 0);
        world_count(&world, &packet, 1);
        expect(&expected, reader.matcher, value);
    }
    tell(&world, &reader, told);
    for (size_t n = 0; n < FEEDS; n++)
        cr_assert_eq(told[n], expected.hits[n], "feed %zu: %llu, not %llu", n,
                     (unsigned long long)told[n],
                     (unsigned long long)expected.hits[n]);
    reader_end(&reader);
    world_end(&world);
}

/* A third of the feeds' statements are that a value of theirs is none. */
Test(tally, feeds_have_the_hits_of_what_they_list)
{
    struct random random;

    random_begin(&random, "tally");
    for (unsigned round = 0; round < 300; round++) {
        struct small_statement statements[STATEMENTS + 1];
        static char values[STATEMENTS][65];

        for (size_t n = 0; n < STATEMENTS; n++) {
            char *value = values[n];

            world_random_statement(&random, &statements[n], value + 1);
            if (random_one_in(&random, 3)) {
                value[0] = '!';
                statements[n].value = value;
            }
        }
        statements[STATEMENTS] =
            (struct small_statement){"clear", TAMIS_TLP_CLEAR, TAMIS_KIND_IP,
                                     TAMIS_MODE_AUTO, "8.8.8.8"};
        compare(statements, STATEMENTS + 1, &random);
    }
}
