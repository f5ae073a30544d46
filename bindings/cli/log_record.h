/* SPDX-License-Identifier: BSD-2-Clause */
/* One record of a structured log: the values that are asked for, and what it
 * tells of time, flow and log. */
#ifndef TAMIS_CLI_LOG_RECORD_H
#define TAMIS_CLI_LOG_RECORD_H

#include "record_fields.h"

#include <tamis/event.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RECORD_PROTOCOL_MAX 16
#define RECORD_ENDPOINT_MAX 80

struct record_value {
    tamis_slice text; /* decoded */
    uint32_t node;
    /* As it stands in the line. */
    uint64_t offset;
    uint32_t size;
};

/* Zeroed to begin with; reused from record to record. */
struct record {
    struct record_value *values;
    size_t value_count, value_capacity;
    tamis_slice log, time, source, source_port, destination, destination_port;
    tamis_slice protocol, flow_id, url_host;
    bool is_out_of_memory;
    bool has_field; /* one that is asked for, whatever it holds */
    char protocol_text[RECORD_PROTOCOL_MAX];
    /* Room for decoded values; those of the present record live in it. */
    char *decoded;
    size_t decoded_size, decoded_capacity;
};

void record_begin(struct record *record);
/* A value of a node: kept if it is asked for, noted if it tells something. */
void record_add(struct record *record, const struct record_fields *fields,
                const struct record_value *value);
void record_release(struct record *record);

/* The record's own time: seconds since 1970 with a fraction, or ISO 8601 as
 * Zeek, Suricata and others write it. */
bool record_time(const struct record *record, int64_t *time_ns);
/* The flow that the record tells, flags 0 for none; slices point into it. */
void record_flow(struct record *record, tamis_flow *flow);
/* "http://host:port/path" into text: its size, or 0 when the record does not
 * tell enough or it does not fit. */
size_t record_url(const struct record *record, tamis_slice path, char *text,
                  size_t capacity);
/* "address:port" of a value that tells so (RECORD_TELLS_*), into text of
 * RECORD_ENDPOINT_MAX: its size, or 0 where there is no such pair. */
size_t record_endpoint(const struct record *record, uint32_t tells,
                       tamis_slice address, char *text);

#ifdef __cplusplus
}
#endif

#endif
