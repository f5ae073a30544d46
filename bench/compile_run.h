/* SPDX-License-Identifier: BSD-2-Clause */
/* One compile in a process of its own: so its peak of memory is its own. */
#ifndef TAMIS_BENCH_COMPILE_RUN_H
#define TAMIS_BENCH_COMPILE_RUN_H

#include "bench_plan.h"

#define COMPILE_PHASES_MAX 12u

struct compile_phase {
    char name[16]; /* "read", then the names that the compiler tells */
    double seconds;
};

struct compile_figures {
    double seconds;                /* from the first byte read to the rename */
    double processor_seconds;      /* of all threads */
    unsigned long long peak_bytes; /* resident, the program itself included */
    unsigned long long kept;       /* statements that became entries */
    unsigned long long file_bytes;
    struct compile_phase phases[COMPILE_PHASES_MAX];
    size_t phase_count;
};

/* compile_run() compiles feeds into a database. Of every feed a share of the
 * values is taken, the same ones each time, a larger share holding a smaller
 * one. manifest NULL: the feed files, with the label tlp. False after the
 * child said why. */
struct compile_job {
    const char *database, *manifest, *tlp;
    char *const *feeds;
    size_t feed_count;
    double share;
    unsigned threads; /* 0: as many as there are processors */
};
bool compile_run(const struct bench_plan *plan, const struct compile_job *job,
                 struct compile_figures *figures);

#endif
