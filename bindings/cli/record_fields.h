/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which fields of structured records are asked for, and as what.
 *
 * Fields have dotted paths: "dns.rrname" is the member rrname of the member
 * dns, or of each of its items where it is an array, or a member whose own name
 * has the dot, as Zeek writes "id.orig_h".
 */
#ifndef TAMIS_CLI_RECORD_FIELDS_H
#define TAMIS_CLI_RECORD_FIELDS_H

#include <tamis/indicator.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Ways of asking that are no kinds of indicators. */
#define RECORD_KIND_TEXT        0x1000u /* whatever stands in it */
#define RECORD_KIND_CERTIFICATE 0x1001u /* a fingerprint, by its length */
#define RECORD_KIND_URL_PATH    0x1002u /* a URL, with the record's host */
#define RECORD_KIND_ENDPOINT    0x1003u /* an address, with its port */

/* What a field tells besides; bits. */
#define RECORD_TELLS_TIME             0x1u
#define RECORD_TELLS_SOURCE           0x2u
#define RECORD_TELLS_SOURCE_PORT      0x4u
#define RECORD_TELLS_DESTINATION      0x8u
#define RECORD_TELLS_DESTINATION_PORT 0x10u
#define RECORD_TELLS_PROTOCOL         0x20u
#define RECORD_TELLS_FLOW_ID          0x40u
#define RECORD_TELLS_LOG              0x80u
#define RECORD_TELLS_URL_HOST         0x100u

/* A field of one log. */
struct record_question {
    const char *log; /* "dns"; empty: of any */
    const char *path;
    tamis_kind kind;
    const char *where; /* Zeek's name, or NULL */
};

#define RECORD_NODE_ROOT 0u
#define RECORD_NODE_NONE UINT32_MAX

struct record_node {
    uint32_t tells; /* RECORD_TELLS_* */
    bool has_members;
    bool is_asked;
    bool is_users_own; /* asked for whatever the log is */
    /* Where none of the questions below is of the record's log: the user's
     * own, or the first of them. */
    struct record_question other;
    const struct record_question **questions;
    size_t question_count;
};

struct record_member; /* of a node, by name */

#define RECORD_FILTER_BITS 4096u

/* Zeroed to begin with; read by many threads once it is made. */
struct record_fields {
    struct record_node *nodes;
    size_t node_count, node_capacity;
    struct record_member *members; /* a hash table */
    size_t member_count, member_capacity;
    size_t asked_count;
    /* A bit for each name, so that others are seldom looked for. */
    uint64_t filter[RECORD_FILTER_BITS / 64];
};

/* Every field of Zeek's logs, or of Suricata's EVE, that holds an indicator.
 * All are false when memory is out. */
bool record_fields_add_zeek(struct record_fields *fields);
bool record_fields_add_eve(struct record_fields *fields);
/* One field; kind TAMIS_KIND_AUTO: as the known logs say, else found. The path
 * has to live as long as the fields do. */
bool record_fields_add(struct record_fields *fields, const char *path,
                       tamis_kind kind);
/* The well-known fields that tell time, flow and log; a time field of the
 * user's own, or NULL. After the others. */
bool record_fields_finish(struct record_fields *fields, const char *time_path);
void record_fields_release(struct record_fields *fields);

/* Which bit a name has, by its size and three of its bytes. */
static inline uint32_t record_fields_bit(uint32_t parent, const char *name,
                                         size_t size)
{
    uint32_t bits = (uint32_t)(size & 0xFF);

    if (size > 0)
        bits |= (uint32_t)(uint8_t)name[0] << 8 |
                (uint32_t)(uint8_t)name[size / 2] << 16 |
                (uint32_t)(uint8_t)name[size - 1] << 24;
    return ((bits ^ parent * 0x85EBCA6Bu) * 0x9E3779B1u) >> 20;
}

static inline bool record_fields_may_have(const struct record_fields *fields,
                                          uint32_t parent, const char *name,
                                          size_t size)
{
    uint32_t bit = record_fields_bit(parent, name, size);

    return fields->filter[bit / 64] >> bit % 64 & 1;
}

/* The member of a node, by name: its number, or RECORD_NODE_NONE. */
uint32_t record_fields_find(const struct record_fields *fields, uint32_t parent,
                            const char *name, size_t name_size);
/* Zeek has a log of that name. */
bool record_fields_knows_log(tamis_slice log);
/* What a field is in a log; false when it is not asked for there. */
bool record_fields_question(const struct record_node *node, tamis_slice log,
                            bool is_log_known,
                            struct record_question *question);

/* A kind's name, or "text" or "auto": RECORD_NODE_NONE when there is none. */
tamis_kind record_fields_kind(const char *name);

#ifdef __cplusplus
}
#endif

#endif
