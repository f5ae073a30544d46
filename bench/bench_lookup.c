/* SPDX-License-Identifier: BSD-2-Clause */
/* exact, domain, ipv4, ipv6: how fast is a key found, or not? */
#include "activity.h"
#include "bench.h"
#include "machine.h"
#include "measure.h"
#include "synthetic.h"

#include <stdlib.h>
#include <string.h>

/* More keys than this are not kept in memory: they are made again from their
 * numbers, which build then pays for, some 20 ns a digest. */
#define KEPT_MAX 20000000u
#define IPV4_MAX 20000000u

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
                                 const struct peer *peer, const char *pages)
{
    struct result result =
        result_open(bench_name(round->listed->kind), peer->name,
                    key_kind_name(round->listed->kind), round->listed->count);

    snprintf(result.pages, sizeof result.pages, "%s", pages);
    return result;
}

/* Latency is one thread's matter, and a stream of keys has none; scale takes
 * one figure. */
static bool is_asked(const struct measure *measure)
{
    if (!strcmp(measure->plan->verb, "scale"))
        return measure->metric == MEASURE_CACHED;
    if (measure->peer->is_key_stream)
        return measure->metric == MEASURE_STREAMED;
    return measure->metric != MEASURE_LATENCY || measure->threads == 1;
}

static void measure_queries(const struct round *round, const struct peer *peer,
                            void *store, const char *pages,
                            const struct query_list *queries)
{
    static const enum measure_metric metrics[] = {
        MEASURE_CACHED, MEASURE_STREAMED, MEASURE_LATENCY};
    struct measure measure = {
        .plan = round->plan, .peer = peer, .store = store, .queries = queries};

    activity_show("%s of %zu: %s, %g %% listed",
                  key_kind_name(round->listed->kind), round->listed->count,
                  peer->name, queries->hit_share * 100);
    measure_check(&measure);
    for (unsigned t = 0; t < round->plan->thread_count; t++) {
        measure.threads = round->plan->threads[t];
        for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++) {
            struct result result = open_result(round, peer, pages);

            measure.metric = metrics[m];
            if (!is_asked(&measure))
                continue;
            measure_run(&measure, &result);
            result_write(round->plan, round->log, &result);
        }
    }
    free(measure.sums);
}

static void write_one(const struct round *round, struct result *result,
                      const char *metric, const char *unit, double value)
{
    result_name(result, metric, unit);
    result_take(result, &value, 1);
    result_write(round->plan, round->log, result);
}

static void measure_peer(const struct round *round, const struct peer *peer)
{
    const struct bench_plan *plan = round->plan;
    struct result result = open_result(round, peer, "");
    double begin = machine_seconds();
    void *store;

    activity_show("%s of %zu: %s is built", key_kind_name(round->listed->kind),
                  round->listed->count, peer->name);
    store = peer->build(round->listed, plan);
    if (!store && !strcmp(peer->name, "tamis"))
        exit(2);
    if (!store)
        return; /* it said why */
    if (!peer->is_key_stream)
        write_one(round, &result, "build", "s", machine_seconds() - begin);
    if (peer->size(store) > 0)
        write_one(round, &result, "memory", "B/indicator",
                  (double)peer->size(store) / (double)round->listed->count);
    for (size_t p = 0; p < (peer->reopen ? plan->pages_count : 1); p++) {
        if (p > 0 && !peer->reopen(store, plan, plan->pages[p]))
            exit(2);
        for (size_t i = 0; i < plan->hit_share_count; i++)
            measure_queries(round, peer, store,
                            peer->reopen ? pages_name(plan->pages[p]) : "",
                            &round->queries[i]);
    }
    peer->close(store);
}

void bench_lookup_list(const struct bench_plan *plan, struct result_log *log,
                       const struct key_list *listed)
{
    struct round round = {.plan = plan, .log = log, .listed = listed};
    const struct peer *peer;

    for (size_t i = 0; i < plan->hit_share_count; i++) {
        activity_show("%s of %zu: queries, %g %% listed",
                      key_kind_name(listed->kind), listed->count,
                      plan->hit_shares[i] * 100);
        synthetic_queries(&round.queries[i], listed, plan->queries,
                          plan->hit_shares[i], plan->seed);
    }
    for (size_t n = 0; (peer = peer_get(n)); n++)
        if (peer_can(peer, listed->kind) && plan_wants_peer(plan, peer->name) &&
            !(peer->is_key_stream && !strcmp(plan->verb, "scale")) &&
            peer_fits(peer, listed))
            measure_peer(&round, peer);
    for (size_t i = 0; i < plan->hit_share_count; i++)
        query_list_close(&round.queries[i]);
    activity_clear();
}

bool bench_lookup_keys(struct key_list *listed, enum key_kind kind, size_t size,
                       uint64_t seed)
{
    if (kind == KEY_IPV4 && size > IPV4_MAX) {
        activity_clear();
        fprintf(stderr,
                "tamis bench: ipv4 of %zu left out: so much of the address "
                "space would be listed that nothing is clean\n",
                size);
        return false;
    }
    activity_show("%s of %zu: keys", key_kind_name(kind), size);
    if (size > KEPT_MAX)
        synthetic_numbered(listed, kind, size, seed);
    else
        synthetic_listed(listed, kind, size, seed);
    return true;
}

int bench_lookup(const struct bench_plan *plan, enum key_kind kind)
{
    struct result_log log = {.count = 0};
    struct key_list listed;

    for (size_t i = 0; i < plan->size_count; i++) {
        if (!bench_lookup_keys(&listed, kind, plan->sizes[i], plan->seed))
            continue;
        bench_lookup_list(plan, &log, &listed);
        key_list_close(&listed);
    }
    result_log_close(&log);
    return 0;
}
