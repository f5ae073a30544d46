/* SPDX-License-Identifier: BSD-2-Clause */
/* MISP's polynomial decay in closed form (docs/FEEDS.md). */
#ifndef TAMIS_COMPILE_DECAY_H
#define TAMIS_COMPILE_DECAY_H

#include <tamis/compile.h>

#include <stdbool.h>

#define DECAY_NONE (-1)

/*
 * decay_measure() gives the nanoseconds from the last sighting until the score
 * base * (1 - (t / lifetime)^(1 / speed)) falls below the threshold:
 * lifetime * (1 - threshold / base)^speed, in whole seconds. DECAY_NONE when
 * lifetime is 0. False when the numbers make no sense.
 */
bool decay_measure(const tamis_feed_info *info, int64_t *span_ns);
/* When a statement seen at seen_ns is over; TAMIS_TIME_MAX for never. */
int64_t decay_end(int64_t span_ns, int64_t seen_ns);

#endif
