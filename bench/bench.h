/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of `tamis bench`. Each returns an exit code. */
#ifndef TAMIS_BENCH_H
#define TAMIS_BENCH_H

#include "result.h"

int bench_lookup(const struct bench_plan *plan, enum key_kind kind);
int bench_compile(const struct bench_plan *plan);
int bench_open(const struct bench_plan *plan);
int bench_swap(const struct bench_plan *plan);
int bench_scan(const struct bench_plan *plan);
int bench_scale(struct bench_plan *plan);
int bench_xdp(const struct bench_plan *plan);
/* Hidden verbs, by which one thing gets a process of its own, whose memory is
 * then its own too: see compile_run.h, build_run.h, touch_run.h. */
int bench_compile_once(int argc, char **argv);
int bench_build_once(int argc, char **argv);
int bench_touch_once(int argc, char **argv);

/* bench_lookup_list() measures the wanted peers, tamis first, with these
 * listed keys and queries made for them. */
void bench_lookup_list(const struct bench_plan *plan, struct result_log *log,
                       const struct key_list *listed);
/* bench_lookup_keys() makes listed keys, kept in memory unless they are too
 * many; false after it said why these are not measured. */
bool bench_lookup_keys(struct key_list *listed, enum key_kind kind, size_t size,
                       uint64_t seed);

/* bench_scan_size() scans what the plan wants with a database made of the feed,
 * a file of so many lines of made_feed_write(), and lets the peers do so. */
bool bench_scan_size(const struct bench_plan *plan, struct result_log *log,
                     const char *feed, const char *database, size_t size);

#endif
