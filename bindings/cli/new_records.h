/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one database lists and an older one did not (--new-since).
 *
 * An indicator is new when something that the clearance sees lists it now, and
 * nothing that it saw in the older database did, at whatever time: what was
 * searched for with the older one was found then. Another statement about an
 * indicator that was listed does not make it new; one that was allowed by a
 * record of its own was not listed.
 */
#ifndef TAMIS_CLI_NEW_RECORDS_H
#define TAMIS_CLI_NEW_RECORDS_H

#include "new_database.h"

/* Zeroed: there is no older database, and everything is wanted. */
struct new_records {
    uint64_t *bits; /* of the newer database's records */
    uint64_t count; /* of those that are new */
    /* Literals or patterns are among them, or the newer database has some that
     * allow or warn. */
    bool needs_patterns;
    /* Of nothing else, to be asked first; where there is none the newer one is
     * asked for everything, and `fault` tells why. */
    struct new_database alone;
    const char *fault;
};

/* 0, or EXIT_ERROR after a message. */
int new_records_find(struct new_records *records, tamis_database *newer,
                     const char *older_path, const struct asking *asking);
void new_records_release(struct new_records *records);

static inline bool new_records_have(const struct new_records *records,
                                    tamis_record_id id)
{
    return !records->bits || (records->bits[id / 64] >> id % 64 & 1);
}

#endif
