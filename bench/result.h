/* SPDX-License-Identifier: BSD-2-Clause */
/* One measured figure with all that is needed to read it, and where it goes. */
#ifndef TAMIS_BENCH_RESULT_H
#define TAMIS_BENCH_RESULT_H

#include "bench_plan.h"

#define RESULT_NO_HITS (-1.0)

struct result {
    char bench[16];   /* the verb, for scale the one it stands for */
    char subject[16]; /* tamis or a peer */
    char kind[16];    /* of keys: sha256 ...; mixed */
    char metric[24];  /* latency, throughput, build, memory, ... */
    char unit[24];
    char keys[12];  /* cached: read before the clock starts; streamed; or "" */
    char pages[12]; /* of tamis's database; "" where it means nothing */
    size_t indicators, batch, queries;
    double hit_share; /* 0 to 1, RESULT_NO_HITS where it means nothing */
    unsigned threads, repeats;
    double value, min, max; /* value is the median */
    double ratio;           /* to tamis in the same run; 0 when not known */
};

/* Everything that was measured in this run, in order. */
struct result_log {
    struct result *rows;
    size_t count, capacity;
    char cpu[128]; /* of a log that was read: where it was measured */
};

/* result_open() makes a result whose words are short (they are cut). */
struct result result_open(const char *bench, const char *subject,
                          const char *kind, size_t indicators);
void result_name(struct result *result, const char *metric, const char *unit);
/* result_take() sorts samples and takes their median, least and largest. */
void result_take(struct result *result, double *samples, unsigned count);

/* result_write() prints a result as the plan says and keeps it in the log; it
 * also finds the ratio to the same figure of tamis in the log. */
void result_write(const struct bench_plan *plan, struct result_log *log,
                  const struct result *result);
void result_write_json(FILE *file, const struct bench_plan *plan,
                       const struct result *result);
/* result_find() finds the same figure, perhaps of another subject, in a log;
 * NULL when there is none. A figure without pages is like the first with any:
 * peers are compared with the first way in which tamis was opened. */
const struct result *result_find(const struct result_log *log,
                                 const struct result *like,
                                 const char *subject);
void result_log_close(struct result_log *log);
/* result_log_read() reads JSON lines that result_write_json() wrote; false
 * after it said why. */
bool result_log_read(struct result_log *log, const char *path);
void result_log_add(struct result_log *log, const struct result *result);

#endif
