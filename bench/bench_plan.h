/* SPDX-License-Identifier: BSD-2-Clause */
/* What was asked on the command line. */
#ifndef TAMIS_BENCH_PLAN_H
#define TAMIS_BENCH_PLAN_H

#include "key_list.h"
#include "pages.h"

#include <stdio.h>

#define PLAN_LIST_MAX  16u
#define PLAN_FEEDS_MAX 64u

enum plan_format { PLAN_TEXT, PLAN_JSON };

struct bench_plan {
    const char *verb;
    size_t sizes[PLAN_LIST_MAX], size_count;
    double hit_shares[PLAN_LIST_MAX];
    size_t hit_share_count;
    unsigned threads[PLAN_LIST_MAX], thread_count; /* 0: all processors */
    bool is_kind_wanted[KEY_KIND_COUNT + 1];       /* KEY_MIXED is the last */
    size_t batch, queries;
    unsigned repeats;
    double seconds; /* of one repeat, at most */
    uint64_t seed;
    uint32_t cpu_limit;
    uint64_t memory_limit; /* of the compiler; 0: its own choice */
    enum plan_format format;
    enum pages pages[PAGES_COUNT]; /* tamis is measured with each */
    size_t pages_count;
    const char *peers;  /* names, comma-separated; NULL: all that are built */
    const char *folder; /* for temporary databases and feeds */
    const char *dpdk;   /* arguments of its environment layer, or NULL */
    const char *output; /* scale: OUTPUT.jsonl and OUTPUT.html */
    const char *compare;
    size_t text_size; /* of what is scanned */
    const char *log;  /* scanned too; NULL: none */
    double limit;     /* seconds that a peer may take for one text */
    const char *manifest;
    const char *tlp;
    char *feeds[PLAN_FEEDS_MAX];
    size_t feed_count;
    bool is_quiet;
    FILE *results; /* where JSON lines or the table go */
};

/* plan_read() reads the options of a verb: -1 to go on, else an exit code
 * (after --help or a message). */
int plan_read(struct bench_plan *plan, int argc, char **argv);
/* plan_of_one() makes the plan of a process that does one thing: a kind, a
 * size, the defaults for all else. */
void plan_of_one(struct bench_plan *plan, const char *verb, size_t size);
/* Is this peer to be measured? tamis itself always is. */
bool plan_wants_peer(const struct bench_plan *plan, const char *name);
/* A file in the plan's folder, named after this process; static storage that
 * the next call overwrites. */
const char *plan_temporary(const struct bench_plan *plan, const char *ending);

#endif
