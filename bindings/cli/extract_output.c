/* SPDX-License-Identifier: BSD-2-Clause */
#include "extract_output.h"

#include "json_text.h"
#include "message.h"

#include <errno.h>
#include <inttypes.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const formats[] = {
    [EXTRACT_TEXT] = "text",
    [EXTRACT_NDJSON] = "ndjson",
    [EXTRACT_CSV] = "csv",
    [EXTRACT_LIST] = "list",
};

bool extract_format_find(const char *name, enum extract_format *format)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(name, formats[i]) != 0)
            continue;
        *format = (enum extract_format)i;
        return true;
    }
    return false;
}

static void fail(struct extract_output *output)
{
    if (!output->has_failed && errno != EPIPE)
        message_error("cannot write to standard output: %s", strerror(errno));
    output->has_failed = true;
}

void extract_output_begin(struct extract_output *output)
{
    output->is_unique |= output->format == EXTRACT_LIST;
    if (output->format == EXTRACT_CSV)
        fputs("kind,value,file,line,offset,length,notes\n", stdout);
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* False when it was printed before. Without memory it is printed again. */
static bool is_new(struct extract_output *output,
                   const struct extract_item *item)
{
    char *key = NULL;
    void *found;

    if (!output->is_unique)
        return true;
    if (asprintf(&key, "%u %s", (unsigned)item->kind, item->value) < 0)
        return true;
    found = tsearch(key, &output->seen, compare);
    if (found && *(char **)found == key)
        return true;
    free(key);
    return found == NULL;
}

/* Brackets around the dots up to `end`, or around the first colon of an
 * address that has none. Gives where it wrote to. */
static char *defang(char *to, const char *from, const char *end)
{
    const char *colon = memchr(from, ':', (size_t)(end - from));

    if (memchr(from, '.', (size_t)(end - from)))
        colon = NULL;
    for (; from < end; from++) {
        if (*from == '.' || *from == '@' || from == colon) {
            *to++ = '[';
            *to++ = *from;
            *to++ = ']';
        } else {
            *to++ = *from;
        }
    }
    return to;
}

/* What is printed: in lists URLs have a scheme, or some would be read as
 * something else. */
static void write_value(const struct extract_output *output,
                        const struct extract_item *item,
                        char text[EXTRACT_VALUE_SIZE])
{
    bool is_url = item->kind == TAMIS_KIND_URL;
    const char *value = item->value;
    const char *end = value + strlen(value);
    const char *host_end = is_url ? value + strcspn(value, "/?") : end;
    char *to = text;

    if (is_url && (output->format == EXTRACT_LIST || output->defangs))
        to = stpcpy(to, output->defangs ? "hxxp://" : "http://");
    if (output->defangs)
        to = defang(to, value, host_end);
    else
        to = mempcpy(to, value, (size_t)(host_end - value));
    memcpy(to, host_end, (size_t)(end - host_end) + 1);
    if (host_end == end)
        *to = '\0';
}

/* Names of what is noteworthy, after each other. */
static void write_notes(const struct extract_item *item, const char *before,
                        const char *between, const char *after)
{
    const struct {
        bool is_true;
        const char *name;
    } notes[] = {
        {item->is_defanged, "defanged"},
        {item->is_special_use, "special-use"},
        {item->is_inner, "inside"},
        {item->is_wide, "wide"},
        {item->is_file_name, "file-name"},
        {item->is_unknown_name, "unknown-suffix"},
    };
    const char *joint = before;

    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        if (!notes[i].is_true)
            continue;
        fputs(joint, stdout);
        fputs(notes[i].name, stdout);
        joint = between;
    }
    if (joint != before)
        fputs(after, stdout);
}

static tamis_slice slice(const char *text)
{
    tamis_slice made = {text, strlen(text)};

    return made;
}

static void write_ndjson(const struct extract_item *item, const char *value)
{
    printf("{\"v\":1,\"kind\":\"%s\",\"value\":", tamis_kind_name(item->kind));
    json_text_write(stdout, slice(value));
    fputs(",\"file\":", stdout);
    json_text_write(stdout, slice(item->file));
    printf(",\"line\":%" PRIu64 ",\"offset\":%" PRIu64 ",\"length\":%" PRIu32,
           item->line, item->offset, item->length);
    write_notes(item, ",\"notes\":[\"", "\",\"", "\"]");
    fputs("}\n", stdout);
}

/* A cell that begins so is a formula for spreadsheets, and runs; behind an
 * apostrophe it is text. */
static bool is_formula(char first)
{
    return first != '\0' && strchr("=+-@", first);
}

static void write_csv_field(const char *text)
{
    bool is_quoted = text[strcspn(text, ",\"'")] || is_formula(text[0]);

    if (is_quoted)
        putchar('"');
    if (is_formula(text[0]))
        putchar('\'');
    for (; *text; text++) {
        tamis_slice byte = {text, 1};

        if (*text == '"')
            putchar('"');
        plain_text_write(stdout, byte);
    }
    if (is_quoted)
        putchar('"');
}

static void write_csv(const struct extract_item *item, const char *value)
{
    printf("%s,", tamis_kind_name(item->kind));
    write_csv_field(value);
    putchar(',');
    write_csv_field(item->file);
    printf(",%" PRIu64 ",%" PRIu64 ",%" PRIu32 ",", item->line, item->offset,
           item->length);
    write_notes(item, "", " ", "");
    putchar('\n');
}

static void write_text(const struct extract_item *item, const char *value)
{
    printf("%s\t", tamis_kind_name(item->kind));
    plain_text_write(stdout, slice(value));
    putchar('\t');
    plain_text_write(stdout, slice(item->file));
    printf(":%" PRIu64 ":%" PRIu64, item->line, item->offset);
    write_notes(item, "\t", " ", "");
    putchar('\n');
}

bool extract_output_item(struct extract_output *output,
                         const struct extract_item *item)
{
    char value[EXTRACT_VALUE_SIZE];

    if (!is_new(output, item))
        return true;
    write_value(output, item, value);
    switch (output->format) {
    case EXTRACT_NDJSON:
        write_ndjson(item, value);
        break;
    case EXTRACT_CSV:
        write_csv(item, value);
        break;
    case EXTRACT_LIST:
        plain_text_write(stdout, slice(value));
        putchar('\n');
        break;
    case EXTRACT_TEXT:
        write_text(item, value);
        break;
    }
    output->count++;
    if (ferror(stdout))
        fail(output);
    return !output->has_failed;
}

bool extract_output_close(struct extract_output *output)
{
    if (!output->has_failed && fflush(stdout) != 0)
        fail(output);
    tdestroy(output->seen, free);
    output->seen = NULL;
    return !output->has_failed;
}
