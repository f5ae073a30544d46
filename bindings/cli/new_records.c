/* SPDX-License-Identifier: BSD-2-Clause */
#include "new_records.h"

#include "message.h"
#include "record_order.h"
#include "record_walk.h"

#include <stdlib.h>
#include <string.h>

/* What is new is searched for by itself where it is at most that part of all,
 * or few anyway. */
#define SHARE_MAX   4
#define SMALL_COUNT 10000
#define KEYS_MAX    ((size_t)4 << 20)

/* How a kind's visible keys are kept: bytes of fingerprints, or values. */
#define FORM_NONE  0u
#define FORM_VALUE UINT32_MAX

/* One of the two, at the record that it has come to. */
struct side {
    struct record_walk *walk;
    const struct record_walk_item *at; /* NULL: at the end */
    uint32_t forms[TAMIS_KIND_COUNT];
};

static void advance(struct side *side)
{
    const struct record_walk_item *at = record_walk_next(side->walk);

    side->at = at;
    if (at && at->record.kind < TAMIS_KIND_COUNT)
        side->forms[at->record.kind] =
            at->is_fingerprint ? (uint32_t)at->record.key.size : FORM_VALUE;
}

static bool lists(const struct record_walk_item *item)
{
    return (item->actions & 1u << TAMIS_ACTION_LIST) != 0;
}

/* Allows, or warns of, what others list. */
static bool acts_on_others(const struct record_walk_item *item)
{
    return (item->actions & ~(1u << TAMIS_ACTION_LIST)) != 0;
}

static bool was_listed(const struct record_walk_item *item)
{
    return lists(item) && !(item->actions & 1u << TAMIS_ACTION_ALLOW);
}

/* What is gathered for a database of its own, and why nothing is. */
struct gathering {
    struct new_keys keys;
    uint64_t visible_count; /* of the newer database */
    const char *fault;
};

static void gather(struct gathering *gathering,
                   const struct record_walk_item *item)
{
    if (gathering->fault)
        return;
    if (item->is_fingerprint)
        gathering->fault = "they are kept as fingerprints";
    else if (gathering->keys.count == KEYS_MAX)
        gathering->fault = "they are too many for a search of their own";
    else if (!new_keys_add(&gathering->keys, &item->record))
        gathering->fault = "there is no memory for a search of their own";
}

static void compare(struct new_records *records, struct gathering *gathering,
                    struct side *newer, struct side *older)
{
    advance(older);
    for (advance(newer); newer->at; advance(newer)) {
        const tamis_record *record = &newer->at->record;
        bool is_pattern;
        int order = -1;

        gathering->visible_count++;
        is_pattern = record->kind == TAMIS_KIND_LITERAL ||
                     record->kind == TAMIS_KIND_PATTERN;
        records->needs_patterns |= is_pattern && acts_on_others(newer->at);
        while (older->at &&
               (order = record_order(&older->at->record, record)) < 0)
            advance(older);
        if (!lists(newer->at) ||
            (older->at && order == 0 && was_listed(older->at)))
            continue;
        records->bits[record->id / 64] |= UINT64_C(1) << record->id % 64;
        records->count++;
        records->needs_patterns |= is_pattern;
        gather(gathering, newer->at);
    }
    while (older->at)
        advance(older);
}

/* Only of what both of them show, so that it tells nothing of the rest. */
static int check_forms(const struct side *newer, const struct side *older)
{
    for (tamis_kind kind = 0; kind < TAMIS_KIND_COUNT; kind++)
        if (newer->forms[kind] != FORM_NONE &&
            older->forms[kind] != FORM_NONE &&
            newer->forms[kind] != older->forms[kind]) {
            message_error("indicators of kind %s are kept in different ways, "
                          "as values or as fingerprints of some size; compile "
                          "both databases with the same --fingerprints",
                          tamis_kind_name(kind));
            return EXIT_ERROR;
        }
    return 0;
}

static int compare_databases(struct new_records *records,
                             struct gathering *gathering,
                             tamis_database *newer_database,
                             tamis_database *older_database,
                             const struct asking *asking)
{
    struct side newer, older;
    int result;

    memset(&newer, 0, sizeof newer);
    memset(&older, 0, sizeof older);
    result = record_walk_open(&newer.walk, newer_database, &asking->clearance);
    if (!result)
        result =
            record_walk_open(&older.walk, older_database, &asking->clearance);
    if (!result) {
        compare(records, gathering, &newer, &older);
        result = check_forms(&newer, &older);
    }
    record_walk_close(newer.walk);
    record_walk_close(older.walk);
    return result;
}

/* What the clearance does not see has no part in the choice. */
static void make_alone(struct new_records *records, struct gathering *gathering,
                       const struct asking *asking)
{
    if (!gathering->fault && gathering->keys.count > SMALL_COUNT &&
        gathering->keys.count > gathering->visible_count / SHARE_MAX)
        gathering->fault = "they are a large part of what is listed";
    if (!gathering->fault)
        gathering->fault = new_database_make(&records->alone, &gathering->keys,
                                             &asking->preparing);
    records->fault = gathering->fault;
}

int new_records_find(struct new_records *records, tamis_database *newer,
                     const char *older_path, const struct asking *asking)
{
    tamis_database_info info = {.struct_size = sizeof info};
    struct gathering gathering;
    tamis_database *older;
    tamis_error error;
    int result;

    memset(&gathering, 0, sizeof gathering);
    tamis_database_info_get(newer, &info);
    records->bits =
        calloc((size_t)(info.record_count / 64 + 1), sizeof *records->bits);
    if (!records->bits) {
        message_error("no memory for the list of what is new");
        return EXIT_ERROR;
    }
    if (tamis_database_open(&older, older_path, NULL, &error) < 0)
        return message_failure(older_path, &error);
    result = compare_databases(records, &gathering, newer, older, asking);
    tamis_database_release(older);
    if (!result && records->count > 0)
        make_alone(records, &gathering, asking);
    new_keys_release(&gathering.keys);
    return result;
}

void new_records_release(struct new_records *records)
{
    new_database_release(&records->alone);
    free(records->bits);
    memset(records, 0, sizeof *records);
}
