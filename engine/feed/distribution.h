/* SPDX-License-Identifier: BSD-2-Clause */
/* MISP's distribution levels: whom an object may be given to. */
#ifndef TAMIS_FEED_DISTRIBUTION_H
#define TAMIS_FEED_DISTRIBUTION_H

#include <tamis/label.h>

#include <stdbool.h>

struct distribution {
    tamis_tlp floor; /* what a label is raised to, or UNMARKED */
    bool is_limited; /* to the operator */
    bool is_group;   /* to a sharing group; floor and is_limited hold where
                        nothing tells its members */
};

/* By number ("0") or by MISP's name ("Your organisation only"). What nobody
 * knows is for the operator alone. */
struct distribution distribution_read(tamis_slice text);
struct distribution distribution_of(int64_t level);

#endif
