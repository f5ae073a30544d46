/* SPDX-License-Identifier: BSD-2-Clause */
/* Names in a policy that no feed has. */
#ifndef TAMIS_XDP_PROGRAM_KNOWN_FEEDS_H
#define TAMIS_XDP_PROGRAM_KNOWN_FEEDS_H

#include <tamis/database.h>
#include <tamis/xdp_policy.h>

/* A line about a feed that is not there does nothing, whatever it was meant
 * for: known_feeds_compare() says so in notes. */
void known_feeds_compare(const tamis_xdp_policy *policy,
                         tamis_database *database,
                         const tamis_clearance *clearance);

#endif
