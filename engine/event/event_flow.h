/* SPDX-License-Identifier: BSD-2-Clause */
/* What a source tells of a flow, a packet or a whole file, as both forms write
 * it. */
#ifndef TAMIS_EVENT_EVENT_FLOW_H
#define TAMIS_EVENT_EVENT_FLOW_H

#include <tamis/event.h>

/* "[2001:db8::1]:65535" and its zero. */
#define EVENT_ADDRESS_SIZE 64

/* The flow that may be told: NULL when it is not known, when the source is
 * that of a caller who knew no flows yet, or when the observation stays at
 * home. */
const tamis_flow *event_flow(const tamis_event_source *source);
/* The facts of the file and of the packet, by the same rules. */
const tamis_file_facts *event_file_facts(const tamis_event_source *source);
const tamis_packet_facts *event_packet_facts(const tamis_event_source *source);
/* An address as text; an IPv4 one in its own form. */
tamis_slice event_flow_address(const tamis_address *address,
                               char text[EVENT_ADDRESS_SIZE]);

#endif
