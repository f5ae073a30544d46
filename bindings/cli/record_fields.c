/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Paths are a tree of nodes; one hash table knows all members by parent and
 * name. A path of several parts is entered once for each way in which a record
 * may cut it: dns, then answers.rdata; dns.answers, then rdata; and so on.
 */
#include "record_known.h"

#include <stdlib.h>
#include <string.h>

#define PARTS_MAX 16

struct record_member {
    const char *name; /* NULL: a free place */
    size_t name_size;
    uint32_t parent, node;
};

/* Names differ in their ends and sizes; equality is checked. */
static size_t hash_name(uint32_t parent, const char *name, size_t size)
{
    uint64_t first = 0, last = 0;

    if (size >= 8) {
        memcpy(&first, name, 8);
        memcpy(&last, name + size - 8, 8);
    } else if (size >= 4) {
        memcpy(&first, name, 4);
        memcpy(&last, name + size - 4, 4);
    } else if (size > 0) {
        first = (uint64_t)(uint8_t)name[0] << 8 | (uint8_t)name[size / 2];
        last = (uint8_t)name[size - 1];
    }
    first = (first ^ size) * UINT64_C(0x9E3779B97F4A7C15);
    last = (last ^ parent) * UINT64_C(0xC2B2AE3D27D4EB4F);
    return (size_t)((first ^ last >> 29 ^ last) >> 24);
}

static struct record_member *find_place(const struct record_fields *fields,
                                        uint32_t parent, const char *name,
                                        size_t size)
{
    size_t at = hash_name(parent, name, size) & (fields->member_capacity - 1);

    for (;; at = (at + 1) & (fields->member_capacity - 1)) {
        struct record_member *member = &fields->members[at];

        if (!member->name ||
            (member->parent == parent && member->name_size == size &&
             memcmp(member->name, name, size) == 0))
            return member;
    }
}

uint32_t record_fields_find(const struct record_fields *fields, uint32_t parent,
                            const char *name, size_t name_size)
{
    const struct record_member *member;

    if (!record_fields_may_have(fields, parent, name, name_size))
        return RECORD_NODE_NONE;
    member = find_place(fields, parent, name, name_size);
    return member->name ? member->node : RECORD_NODE_NONE;
}

static bool grow_members(struct record_fields *fields)
{
    struct record_fields larger = *fields;

    if (fields->member_count * 2 < fields->member_capacity)
        return true;
    larger.member_capacity =
        fields->member_capacity ? fields->member_capacity * 2 : 256;
    larger.members = calloc(larger.member_capacity, sizeof *larger.members);
    if (!larger.members)
        return false;
    for (size_t i = 0; i < fields->member_capacity; i++) {
        const struct record_member *member = &fields->members[i];

        if (member->name)
            *find_place(&larger, member->parent, member->name,
                        member->name_size) = *member;
    }
    free(fields->members);
    *fields = larger;
    return true;
}

static bool add_node(struct record_fields *fields, uint32_t *node)
{
    if (fields->node_count == fields->node_capacity) {
        size_t capacity =
            fields->node_capacity ? fields->node_capacity * 2 : 64;
        void *larger = realloc(fields->nodes, capacity * sizeof *fields->nodes);

        if (!larger)
            return false;
        fields->nodes = larger;
        fields->node_capacity = capacity;
    }
    *node = (uint32_t)fields->node_count++;
    memset(&fields->nodes[*node], 0, sizeof *fields->nodes);
    return true;
}

/* The member, made where it is not there; node NONE: a new one. */
static bool add_member(struct record_fields *fields, uint32_t parent,
                       const char *name, size_t size, uint32_t *node)
{
    struct record_member *member;
    uint32_t bit = record_fields_bit(parent, name, size);

    if (!grow_members(fields))
        return false;
    member = find_place(fields, parent, name, size);
    if (member->name) {
        *node = member->node;
        return true;
    }
    if (*node == RECORD_NODE_NONE && !add_node(fields, node))
        return false;
    fields->nodes[parent].has_members = true;
    *member = (struct record_member){name, size, parent, *node};
    fields->member_count++;
    fields->filter[bit / 64] |= UINT64_C(1) << bit % 64;
    return true;
}

/* The node of a path. A part too many is a part of the last one's name. */
static bool add_path(struct record_fields *fields, const char *path,
                     uint32_t *node)
{
    const char *ends[PARTS_MAX], *begins[PARTS_MAX];
    uint32_t nodes[PARTS_MAX + 1] = {RECORD_NODE_ROOT};
    size_t count = 0;

    if (fields->node_count == 0 && !add_node(fields, &nodes[0]))
        return false;
    for (const char *part = path; part && count < PARTS_MAX; count++) {
        const char *dot = count + 1 < PARTS_MAX ? strchr(part, '.') : NULL;

        begins[count] = part;
        ends[count] = dot ? dot : part + strlen(part);
        part = dot ? dot + 1 : NULL;
        nodes[count + 1] = RECORD_NODE_NONE;
        if (!add_member(fields, nodes[count], begins[count],
                        (size_t)(ends[count] - begins[count]),
                        &nodes[count + 1]))
            return false;
    }
    for (size_t from = 0; from < count; from++)
        for (size_t to = from + 1; to < count; to++) {
            uint32_t found = nodes[to + 1];

            if (!add_member(fields, nodes[from], begins[from],
                            (size_t)(ends[to] - begins[from]), &found))
                return false;
        }
    *node = nodes[count];
    return true;
}

static bool add_question(struct record_fields *fields, uint32_t number,
                         const struct record_question *question)
{
    struct record_node *node = &fields->nodes[number];
    const struct record_question **larger = realloc(
        node->questions, (node->question_count + 1) * sizeof *node->questions);

    if (!larger)
        return false;
    node->questions = larger;
    node->questions[node->question_count++] = question;
    if (!node->is_asked) {
        node->is_asked = true;
        node->other = *question;
        fields->asked_count++;
    }
    return true;
}

static bool add_table(struct record_fields *fields,
                      const struct record_question *questions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t node;

        if (!add_path(fields, questions[i].path, &node) ||
            !add_question(fields, node, &questions[i]))
            return false;
    }
    return true;
}

bool record_fields_add_zeek(struct record_fields *fields)
{
    return add_table(fields, record_known_zeek, record_known_zeek_count);
}

bool record_fields_add_eve(struct record_fields *fields)
{
    return add_table(fields, record_known_eve, record_known_eve_count);
}

/* Questions of a table about a path, for the names of their places. */
static bool add_known(struct record_fields *fields, uint32_t node,
                      const char *path, const struct record_question *questions,
                      size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(questions[i].path, path) == 0 &&
            !add_question(fields, node, &questions[i]))
            return false;
    return true;
}

bool record_fields_add(struct record_fields *fields, const char *path,
                       tamis_kind kind)
{
    struct record_node *node;
    uint32_t number;

    if (!add_path(fields, path, &number))
        return false;
    if (!add_known(fields, number, path, record_known_zeek,
                   record_known_zeek_count) ||
        !add_known(fields, number, path, record_known_eve,
                   record_known_eve_count))
        return false;
    node = &fields->nodes[number];
    fields->asked_count += !node->is_asked;
    node->is_asked = true;
    node->is_users_own = true;
    node->other = (struct record_question){"", path, kind, path};
    return true;
}

bool record_fields_finish(struct record_fields *fields, const char *time_path)
{
    for (size_t i = 0; i < record_known_teller_count; i++) {
        const struct record_teller *teller = &record_known_tellers[i];
        uint32_t node;

        if (time_path && teller->tells == RECORD_TELLS_TIME)
            continue;
        if (!add_path(fields, teller->path, &node))
            return false;
        fields->nodes[node].tells |= teller->tells;
    }
    if (time_path) {
        uint32_t node;

        if (!add_path(fields, time_path, &node))
            return false;
        fields->nodes[node].tells |= RECORD_TELLS_TIME;
    }
    return true;
}

void record_fields_release(struct record_fields *fields)
{
    for (size_t i = 0; i < fields->node_count; i++)
        free(fields->nodes[i].questions);
    free(fields->nodes);
    free(fields->members);
    memset(fields, 0, sizeof *fields);
}

static bool is_log(const char *log, tamis_slice name)
{
    return strlen(log) == name.size && memcmp(log, name.data, name.size) == 0;
}

bool record_fields_knows_log(tamis_slice log)
{
    for (size_t i = 0; i < record_known_zeek_count; i++)
        if (log.size > 0 && is_log(record_known_zeek[i].log, log))
            return true;
    return false;
}

bool record_fields_question(const struct record_node *node, tamis_slice log,
                            bool is_log_known, struct record_question *question)
{
    if (!node->is_asked)
        return false;
    *question = node->other;
    for (size_t i = 0; i < node->question_count; i++) {
        const struct record_question *known = node->questions[i];

        if (known->log[0] && !is_log(known->log, log))
            continue;
        *question = *known;
        if (node->is_users_own && node->other.kind != TAMIS_KIND_AUTO)
            question->kind = node->other.kind;
        return true;
    }
    return node->is_users_own || !is_log_known;
}

tamis_kind record_fields_kind(const char *name)
{
    if (strcmp(name, "auto") == 0)
        return TAMIS_KIND_AUTO;
    if (strcmp(name, "text") == 0)
        return RECORD_KIND_TEXT;
    if (tamis_kind_find(name, strlen(name)) == TAMIS_KIND_AUTO)
        return RECORD_NODE_NONE;
    return tamis_kind_find(name, strlen(name));
}
