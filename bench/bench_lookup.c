/* SPDX-License-Identifier: BSD-2-Clause */
/* exact, domain, ipv4, ipv6: how fast is a key found, or not? */
#include "bench.h"
#include "machine.h"
#include "measure.h"
#include "synthetic.h"

#include <stdlib.h>
#include <string.h>

/* One size of one kind. */
struct round {
    const struct bench_plan *plan;
    struct result_log *log;
    const struct key_list *listed;
    struct query_list queries[PLAN_LIST_MAX]; /* by hit share */
};

static const char *bench_name(enum key_kind kind)
{
    return kind == KEY_SHA256 ? "exact" : key_kind_name(kind);
}

static struct result open_result(const struct round *round,
                                 const struct peer *peer)
{
    struct result result =
        result_open(bench_name(round->listed->kind), peer->name,
                    key_kind_name(round->listed->kind), round->listed->count);

    snprintf(result.pages, sizeof result.pages, "%s",
             round->plan->pages == PLAN_COPY ? "copy" : "map");
    return result;
}

static void measure_queries(const struct round *round, const struct peer *peer,
                            void *store, const struct query_list *queries)
{
    static const enum measure_metric metrics[] = {
        MEASURE_CACHED, MEASURE_STREAMED, MEASURE_LATENCY};
    struct measure measure = {round->plan, peer,           store, queries,
                              NULL,        MEASURE_CACHED, 1};

    measure_check(&measure);
    for (unsigned t = 0; t < round->plan->thread_count; t++) {
        measure.threads = round->plan->threads[t];
        for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++) {
            struct result result = open_result(round, peer);

            /* Latency is one thread's matter, and a stream of keys has none;
             * scale takes one figure. */
            if ((metrics[m] == MEASURE_LATENCY && measure.threads > 1) ||
                (metrics[m] != MEASURE_STREAMED && peer->is_key_stream) ||
                (metrics[m] != MEASURE_CACHED &&
                 !strcmp(round->plan->verb, "scale")))
                continue;
            measure.metric = metrics[m];
            measure_run(&measure, &result);
            result_write(round->plan, round->log, &result);
        }
    }
    free(measure.sums);
}

static void measure_peer(const struct round *round, const struct peer *peer)
{
    double begin = machine_seconds(), seconds;
    void *store = peer->build(round->listed, round->plan);
    struct result result = open_result(round, peer);
    double size;

    seconds = machine_seconds() - begin;
    if (!store && !strcmp(peer->name, "tamis"))
        exit(2);
    if (!store)
        return; /* it said why */
    size = (double)peer->size(store);
    if (!peer->is_key_stream) {
        result_name(&result, "build", "s");
        result_take(&result, &seconds, 1);
        result_write(round->plan, round->log, &result);
    }
    if (size > 0) {
        result_name(&result, "memory", "B/indicator");
        size /= (double)round->listed->count;
        result_take(&result, &size, 1);
        result_write(round->plan, round->log, &result);
    }
    for (size_t i = 0; i < round->plan->hit_share_count; i++)
        measure_queries(round, peer, store, &round->queries[i]);
    peer->close(store);
}

void bench_lookup_list(const struct bench_plan *plan, struct result_log *log,
                       const struct key_list *listed)
{
    struct round round = {.plan = plan, .log = log, .listed = listed};
    const struct peer *peer;

    for (size_t i = 0; i < plan->hit_share_count; i++)
        synthetic_queries(&round.queries[i], listed, plan->queries,
                          plan->hit_shares[i], plan->seed);
    for (size_t n = 0; (peer = peer_get(n)); n++)
        if (peer_can(peer, listed->kind) && plan_wants_peer(plan, peer->name) &&
            !(peer->is_key_stream && !strcmp(plan->verb, "scale")))
            measure_peer(&round, peer);
    for (size_t i = 0; i < plan->hit_share_count; i++)
        query_list_close(&round.queries[i]);
}

int bench_lookup(const struct bench_plan *plan, enum key_kind kind)
{
    struct result_log log = {NULL, 0, 0};
    struct key_list listed;

    for (size_t i = 0; i < plan->size_count; i++) {
        if (kind == KEY_IPV4 && plan->sizes[i] > 20000000) {
            fprintf(stderr,
                    "tamis bench: ipv4 of %zu left out: so much of the "
                    "address space would be listed that nothing is clean\n",
                    plan->sizes[i]);
            continue;
        }
        synthetic_listed(&listed, kind, plan->sizes[i], plan->seed);
        bench_lookup_list(plan, &log, &listed);
        key_list_close(&listed);
    }
    result_log_close(&log);
    return 0;
}
