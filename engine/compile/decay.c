/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/decay.h"

#include <math.h>

#define DAY_S            86400.0
#define SECOND_NS        INT64_C(1000000000)
#define DECAY_LIFETIME_D 36500.0 /* at most: a hundred years */

bool decay_measure(const tamis_feed_info *info, int64_t *span_ns)
{
    double lifetime = info->decay_lifetime_d;
    double share, seconds;

    *span_ns = DECAY_NONE;
    if (!isfinite(lifetime) || lifetime < 0 || lifetime > DECAY_LIFETIME_D)
        return false;
    if (!(lifetime > 0))
        return true;
    if (!isfinite(info->decay_speed) || !(info->decay_speed > 0) ||
        !isfinite(info->decay_base) || !(info->decay_base > 0) ||
        !isfinite(info->decay_threshold) || info->decay_threshold < 0)
        return false;
    share = 1 - info->decay_threshold / info->decay_base;
    if (share < 0)
        share = 0;
    /* Whole seconds hide that pow() differs in its last bit between CPUs. */
    seconds = floor(lifetime * DAY_S * pow(share, info->decay_speed) + 0.5);
    *span_ns = (int64_t)seconds * SECOND_NS;
    return true;
}

int64_t decay_end(int64_t span_ns, int64_t seen_ns)
{
    int64_t end;

    if (span_ns == DECAY_NONE || seen_ns == TAMIS_TIME_MIN)
        return TAMIS_TIME_MAX;
    if (__builtin_add_overflow(seen_ns, span_ns, &end))
        return TAMIS_TIME_MAX;
    return end;
}
