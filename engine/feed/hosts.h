/* SPDX-License-Identifier: BSD-2-Clause */
/* One line of a hosts file, for hosts.c and the formats that allow them. */
#ifndef TAMIS_FEED_HOSTS_H
#define TAMIS_FEED_HOSTS_H

#include "feed/reader.h"

/* Does the text spell an address that block-lists send names to? */
bool hosts_is_sink(tamis_slice text);
/* Is it a name, and neither a comment nor the count that lists of addresses
 * have beside them? */
bool hosts_is_name(tamis_slice field);
/* A line without its comment: an address and names. */
tamis_status hosts_line(struct feed_reader *reader, tamis_slice line,
                        tamis_error *error);

#endif
