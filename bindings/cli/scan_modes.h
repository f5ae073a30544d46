/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of `tamis scan` that say what a file is and what is asked of it:
 * digests of files, structured logs, feeds instead of a database, and what is
 * new since another one. */
#ifndef TAMIS_CLI_SCAN_MODES_H
#define TAMIS_CLI_SCAN_MODES_H

#include "made_database.h"
#include "record_fields.h"
#include "record_reader.h"

struct scan_modes {
    bool hashes_files;
    uint64_t file_size_max; /* of files to hash; 0: none */
    bool is_zeek, is_eve, has_json_fields, has_tsv_columns;
    const char *time_path;
    struct record_fields fields;
    struct made_words feeds; /* compiled instead of a database */
    bool has_feeds;
    const char *feed_option; /* the first of those that need feeds */
    const char *older_database;
};

/* Takes an option that scan_plan.c lists under this name. -1 for one of another
 * group, else 0 or EXIT_ERROR after a message. */
int scan_modes_take(struct scan_modes *modes, const char *name, char *argument);
/* After the last option. 0, or EXIT_ERROR after a message. */
int scan_modes_check(struct scan_modes *modes, bool is_at_record);
void scan_modes_release(struct scan_modes *modes);

/* What a file is that begins so. Where only JSON is asked for, that is what it
 * has to be: a first line that was cut short makes it nothing else. */
enum record_form scan_modes_form(const struct scan_modes *modes,
                                 const char *bytes, size_t size);

/* Files are logs of records. */
static inline bool scan_modes_has_records(const struct scan_modes *modes)
{
    return modes->fields.asked_count > 0;
}

#endif
