/* SPDX-License-Identifier: BSD-2-Clause */
#include "statement_lines.h"

#include "json_text.h"
#include "timestamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void forget(struct statement_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->lines[i]);
    lines->count = 0;
}

void statement_lines_release(struct statement_lines *lines)
{
    forget(lines);
    free(lines->lines);
    lines->lines = NULL;
    lines->capacity = 0;
}

static const char *action_name(tamis_action action)
{
    return action == TAMIS_ACTION_ALLOW  ? "allow "
           : action == TAMIS_ACTION_WARN ? "warn "
                                         : "";
}

static void write_names(FILE *file, const tamis_database *database,
                        const tamis_entry *entry)
{
    for (uint32_t i = 0; i < entry->audience_count; i++) {
        fputs(i == 0 ? " [" : " ", file);
        plain_text_write(file, tamis_entry_audience(database, entry, i));
    }
    if (entry->audience_count > 0)
        fputc(']', file);
    for (uint32_t i = 0; i < entry->tag_count; i++) {
        fputs(" #", file);
        plain_text_write(file, tamis_entry_tag(database, entry, i));
    }
}

static void write_times(FILE *file, const tamis_entry *entry)
{
    char time[32];

    if (entry->valid_from_ns != TAMIS_TIME_MIN) {
        timestamp_write(entry->valid_from_ns, time);
        fprintf(file, " from %s", time);
    }
    if (entry->valid_until_ns != TAMIS_TIME_MAX) {
        timestamp_write(entry->valid_until_ns, time);
        fprintf(file, " until %s", time);
    }
}

/* The value, or what the database keeps instead of it. */
static void write_value(FILE *file, const tamis_database *database,
                        const tamis_record *record)
{
    char value[TAMIS_KEY_SIZE_MAX + 64];
    tamis_slice text = {value, 0};

    if (tamis_record_is_fingerprint(database, record)) {
        fputs("fingerprint:", file);
        for (size_t i = 0; i < record->key.size; i++)
            fprintf(file, "%02x", (unsigned char)record->key.data[i]);
        return;
    }
    text.size = tamis_key_format(record->kind, record->key.data,
                                 record->key.size, value, sizeof value);
    plain_text_write(file, text);
}

static void write_statement(FILE *file, const tamis_database *database,
                            const tamis_record *record,
                            const tamis_entry *entry)
{
    fprintf(file, "%s%s ", action_name(entry->action),
            tamis_kind_name(record->kind));
    write_value(file, database, record);
    fprintf(file, " %s ", tamis_mode_name(record->mode));
    plain_text_write(file, entry->feed);
    fprintf(file, " TLP:%s", tamis_tlp_name(entry->tlp));
    if (entry->reference.size > 0) {
        fputs(" ref ", file);
        plain_text_write(file, entry->reference);
    }
    if (entry->confidence != TAMIS_CONFIDENCE_UNSET)
        fprintf(file, " confidence %u", entry->confidence);
    if (entry->pap != TAMIS_PAP_UNMARKED)
        fprintf(file, " PAP:%s", tamis_pap_name(entry->pap));
    write_times(file, entry);
    write_names(file, database, entry);
}

static bool add_line(struct statement_lines *lines,
                     const tamis_database *database, const tamis_record *record,
                     const tamis_entry *entry)
{
    char *line = NULL;
    size_t size;
    FILE *file;

    if (lines->count == lines->capacity) {
        size_t capacity = lines->capacity ? lines->capacity * 2 : 16;
        char **larger = realloc(lines->lines, capacity * sizeof *larger);

        if (!larger)
            return false;
        lines->lines = larger;
        lines->capacity = capacity;
    }
    file = open_memstream(&line, &size);
    if (!file)
        return false;
    write_statement(file, database, record, entry);
    if (fclose(file) != 0) {
        free(line);
        return false;
    }
    lines->lines[lines->count++] = line;
    return true;
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool statement_lines_collect(struct statement_lines *lines,
                             const tamis_database *database,
                             tamis_cursor *cursor, const tamis_record *record)
{
    tamis_entry entries[16];
    size_t skip = 0;
    size_t count;

    forget(lines);
    while ((count = tamis_cursor_entries(cursor, skip, 16, entries)) > 0) {
        for (size_t i = 0; i < count; i++)
            if (!add_line(lines, database, record, &entries[i]))
                return false;
        skip += count;
    }
    qsort(lines->lines, lines->count, sizeof *lines->lines, compare_lines);
    return true;
}
