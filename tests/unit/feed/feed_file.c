/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/feed/feed_file.h"

#include <criterion/criterion.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64], file[PATH_MAX];

const char *feed_file_make(const char *name, const void *bytes, size_t size)
{
    FILE *stream;

    snprintf(folder, sizeof folder, "/tmp/tamis-feed-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/%s", folder, name);
    stream = fopen(file, "wb");
    cr_assert_not_null(stream);
    cr_assert_eq(fwrite(bytes, 1, size, stream), size);
    cr_assert_eq(fclose(stream), 0);
    return file;
}

void feed_file_remove(void)
{
    unlink(file);
    rmdir(folder);
}

static void copy_text(char *to, size_t capacity, tamis_slice text)
{
    size_t size = text.size < capacity - 1 ? text.size : capacity - 1;

    if (size > 0)
        memcpy(to, text.data, size);
    to[size] = 0;
}

static void copy_list(char *to, size_t capacity, const tamis_slice *items,
                      size_t count)
{
    size_t used = 0;

    to[0] = 0;
    for (size_t i = 0; i < count && used < capacity - 1; i++) {
        int added = snprintf(to + used, capacity - used, "%s%.*s", i ? "," : "",
                             (int)items[i].size, items[i].data);

        used += (size_t)added;
    }
}

static void keep(struct feed_records *records, const tamis_statement *statement,
                 tamis_reason reason)
{
    struct feed_record *record = &records->records[records->count];

    if (records->count == FEED_RECORD_MAX)
        return;
    records->count++;
    record->statement = *statement;
    record->reason = reason;
    copy_text(record->value, sizeof record->value, statement->value);
    copy_text(record->reference, sizeof record->reference,
              statement->reference);
    copy_text(record->context, sizeof record->context, statement->context);
    copy_list(record->tags, sizeof record->tags, statement->tags,
              statement->tag_count);
    copy_list(record->audience, sizeof record->audience, statement->audience,
              statement->audience_count);
}

static tamis_status add(void *context, const tamis_statement *statement,
                        tamis_error *error)
{
    struct feed_records *records = context;

    (void)error;
    records->added++;
    records->kinds[statement->kind]++;
    keep(records, statement, TAMIS_REASON_NONE);
    return TAMIS_OK;
}

static tamis_status reject(void *context, const tamis_statement *statement,
                           tamis_reason reason, tamis_error *error)
{
    struct feed_records *records = context;

    (void)error;
    records->rejected++;
    records->reasons[reason]++;
    keep(records, statement, reason);
    return TAMIS_OK;
}

struct feed_records *feed_file_read_path(const char *path,
                                         const tamis_feed_options *options)
{
    static struct feed_records records;
    const tamis_feed_sink sink = {add, reject, NULL, &records, NULL};

    memset(&records, 0, sizeof records);
    records.status =
        tamis_feed_read(path, options, &sink, NULL, &records.error);
    return &records;
}

struct feed_records *feed_file_read(tamis_format format, const void *bytes,
                                    size_t size, uint32_t flags)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;
    struct feed_records *records;

    options.format = format;
    options.flags = flags;
    records =
        feed_file_read_path(feed_file_make("feed.json", bytes, size), &options);
    feed_file_remove();
    return records;
}

struct feed_records *feed_file_read_text(tamis_format format, const char *text,
                                         uint32_t flags)
{
    return feed_file_read(format, text, strlen(text), flags);
}

const char *feed_file_summary(const struct feed_records *records)
{
    static char text[FEED_RECORD_MAX * 320];
    size_t used = 0;

    text[0] = 0;
    for (size_t i = 0; i < records->count; i++) {
        const struct feed_record *record = &records->records[i];
        tamis_mode mode = record->statement.mode;
        const char *kind = record->statement.kind == TAMIS_KIND_AUTO
                               ? "auto"
                               : tamis_kind_name(record->statement.kind);
        int added;

        if (record->reason != TAMIS_REASON_NONE)
            added = snprintf(text + used, sizeof text - used, "- %s %s\n",
                             tamis_reason_name(record->reason), record->value);
        else
            added =
                snprintf(text + used, sizeof text - used, "+ %s%s%s %s\n", kind,
                         mode == TAMIS_MODE_AUTO ? "" : "/",
                         mode == TAMIS_MODE_AUTO ? "" : tamis_mode_name(mode),
                         record->value);
        used += (size_t)added;
    }
    return text;
}

void feed_file_check(tamis_format format, const char *text,
                     const char *expected)
{
    const struct feed_records *records = feed_file_read_text(format, text, 0);

    cr_expect_eq(records->status, TAMIS_OK, "%s", records->error.message);
    cr_expect_str_eq(feed_file_summary(records), expected,
                     "%s\ngives\n%sexpected\n%s", text,
                     feed_file_summary(records), expected);
}
