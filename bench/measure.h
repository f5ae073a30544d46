/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Timed passes over queries, checked as they run.
 *
 * A pass asks blocks of KEY_BLOCK keys until its time is over or every block
 * was asked once; the next pass goes on where it ended, so that all the keys
 * take part. A peer that is too slow to answer all of them in a few seconds
 * gets as many blocks as it answered in these. The hits and the sum of the
 * answers of every block must be what the generator knows, or the program ends.
 */
#ifndef TAMIS_BENCH_MEASURE_H
#define TAMIS_BENCH_MEASURE_H

#include "peer.h"
#include "result.h"

enum measure_metric {
    /* Each key waits for the answer before it: one at a time. */
    MEASURE_LATENCY,
    /* Batches, the queries' own memory included. */
    MEASURE_STREAMED,
    /* Batches of keys that were read just before, outside of the clock. */
    MEASURE_CACHED
};

struct measure {
    const struct bench_plan *plan;
    const struct peer *peer;
    void *store;
    const struct query_list *queries;
    uint64_t *sums; /* of each block in the peer's own numbers */
    size_t block_count;
    enum measure_metric metric;
    unsigned threads;
};

/* measure_check() asks every query once and compares each block; it fills
 * measure->sums, which the caller frees, and block_count. */
void measure_check(struct measure *measure);
/* measure_run() makes the plan's number of passes: nanoseconds a key of one
 * thread, in *result. */
void measure_run(const struct measure *measure, struct result *result);

#endif
