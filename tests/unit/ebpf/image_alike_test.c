/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records that state the same as the one before them are not looked at again:
 * with others between, of so many statements that they come in several
 * batches, each value keeps its own.
 */
#include "image/image_nodes.h"
#include "unit/match/small_database.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUIET      900
#define LOUD       (81u << 24 | 2u << 16 | 62u << 8 | 250u)
#define FEEDS      2
#define LOUD_VALUE "81.2.62.250"

static const char *const feed_names[FEEDS] = {"quiet", "loud"};

static void add(tamis_compiler *compiler, uint32_t feed, const char *value,
                int reference)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    char text[16];
    tamis_error error;

    snprintf(text, sizeof text, "%d", reference);
    statement.value = (tamis_slice){value, strlen(value)};
    statement.reference = (tamis_slice){text, strlen(text)};
    cr_assert_eq(tamis_compiler_add(compiler, feed, &statement, &error),
                 TAMIS_OK, "%s", error.message);
}

/* An address that the loud feed states so many times, among those that the
 * quiet one states once each. */
static tamis_database *make_database(int statement_count, void **bytes)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_compiler *compiler;
    uint32_t feeds[FEEDS];
    tamis_error error;
    char value[32];

    cr_assert_eq(tamis_compiler_create(&compiler, NULL, &error), TAMIS_OK);
    for (int n = 0; n < FEEDS; n++) {
        info.tlp = TAMIS_TLP_CLEAR;
        info.name = (tamis_slice){feed_names[n], strlen(feed_names[n])};
        cr_assert_eq(
            tamis_compiler_add_feed(compiler, &info, &feeds[n], &error),
            TAMIS_OK, "%s", error.message);
    }
    for (int n = 0; n < QUIET; n++) {
        snprintf(value, sizeof value, "81.2.%d.%d", 60 + n / 200, n % 200 + 1);
        add(compiler, feeds[0], value, 0);
    }
    for (int n = 0; n < statement_count; n++)
        add(compiler, feeds[1], LOUD_VALUE, n);
    return compiled_database(compiler, bytes);
}

/* The only feed that states something of a value. */
static const char *feed_of(const struct image_nodes *nodes,
                           const struct image_node_v4 *node)
{
    const struct image_set_span *span =
        &nodes->spans[nodes->answers[node->answer].set];
    tamis_slice feed = nodes->feeds[nodes->statements[span->first].feed];

    cr_assert_eq(span->count, 1);
    return feed_names[feed.data[0] == feed_names[1][0]];
}

static void check(int statement_count)
{
    void *bytes;
    tamis_database *database = make_database(statement_count, &bytes);
    struct image_request request = {
        .database = database, .time_ns = 1, .thread_count = 1};
    struct image_nodes nodes;
    tamis_error error;

    cr_assert_eq(image_nodes_gather(&nodes, &request, &error), TAMIS_OK, "%s",
                 error.message);
    cr_assert_eq(nodes.v4_count, QUIET + 1);
    for (uint32_t n = 0; n < nodes.v4_count; n++)
        cr_assert_str_eq(feed_of(&nodes, &nodes.v4[n]),
                         feed_names[nodes.v4[n].address == LOUD],
                         "%d statements, address %x", statement_count,
                         nodes.v4[n].address);
    image_nodes_release(&nodes);
    tamis_database_release(database);
    free(bytes);
}

Test(image_alike, a_record_of_many_batches_leaves_the_others_alone)
{
    static const int counts[] = {1, 2, 511, 512, 513, 900, 1024, 1025};

    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++)
        check(counts[n]);
}
