/* SPDX-License-Identifier: BSD-2-Clause */
/* The records of a database that a clearance sees, at whatever time, in the
 * order of cursors, gathered by a thread of their own. */
#ifndef TAMIS_CLI_RECORD_WALK_H
#define TAMIS_CLI_RECORD_WALK_H

#include "asking.h"

struct record_walk_item {
    tamis_record record;
    unsigned actions; /* of its visible entries, bit 1 << TAMIS_ACTION_* */
    bool is_fingerprint;
};

struct record_walk;

/* 0, or EXIT_ERROR after a message; then *walk is NULL. */
int record_walk_open(struct record_walk **walk, tamis_database *database,
                     const tamis_clearance *clearance);
/* The next record, which lives until the call after it; NULL at the end. */
const struct record_walk_item *record_walk_next(struct record_walk *walk);
void record_walk_close(struct record_walk *walk);

#endif
