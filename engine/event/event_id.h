/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of events: the same observation always gets the same one. */
#ifndef TAMIS_EVENT_EVENT_ID_H
#define TAMIS_EVENT_EVENT_ID_H

#include <tamis/event.h>

#define EVENT_ID_SIZE 36

/*
 * event_id() writes the UUIDv5 (RFC 9562 section 5.5) of feed, reference,
 * kind, value, mode and observation in a namespace of our own. The observation
 * is sensor, file, offset, length and field, and the time only where the
 * record itself told it: the same file scanned again gives the same ids.
 * Zeroes if the host's libcrypto refuses SHA-1.
 */
void event_id(const tamis_hit *hit, const tamis_event_source *source,
              tamis_slice value, char id[EVENT_ID_SIZE]);

#endif
