/* SPDX-License-Identifier: BSD-2-Clause */
#include "new_records.h"

#include "message.h"
#include "record_order.h"

#include <tamis/fingerprint.h>

#include <stdlib.h>
#include <string.h>

#define ENTRY_COUNT 16

/* How a kind's visible keys are kept: bytes of fingerprints, or values. */
#define FORM_NONE  0u
#define FORM_VALUE UINT32_MAX

struct walk {
    tamis_database *database;
    tamis_cursor *cursor;
    tamis_record record;
    bool has_record;
    uint32_t forms[TAMIS_KIND_COUNT];
};

static void advance(struct walk *walk)
{
    walk->has_record = tamis_cursor_next(walk->cursor, &walk->record);
    if (!walk->has_record || walk->record.kind >= TAMIS_KIND_COUNT)
        return;
    walk->forms[walk->record.kind] =
        tamis_record_is_fingerprint(walk->database, &walk->record)
            ? (uint32_t)walk->record.key.size
            : FORM_VALUE;
}

static int open_walk(struct walk *walk, tamis_database *database,
                     const struct asking *asking)
{
    tamis_clearance clearance = asking->clearance;
    tamis_error error;

    walk->database = database;
    clearance.flags |= TAMIS_CLEARANCE_ANY_TIME;
    if (tamis_cursor_create(&walk->cursor, database, &clearance, &error) < 0)
        return message_failure(NULL, &error);
    advance(walk);
    return 0;
}

/* Which actions the visible entries of a walk's record have, a bit each. */
static unsigned find_actions(struct walk *walk)
{
    tamis_entry entries[ENTRY_COUNT];
    unsigned actions = 0;
    size_t skip = 0;
    size_t count;

    while ((count = tamis_cursor_entries(walk->cursor, skip, ENTRY_COUNT,
                                         entries)) > 0) {
        for (size_t i = 0; i < count; i++)
            actions |= 1u << entries[i].action;
        skip += count;
    }
    return actions;
}

static bool was_listed(struct walk *older)
{
    unsigned actions = find_actions(older);

    return (actions & 1u << TAMIS_ACTION_LIST) &&
           !(actions & 1u << TAMIS_ACTION_ALLOW);
}

static void compare(struct new_records *records, struct walk *newer,
                    struct walk *older)
{
    for (; newer->has_record; advance(newer)) {
        tamis_record_id id = newer->record.id;
        int order = -1;

        while (older->has_record &&
               (order = record_order(&older->record, &newer->record)) < 0)
            advance(older);
        if (!(find_actions(newer) & 1u << TAMIS_ACTION_LIST) ||
            (older->has_record && order == 0 && was_listed(older)))
            continue;
        records->bits[id / 64] |= UINT64_C(1) << id % 64;
        records->count++;
    }
    while (older->has_record)
        advance(older);
}

/* Only of what both of them show, so that it tells nothing of the rest. */
static int check_forms(const struct walk *newer, const struct walk *older)
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
                             tamis_database *newer_database,
                             tamis_database *older_database,
                             const struct asking *asking)
{
    struct walk newer, older;
    int result;

    memset(&newer, 0, sizeof newer);
    memset(&older, 0, sizeof older);
    result = open_walk(&newer, newer_database, asking);
    if (!result)
        result = open_walk(&older, older_database, asking);
    if (!result) {
        compare(records, &newer, &older);
        result = check_forms(&newer, &older);
    }
    tamis_cursor_destroy(newer.cursor);
    tamis_cursor_destroy(older.cursor);
    return result;
}

int new_records_find(struct new_records *records, tamis_database *newer,
                     const char *older_path, const struct asking *asking)
{
    tamis_database_info info = {.struct_size = sizeof info};
    tamis_database *older;
    tamis_error error;
    int result;

    tamis_database_info_get(newer, &info);
    records->bits =
        calloc((size_t)(info.record_count / 64 + 1), sizeof *records->bits);
    if (!records->bits) {
        message_error("no memory for the list of what is new");
        return EXIT_ERROR;
    }
    if (tamis_database_open(&older, older_path, NULL, &error) < 0)
        return message_failure(older_path, &error);
    result = compare_databases(records, newer, older, asking);
    tamis_database_release(older);
    return result;
}

void new_records_release(struct new_records *records)
{
    free(records->bits);
    memset(records, 0, sizeof *records);
}
