/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/compile/compile_case.h"

#include <criterion/criterion.h>

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES_MAX 256u

/* What case_end() has to release. */
struct made {
    struct made *older;
    tamis_compiler *compiler; /* or else: */
    char *text;
    tamis_database *database;
    void *bytes;
    size_t size;
};

static struct made *newest;

static struct made *keep(tamis_compiler *compiler, char *text)
{
    struct made *made = calloc(1, sizeof *made);

    cr_assert_not_null(made);
    made->older = newest;
    made->compiler = compiler;
    made->text = text;
    newest = made;
    return made;
}

static void release(struct made *made)
{
    tamis_database_release(made->database);
    if (made->compiler)
        tamis_compiler_free_memory(made->compiler, made->bytes, made->size);
    tamis_compiler_destroy(made->compiler);
    free(made->text);
    free(made);
}

void case_destroy(tamis_compiler *compiler)
{
    struct made **place = &newest, *made;

    while (*place && (*place)->compiler != compiler)
        place = &(*place)->older;
    cr_assert_not_null(*place);
    made = *place;
    *place = made->older;
    release(made);
}

void case_end(void)
{
    while (newest) {
        struct made *made = newest;

        newest = made->older;
        release(made);
    }
}

struct text {
    char *bytes;
    size_t size, capacity;
};

static void append(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void append(struct text *text, const char *format, ...)
{
    va_list arguments;
    int size;

    va_start(arguments, format);
    size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    cr_assert(size >= 0);
    if (text->size + (size_t)size + 1 > text->capacity) {
        text->capacity = (text->size + (size_t)size + 1) * 2;
        text->bytes = realloc(text->bytes, text->capacity);
        cr_assert_not_null(text->bytes);
    }
    va_start(arguments, format);
    vsnprintf(text->bytes + text->size, text->capacity - text->size, format,
              arguments);
    va_end(arguments);
    text->size += (size_t)size;
}

tamis_slice case_slice(const char *text)
{
    tamis_slice slice = {text, strlen(text)};

    return slice;
}

tamis_compiler *case_create(const tamis_compiler_options *options)
{
    tamis_compiler *compiler;
    tamis_error error;

    cr_assert_eq(tamis_compiler_create(&compiler, options, &error), TAMIS_OK,
                 "%s", error.message);
    keep(compiler, NULL);
    return compiler;
}

uint32_t case_add_feed(tamis_compiler *compiler, const tamis_feed_info *info)
{
    uint32_t feed = UINT32_MAX;
    tamis_error error;

    cr_assert_eq(tamis_compiler_add_feed(compiler, info, &feed, &error),
                 TAMIS_OK, "%s", error.message);
    return feed;
}

uint32_t case_feed(tamis_compiler *compiler, const char *name, tamis_tlp tlp)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;

    info.name = case_slice(name);
    info.tlp = tlp;
    return case_add_feed(compiler, &info);
}

uint32_t case_other(tamis_compiler *compiler, const char *name,
                    tamis_action action)
{
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;

    info.name = case_slice(name);
    info.tlp = TAMIS_TLP_CLEAR;
    info.action = action;
    return case_add_feed(compiler, &info);
}

tamis_statement case_statement(const char *value)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    statement.value = case_slice(value);
    statement.file = case_slice("feed.txt");
    statement.line = 1;
    return statement;
}

void case_add_statement(tamis_compiler *compiler, uint32_t feed,
                        const tamis_statement *statement)
{
    tamis_error error;

    cr_assert_eq(tamis_compiler_add(compiler, feed, statement, &error),
                 TAMIS_OK, "%s", error.message);
}

void case_add(tamis_compiler *compiler, uint32_t feed, const char *value)
{
    tamis_statement statement = case_statement(value);

    case_add_statement(compiler, feed, &statement);
}

static struct made *write_bytes(tamis_compiler *compiler)
{
    struct made *made = newest;
    tamis_error error;

    while (made && made->compiler != compiler)
        made = made->older;
    cr_assert_not_null(made);
    cr_assert_eq(tamis_compiler_write_memory(compiler, &made->bytes,
                                             &made->size, &error),
                 TAMIS_OK, "%s", error.message);
    return made;
}

void case_write_bytes(tamis_compiler *compiler, void **bytes, size_t *size)
{
    struct made *made = write_bytes(compiler);

    *bytes = made->bytes;
    *size = made->size;
}

tamis_database *case_write(tamis_compiler *compiler)
{
    struct made *made = write_bytes(compiler);
    tamis_error error;

    cr_assert_eq(tamis_database_open_memory(&made->database, made->bytes,
                                            made->size, NULL, &error),
                 TAMIS_OK, "%s", error.message);
    cr_assert_eq(tamis_database_verify(made->database, &error), TAMIS_OK, "%s",
                 error.message);
    return made->database;
}

static void dump_time(struct text *text, const char *name, int64_t time_ns,
                      int64_t absent)
{
    if (time_ns != absent)
        append(text, " %s=%" PRId64, name, time_ns);
}

static void dump_entry(struct text *text, const tamis_database *database,
                       const tamis_entry *entry)
{
    static const char *const actions[] = {"list", "allow", "warn"};

    append(text, "  %s %.*s %s", actions[entry->action], (int)entry->feed.size,
           entry->feed.data, tamis_tlp_name(entry->tlp));
    if (entry->audience_count == 0)
        append(text, " *");
    for (uint32_t n = 0; n < entry->audience_count; n++) {
        tamis_slice name = tamis_entry_audience(database, entry, n);

        append(text, "%c%.*s", n ? ',' : ' ', (int)name.size, name.data);
    }
    append(text, " pap=%s", tamis_pap_name(entry->pap));
    if (entry->confidence != TAMIS_CONFIDENCE_UNSET)
        append(text, " confidence=%u", entry->confidence);
    if (entry->reference.size)
        append(text, " reference=%.*s", (int)entry->reference.size,
               entry->reference.data);
    if (entry->context.size)
        append(text, " context=%.*s", (int)entry->context.size,
               entry->context.data);
    if (entry->caveats)
        append(text, " caveats=%x", entry->caveats);
    if (entry->fields)
        append(text, " fields=%x", entry->fields);
    for (uint32_t n = 0; n < entry->tag_count; n++) {
        tamis_slice tag = tamis_entry_tag(database, entry, n);

        append(text, "%s%.*s", n ? "," : " tags=", (int)tag.size, tag.data);
    }
    dump_time(text, "from", entry->valid_from_ns, TAMIS_TIME_MIN);
    dump_time(text, "until", entry->valid_until_ns, TAMIS_TIME_MAX);
    append(text, "\n");
}

static void dump_record(struct text *text, tamis_cursor *cursor,
                        const tamis_database *database,
                        const tamis_record *record)
{
    tamis_entry entries[ENTRIES_MAX];
    char value[TAMIS_KEY_SIZE_MAX * 4];
    size_t count;

    tamis_key_format(record->kind, record->key.data, record->key.size, value,
                     sizeof value);
    append(text, "%s %s %s\n", tamis_kind_name(record->kind), value,
           tamis_mode_name(record->mode));
    count = tamis_cursor_entries(cursor, 0, ENTRIES_MAX, entries);
    cr_assert_lt(count, ENTRIES_MAX);
    for (size_t i = 0; i < count; i++)
        dump_entry(text, database, &entries[i]);
}

static void dump_feeds(struct text *text, tamis_cursor *cursor)
{
    tamis_feed_summary feed;

    for (uint32_t n = 0; tamis_cursor_feed(cursor, n, &feed); n++) {
        append(text, "feed %.*s %u %s read=%" PRIu64, (int)feed.name.size,
               feed.name.data, feed.action, tamis_tlp_name(feed.tlp),
               feed.read);
        for (uint32_t i = 0; i < TAMIS_OUTCOME_COUNT; i++)
            if (feed.outcomes[i])
                append(text, " %s=%" PRIu64, tamis_outcome_name(i),
                       feed.outcomes[i]);
        for (uint32_t i = 0; i < TAMIS_REASON_COUNT; i++)
            if (feed.reasons[i])
                append(text, " %s=%" PRIu64, tamis_reason_name(i),
                       feed.reasons[i]);
        for (uint32_t i = 0; i < 4; i++)
            if (feed.modes[i])
                append(text, " %s=%" PRIu64, tamis_mode_name(i), feed.modes[i]);
        append(text, "\n");
    }
}

static char *dump(tamis_database *database, const tamis_clearance *clearance,
                  int with_feeds)
{
    struct text text = {NULL, 0, 0};
    tamis_record record;
    tamis_cursor *cursor;
    tamis_error error;

    append(&text, "%s", "");
    cr_assert_eq(tamis_cursor_create(&cursor, database, clearance, &error),
                 TAMIS_OK, "%s", error.message);
    while (tamis_cursor_next(cursor, &record))
        dump_record(&text, cursor, database, &record);
    if (with_feeds)
        dump_feeds(&text, cursor);
    tamis_cursor_destroy(cursor);
    keep(NULL, text.bytes);
    return text.bytes;
}

char *case_dump(tamis_database *database, const tamis_clearance *clearance)
{
    return dump(database, clearance, 1);
}

char *case_dump_records(tamis_database *database,
                        const tamis_clearance *clearance)
{
    return dump(database, clearance, 0);
}

char *case_compile(tamis_compiler *compiler)
{
    return case_dump_records(case_write(compiler), NULL);
}

tamis_compile_report case_report(const tamis_compiler *compiler, uint32_t feed)
{
    tamis_compile_report report = {.struct_size = sizeof report};

    tamis_compiler_report(compiler, feed, &report);
    return report;
}

static void check_report(const tamis_compile_report *report)
{
    uint64_t outcomes = 0, reasons = 0;

    for (size_t i = 0; i < TAMIS_OUTCOME_COUNT; i++)
        outcomes += report->outcomes[i];
    for (size_t i = 0; i < TAMIS_REASON_COUNT; i++)
        reasons += report->reasons[i];
    cr_assert_eq(outcomes, report->read);
    cr_assert_eq(reasons, report->outcomes[TAMIS_OUTCOME_REJECTED]);
}

void case_check_sums(const tamis_compiler *compiler, tamis_database *database)
{
    const tamis_compile_report all = case_report(compiler, UINT32_MAX);
    uint64_t read = 0, kept = 0;
    tamis_feed_summary feed;
    tamis_cursor *cursor;

    check_report(&all);
    cr_assert_eq(tamis_cursor_create(&cursor, database, NULL, NULL), TAMIS_OK);
    for (uint32_t n = 0; tamis_cursor_feed(cursor, n, &feed); n++) {
        uint64_t sum = 0;

        for (size_t i = 0; i < TAMIS_OUTCOME_COUNT; i++)
            sum += feed.outcomes[i];
        cr_assert_eq(sum, feed.read);
        read += feed.read;
        kept += feed.outcomes[TAMIS_OUTCOME_KEPT];
    }
    tamis_cursor_destroy(cursor);
    cr_assert_eq(kept, all.outcomes[TAMIS_OUTCOME_KEPT]);
    /* Rejections under a withheld label are in the report only. */
    cr_assert_leq(read, all.read - all.outcomes[TAMIS_OUTCOME_WITHHELD]);
}

tamis_compiler *case_create_with(uint32_t flags)
{
    tamis_compiler_options options = TAMIS_COMPILER_OPTIONS_INIT;

    options.flags = flags;
    return case_create(&options);
}

tamis_status case_try_write(tamis_compiler *compiler, tamis_error *error)
{
    void *bytes;
    size_t size;
    tamis_status status =
        tamis_compiler_write_memory(compiler, &bytes, &size, error);

    tamis_compiler_free_memory(compiler, bytes, size);
    return status;
}

void case_add_timed(tamis_compiler *compiler, uint32_t feed, const char *value,
                    int64_t seen_d, int64_t until_d)
{
    tamis_statement statement = case_statement(value);

    if (seen_d)
        statement.seen_ns = seen_d * DAY_NS;
    if (until_d)
        statement.valid_until_ns = until_d * DAY_NS;
    case_add_statement(compiler, feed, &statement);
}
