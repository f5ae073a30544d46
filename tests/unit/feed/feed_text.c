/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed_text.h"

#include "base/number.h"

#include <tamis/report.h>

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_SIZE_MAX 65536

static char text[TEXT_SIZE_MAX];
static size_t text_size;

static void append(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

static void append(const char *format, ...)
{
    va_list arguments;
    int size;

    va_start(arguments, format);
    size = vsnprintf(text + text_size, TEXT_SIZE_MAX - text_size, format,
                     arguments);
    va_end(arguments);
    if (size > 0 && (size_t)size < TEXT_SIZE_MAX - text_size)
        text_size += (size_t)size;
}

static void append_slice(const char *label, tamis_slice slice)
{
    if (slice.size)
        append("%s%.*s", label, (int)slice.size, slice.data);
}

static void append_facts(const tamis_statement *statement)
{
    char time[TIME_TEXT_SIZE];

    for (size_t i = 0; i < statement->tag_count; i++)
        append_slice(i ? "," : " tags=", statement->tags[i]);
    append_slice(" reference=", statement->reference);
    append_slice(" context=", statement->context);
    if (statement->confidence != TAMIS_CONFIDENCE_UNSET)
        append(" confidence=%u", statement->confidence);
    if (statement->tlp != TAMIS_TLP_UNMARKED)
        append(" tlp=%s", tamis_tlp_name(statement->tlp));
    if (statement->tlp_floor != TAMIS_TLP_UNMARKED)
        append(" floor=%s", tamis_tlp_name(statement->tlp_floor));
    if (statement->pap != TAMIS_PAP_UNMARKED)
        append(" pap=%s", tamis_pap_name(statement->pap));
    if (statement->caveats & TAMIS_CAVEAT_CONFLICTING_MARKS)
        append(" conflict");
    if (statement->audience_limited)
        append(" limited=%zu", statement->audience_count);
    if (statement->fields)
        append(" fields=%u", statement->fields);
    if (statement->seen_ns != TAMIS_TIME_MIN) {
        time_format(statement->seen_ns, time);
        append(" seen=%s", time);
    }
}

/* What is not in the text: offset, format and file. */
static void note_place(struct feed_text *result,
                       const tamis_statement *statement)
{
    result->places = result->places * 31 + statement->offset;
    result->places = result->places * 31 + statement->format;
    for (size_t i = 0; i < statement->file.size; i++)
        result->places =
            result->places * 31 + (unsigned char)statement->file.data[i];
}

static tamis_status add(void *context, const tamis_statement *statement,
                        tamis_error *error)
{
    struct feed_text *result = context;
    const char *kind =
        statement->kind ? tamis_kind_name(statement->kind) : "auto";

    (void)error;
    result->added++;
    append("%llu + %s %s", (unsigned long long)statement->line, kind,
           tamis_mode_name(statement->mode));
    append_slice(" ", statement->value);
    if (statement->action == TAMIS_ACTION_ALLOW)
        append(" allow");
    append_facts(statement);
    append("\n");
    note_place(result, statement);
    return TAMIS_OK;
}

static tamis_status reject(void *context, const tamis_statement *statement,
                           tamis_reason reason, tamis_error *error)
{
    struct feed_text *result = context;
    const char *name = tamis_reason_name(reason);

    (void)error;
    result->rejected++;
    append("%llu - %s", (unsigned long long)statement->line, name ? name : "?");
    append_slice(" ", statement->value);
    append("\n");
    note_place(result, statement);
    return TAMIS_OK;
}

static tamis_status add_values(void *context, const tamis_statement *common,
                               const tamis_statement_value *values,
                               size_t value_count, tamis_error *error)
{
    for (size_t i = 0; i < value_count; i++) {
        tamis_statement statement = *common;

        cr_assert_eq(values[i].reserved, 0);
        statement.value = values[i].value;
        statement.line = values[i].line;
        statement.offset = values[i].offset;
        statement.mode = values[i].mode;
        add(context, &statement, error);
    }
    return TAMIS_OK;
}

static struct feed_text
read_path(const char *path, const tamis_feed_options *options, bool is_together)
{
    struct feed_text result = {0};
    tamis_feed_sink sink = {add, reject, NULL, &result,
                            is_together ? add_values : NULL};

    text_size = 0;
    text[0] = 0;
    result.text = text;
    result.status =
        tamis_feed_read(path, options, &sink, &result.used, &result.error);
    return result;
}

struct feed_text feed_text_read_path(const char *path,
                                     const tamis_feed_options *options)
{
    static char one_by_one[TEXT_SIZE_MAX];
    struct feed_text alone = read_path(path, options, false), together;

    memcpy(one_by_one, text, sizeof text);
    together = read_path(path, options, true);
    cr_assert_eq(together.status, alone.status);
    cr_assert_eq(together.added, alone.added);
    cr_assert_eq(together.rejected, alone.rejected);
    cr_assert_eq(together.places, alone.places);
    cr_assert_str_eq(text, one_by_one, "values together differ from\n%s",
                     one_by_one);
    return together;
}

struct feed_text feed_text_read(const char *name, const void *bytes,
                                size_t size, const tamis_feed_options *options)
{
    char folder[] = "/tmp/tamis-feed-XXXXXX", path[256];
    struct feed_text result;
    FILE *file;

    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
    result = feed_text_read_path(path, options);
    unlink(path);
    rmdir(folder);
    return result;
}

void feed_text_check_options(const char *name, const char *input,
                             const tamis_feed_options *options,
                             const char *expected)
{
    struct feed_text result =
        feed_text_read(name, input, strlen(input), options);

    cr_assert(result.status >= 0 ||
                  (result.status == TAMIS_ERROR_EMPTY && !*expected),
              "%s\nin:\n%s", result.error.message, input);
    cr_assert_str_eq(result.text, expected, "in:\n%s\ngot:\n%s\nexpected:\n%s",
                     input, result.text, expected);
}

void feed_text_check(tamis_format format, const char *input,
                     const char *expected)
{
    tamis_feed_options options = TAMIS_FEED_OPTIONS_INIT;

    options.format = format;
    feed_text_check_options("feed.txt", input, &options, expected);
}
