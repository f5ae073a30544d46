/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports and sinks where the n-th allocation fails, for every n. */
#include "support/failing_allocator.h"
#include "unit/ebpf/report_worlds.h"

#include "report/event_sink.h"

#include <criterion/criterion.h>

static const struct small_statement statements[] = {
    {"green", TAMIS_TLP_GREEN, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "9.1.0.0/16"},
    {"red", TAMIS_TLP_RED, TAMIS_KIND_IP, TAMIS_MODE_AUTO, "9.1.2.3"},
};
static const struct world_packet packets[] = {{"9.1.2.3", 3, 100},
                                              {"9.1.9.9", 2, 100}};
static struct failing_allocator failing;

static tamis_status report(const struct world *world, tamis_error *error)
{
    const struct image_nodes *nodes = &world->image->state.nodes;
    const struct tally_answers answers = {
        image_view(world->image), nodes->answer_count,        world->hits, NULL,
        nodes->records,           world->image->state.time_ns};
    const struct tally_clock clock = {1000000000000, 1800000000000000000};
    const tamis_clearance all = TAMIS_CLEARANCE_INIT;
    struct summary summary;
    struct reader reader;
    struct tally tally;
    tamis_status status = reader_begin(&reader, world->database, &all, &all,
                                       &failing.allocator, error);

    if (status < 0)
        return status;
    tally_begin(&tally, &failing.allocator);
    summary_begin(&summary, &failing.allocator);
    status = tally_answers(&tally, &reader, NULL, &answers, clock, error);
    if (status == TAMIS_OK)
        status = summary_take(&summary, &tally, &reader, error);
    if (status == TAMIS_OK)
        cr_assert_eq(summary.listed_count, 2);
    summary_end(&summary);
    tally_end(&tally);
    reader_end(&reader);
    return status;
}

static tamis_status open_sink(const struct world *world, tamis_error *error)
{
    const tamis_slice audience = {"self", 4};
    tamis_clearance all = TAMIS_CLEARANCE_INIT;
    struct event_sink sink;
    tamis_xdp_sink asked;
    tamis_status status;

    tamis_xdp_sink_init(&asked);
    asked.clearance.audience = &audience;
    asked.clearance.audience_count = 1;
    status = event_sink_begin(&sink, &asked, &failing.allocator, error);
    if (status < 0)
        return status;
    status = event_sink_open(&sink, EVENT_NOW, world->database, &all, error);
    event_sink_end(&sink);
    return status;
}

static void fail_each(tamis_status (*run)(const struct world *, tamis_error *))
{
    struct world world;

    world_begin(&world, statements, sizeof statements / sizeof *statements,
                NULL);
    world_count(&world, packets, sizeof packets / sizeof *packets);
    for (uint64_t n = 1;; n++) {
        tamis_error error = {.status = TAMIS_OK};
        tamis_status status;

        cr_assert_lt(n, 1000);
        failing_allocator_begin(&failing, n);
        status = run(&world, &error);
        cr_assert_eq(failing.live_count, 0, "allocation %llu",
                     (unsigned long long)n);
        if (!failing.has_failed) {
            cr_assert_eq(status, TAMIS_OK, "%s", error.message);
            cr_assert_gt(n, 3);
            break;
        }
        cr_assert_eq(status, TAMIS_ERROR_MEMORY, "allocation %llu",
                     (unsigned long long)n);
    }
    world_end(&world);
}

Test(report_memory, a_report_that_finds_none_leaves_none_behind)
{
    fail_each(report);
}

Test(report_memory, a_sink_that_finds_none_leaves_none_behind)
{
    fail_each(open_sink);
}
