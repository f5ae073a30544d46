/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of a STIX pattern can be matched value by value, without remembering:
 * its atoms. Each atom alone makes the pattern true; what cannot be kept
 * exactly is refused with a reason (docs/FEEDS.md, STIX).
 */
#ifndef TAMIS_FEED_STIX_ATOMS_H
#define TAMIS_FEED_STIX_ATOMS_H

#include "feed/stix_pattern.h"

#include <tamis/database.h>

struct stix_atom {
    tamis_kind kind;
    tamis_mode mode;
    uint32_t fields;
    tamis_slice value;
    tamis_slice context;       /* the file's name beside a digest */
    int64_t from_ns, until_ns; /* START and STOP; TAMIS_TIME_MIN, _MAX */
};

struct stix_atom_sink {
    tamis_status (*add)(void *context, const struct stix_atom *atom,
                        tamis_error *error);
    tamis_status (*refuse)(void *context, tamis_reason reason,
                           tamis_error *error);
    void *context;
};

/* stix_atoms_read() gives every atom and every refusal of a parsed pattern:
 * the branches of an OR are judged one by one. A negative status of the sink
 * ends it. */
tamis_status stix_atoms_read(const struct stix_pattern *pattern,
                             const struct stix_atom_sink *sink,
                             tamis_error *error);

#endif
