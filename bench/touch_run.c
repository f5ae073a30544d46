/* SPDX-License-Identifier: BSD-2-Clause */
#include "touch_run.h"
#include "bench.h"
#include "child.h"
#include "machine.h"
#include "synthetic.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Lookups of each kind before resident memory is read: enough to touch every
 * page that clean traffic touches. */
#define TOUCHES 1000000u

static void ask(tamis_matcher *matcher, const struct key_list *keys)
{
    uint32_t records[64];

    for (size_t i = 0; i + 64 <= keys->count; i += 64) {
        if (keys->kind == KEY_SHA256)
            tamis_matcher_find_digests(matcher, 64, KEY_DIGEST_SIZE,
                                       keys->digests + i * KEY_DIGEST_SIZE,
                                       records);
        else if (keys->kind == KEY_DOMAIN)
            tamis_matcher_find_domains(matcher, 64, keys->names + i, records);
        else
            tamis_matcher_find_addresses(matcher, 64, keys->addresses + i,
                                         records);
    }
}

static uint64_t resident(void)
{
    return machine_memory_told("/proc/self/smaps_rollup", "Rss:");
}

/* touch-once DATABASE PAGES CPU_LIMIT SEED */
int bench_touch_once(int argc, char **argv)
{
    tamis_database_options options = TAMIS_DATABASE_OPTIONS_INIT;
    struct query_list queries[KEY_KIND_COUNT];
    tamis_database *database;
    tamis_matcher *matcher;
    tamis_error error;
    enum pages pages;
    uint64_t before, after;

    if (argc != 4 || !pages_find(&pages, argv[1], strlen(argv[1])))
        return 2;
    for (unsigned k = 0; k < KEY_KIND_COUNT; k++) {
        struct key_list none;

        key_list_open(&none, (enum key_kind)k, 0, true);
        synthetic_queries(&queries[k], &none, TOUCHES, 0,
                          strtoull(argv[3], NULL, 10));
        key_list_close(&none);
    }
    options.flags = pages_flags(pages);
    options.cpu_limit = (uint32_t)strtoul(argv[2], NULL, 10);
    before = resident();
    if (tamis_database_open(&database, argv[0], &options, &error) < 0 ||
        tamis_matcher_create(&matcher, database, NULL, &error) < 0) {
        fprintf(stderr, "tamis bench: %s: %s\n", argv[0], error.message);
        return 2;
    }
    for (unsigned k = 0; k < KEY_KIND_COUNT; k++)
        ask(matcher, &queries[k].keys);
    after = resident();
    printf("%" PRIu64 "\n", after > before ? after - before : 0);
    tamis_matcher_destroy(matcher);
    tamis_database_release(database);
    for (unsigned k = 0; k < KEY_KIND_COUNT; k++)
        query_list_close(&queries[k]);
    return 0;
}

bool touch_run(const struct bench_plan *plan, const char *path,
               enum pages pages, unsigned long long *bytes)
{
    char limit[16], seed[24], answer[64];
    const char *const words[] = {"touch-once", path, pages_name(pages),
                                 limit,        seed, NULL};

    snprintf(limit, sizeof limit, "%" PRIu32, plan->cpu_limit);
    snprintf(seed, sizeof seed, "%" PRIu64, plan->seed);
    return child_run(words, answer, sizeof answer) &&
           sscanf(answer, "%llu", bytes) == 1;
}
