/* SPDX-License-Identifier: BSD-2-Clause */
/* Events: a hit and where it was seen, written for people or machines.
 * docs/EVENTS.md is the schema. */
#ifndef TAMIS_EVENT_H
#define TAMIS_EVENT_H

#include <tamis/match.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Leave out what belongs to the observer: the observable's value where it is
 * more than the indicator's, file names and offsets. For sinks off the host. */
#define TAMIS_EVENT_WITHHOLD_OBSERVATION 0x1u
#define TAMIS_EVENT_COLOUR               0x2u /* text form only: ANSI colours */
/* time_ns was told by the record that was read, not by a clock: it is then
 * part of the observation and so of the event's id. */
#define TAMIS_EVENT_TIME_OF_RECORD 0x4u

/* The flow in which a hit was seen, as the sensor tells it. */
typedef struct tamis_flow {
    uint32_t flags; /* TAMIS_FLOW_*: what below is set */
    uint16_t source_port, destination_port;
    tamis_address source, destination;
    tamis_slice protocol; /* "tcp" */
    tamis_slice id;       /* the sensor's own: Zeek's uid, Suricata's flow_id */
} tamis_flow;

#define TAMIS_FLOW_SOURCE           0x1u
#define TAMIS_FLOW_DESTINATION      0x2u
#define TAMIS_FLOW_SOURCE_PORT      0x4u
#define TAMIS_FLOW_DESTINATION_PORT 0x8u

/* A file that was looked up as a whole, by its digests and its name. */
typedef struct tamis_file_facts {
    uint64_t size;
    tamis_slice md5, sha1, sha256; /* lower-case hex */
} tamis_file_facts;

/* What a filter on an interface (xdp.h) did. Empty slices are not known. */
typedef struct tamis_packet_facts {
    tamis_slice interface;
    tamis_slice direction; /* "ingress", "egress" */
    tamis_slice policy;    /* "drop+report": what is to be done */
    tamis_slice action;    /* what was done with the packet */
    uint32_t packet_size;  /* bytes; 0: not known */
    uint32_t reserved;
} tamis_packet_facts;

/* Where and when a hit was seen. Empty slices and zeroes are absent facts. */
typedef struct tamis_event_source {
    size_t struct_size;
    uint32_t flags;
    uint32_t has_line; /* line and offset below are set */
    int64_t time_ns;   /* of the observation; TAMIS_TIME_MIN when unknown */
    tamis_slice sensor;
    tamis_slice file;
    tamis_slice where;      /* Zeek's name of the field, "DNS::IN_REQUEST" */
    uint64_t line;          /* from 1 */
    uint64_t offset;        /* of the hit, in the file's (decompressed) bytes */
    const tamis_flow *flow; /* NULL: not known */
    const tamis_file_facts *file_facts; /* NULL: the hit is somewhere inside */
    const tamis_packet_facts *packet_facts; /* NULL: no filter saw it */
} tamis_event_source;

#define TAMIS_EVENT_SOURCE_INIT                                                \
    {                                                                          \
        sizeof(tamis_event_source), 0, 0, TAMIS_TIME_MIN, {NULL, 0},           \
            {NULL, 0}, {NULL, 0}, 0, 0, NULL, NULL, NULL                       \
    }
TAMIS_API void tamis_event_source_init(tamis_event_source *source);

/*
 * tamis_event_write_ndjson() writes one event as one line of JSON with its
 * newline; tamis_event_write_text() writes one line for people.
 *
 * Writes at most capacity bytes and returns the size of the whole event, so
 * that a return value > capacity means "call again with that much".
 * The id is a UUIDv5 of (feed, reference, kind, value, mode, observation).
 * Cost: linear in the event. Threads: any. Since 0.1.0.
 */
TAMIS_API size_t tamis_event_write_ndjson(const tamis_database *database,
                                          const tamis_hit *hit,
                                          const tamis_event_source *source,
                                          char *text, size_t capacity);
TAMIS_API size_t tamis_event_write_text(const tamis_database *database,
                                        const tamis_hit *hit,
                                        const tamis_event_source *source,
                                        char *text, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_EVENT_H */
