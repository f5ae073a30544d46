/* SPDX-License-Identifier: BSD-2-Clause */
#include "build_run.h"
#include "bench.h"
#include "child.h"
#include "machine.h"
#include "made_feed.h"
#include "peer.h"
#include "synthetic.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* build-once PEER KIND COUNT SEED FOLDER FEED DPDK */
int bench_build_once(int argc, char **argv)
{
    struct bench_plan plan;
    struct key_list listed;
    const struct peer *peer = argc == 7 ? peer_find(argv[0]) : NULL;
    enum key_kind kind;
    double begin, processor;
    void *store;

    if (!peer || !key_kind_find(&kind, argv[1], strlen(argv[1])))
        return 2;
    plan_of_one(&plan, "compile", strtoull(argv[2], NULL, 10));
    plan.seed = strtoull(argv[3], NULL, 10);
    plan.folder = argv[4];
    plan.dpdk = argv[6][0] ? argv[6] : NULL;
    if (kind == KEY_MIXED)
        made_feed_read(&listed, argv[5]);
    else
        synthetic_listed(&listed, kind, plan.sizes[0], plan.seed);
    if (!peer_fits(peer, &listed))
        return 2;
    begin = machine_seconds();
    processor = child_seconds();
    store = peer->build(&listed, &plan);
    if (!store)
        return 2;
    printf("%.9f %.9f %llu %zu %" PRIu64 "\n", machine_seconds() - begin,
           child_seconds() - processor, child_peak_memory(), listed.count,
           peer->size(store));
    peer->close(store);
    key_list_close(&listed);
    return 0;
}

bool build_run(const struct bench_plan *plan, const struct peer *peer,
               enum key_kind kind, size_t count, const char *feed,
               struct compile_figures *figures)
{
    char count_text[24], seed[24], answer[256];
    const char *const words[] = {"build-once",
                                 peer->name,
                                 key_kind_name(kind),
                                 count_text,
                                 seed,
                                 plan->folder,
                                 feed,
                                 plan->dpdk ? plan->dpdk : "",
                                 NULL};

    memset(figures, 0, sizeof *figures);
    snprintf(count_text, sizeof count_text, "%zu", count);
    snprintf(seed, sizeof seed, "%" PRIu64, plan->seed);
    return child_run(words, answer, sizeof answer) &&
           sscanf(answer, "%lf %lf %llu %llu %llu", &figures->seconds,
                  &figures->processor_seconds, &figures->peak_bytes,
                  &figures->kept, &figures->file_bytes) == 5;
}
