/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_modes.h"

#include "message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Options of compile, by the names that they have here. */
static const struct {
    const char *name;
    char *compile_name;
} feed_options[] = {
    {"tlp", "--tlp"},
    {"feed-name", "--name"},
    {"feed-format", "--format"},
    {"feed-kind", "--kind"},
    {"feed-audience", "--audience"},
    {"column", "--column"},
    {"confidence", "--confidence"},
    {"domain-match", "--domain-match"},
    {"url-nopath", "--url-nopath"},
    {"allow", "--allow"},
    {"warn", "--warn"},
    {"organisation", "--organisation"},
};

static int say_no_memory(void)
{
    message_error("no memory for the options");
    return EXIT_ERROR;
}

/* 1500000, 64K, 512M, 8G */
static int take_size(struct scan_modes *modes, const char *argument)
{
    static const char units[] = "KMGT";
    char *end;
    unsigned long long number;
    const char *unit;
    unsigned shift;

    errno = 0;
    number = strtoull(argument, &end, 10);
    unit = *end ? strchr(units, *end) : NULL;
    shift = unit ? 10u * (unsigned)(unit - units + 1) : 0;
    if (argument[0] < '0' || argument[0] > '9' || errno || number == 0 ||
        (*end && (!unit || end[1])) || number > UINT64_MAX >> shift)
        return message_usage("--max-size %s: give a number of bytes, such as "
                             "512K or 64M",
                             argument);
    modes->file_size_max = (uint64_t)number << shift;
    return 0;
}

/* "dns.answers[].rdata=domain": the path is cut off where it stands, and arrays
 * need no mark. */
static int take_field(struct scan_modes *modes, const char *option, char *text)
{
    char *equals = strrchr(text, '=');
    tamis_kind kind = TAMIS_KIND_AUTO;
    char *mark;

    if (equals) {
        kind = record_fields_kind(equals + 1);
        if (kind == RECORD_NODE_NONE)
            return message_usage("--%s %s: %s is no kind of indicator, nor "
                                 "text or auto; docs/KINDS.md lists them",
                                 option, text, equals + 1);
        *equals = '\0';
    }
    while ((mark = strstr(text, "[]")))
        memmove(mark, mark + 2, strlen(mark + 2) + 1);
    if (!text[0])
        return message_usage("--%s: give the name of a field", option);
    return record_fields_add(&modes->fields, text, kind) ? 0 : say_no_memory();
}

static int take_records(struct scan_modes *modes, const char *name,
                        char *argument)
{
    if (strcmp(name, "zeek") == 0) {
        modes->is_zeek = true;
        return record_fields_add_zeek(&modes->fields) ? 0 : say_no_memory();
    }
    if (strcmp(name, "eve") == 0) {
        modes->is_eve = true;
        return record_fields_add_eve(&modes->fields) ? 0 : say_no_memory();
    }
    if (strcmp(name, "json-field") == 0) {
        modes->has_json_fields = true;
        return take_field(modes, name, argument);
    }
    if (strcmp(name, "tsv-column") == 0) {
        modes->has_tsv_columns = true;
        return take_field(modes, name, argument);
    }
    if (strcmp(name, "time-field") != 0)
        return -1;
    modes->time_path = argument;
    return 0;
}

static int take_feed(struct scan_modes *modes, const char *name, char *argument)
{
    if (strcmp(name, "feed") == 0) {
        modes->has_feeds = true;
        return made_words_add_path(&modes->feeds, argument) ? 0
                                                            : say_no_memory();
    }
    if (strcmp(name, "feeds") == 0) {
        modes->has_feeds = true;
        return made_words_add(&modes->feeds, "--feeds", argument)
                   ? 0
                   : say_no_memory();
    }
    for (size_t i = 0; i < sizeof feed_options / sizeof *feed_options; i++) {
        if (strcmp(name, feed_options[i].name) != 0)
            continue;
        if (!modes->feed_option)
            modes->feed_option = feed_options[i].name;
        return made_words_add(&modes->feeds, feed_options[i].compile_name,
                              argument)
                   ? 0
                   : say_no_memory();
    }
    return -1;
}

int scan_modes_take(struct scan_modes *modes, const char *name, char *argument)
{
    int result;

    if (strcmp(name, "hash-files") == 0) {
        modes->hashes_files = true;
        return 0;
    }
    if (strcmp(name, "max-size") == 0)
        return take_size(modes, argument);
    if (strcmp(name, "new-since") == 0) {
        modes->older_database = argument;
        return 0;
    }
    result = take_records(modes, name, argument);
    return result < 0 ? take_feed(modes, name, argument) : result;
}

int scan_modes_check(struct scan_modes *modes, bool is_at_record)
{
    bool has_records = scan_modes_has_records(modes);

    if (modes->hashes_files && has_records)
        return message_usage("--hash-files reads whole files, and fields of "
                             "records are for logs: give one of them");
    if (modes->file_size_max > 0 && !modes->hashes_files)
        return message_usage("--max-size is for --hash-files");
    if (modes->time_path && !has_records)
        return message_usage("--time-field is for records: give --zeek, --eve, "
                             "--json-field or --tsv-column too");
    if (is_at_record && !has_records)
        return message_usage("--at record needs logs whose records tell their "
                             "time: give --zeek, --eve, --json-field or "
                             "--tsv-column too, or else now, any or a time");
    if (modes->feed_option && !modes->has_feeds)
        return message_usage("--%s is for feeds: give --feed FILE or --feeds "
                             "MANIFEST, which stand in for the database",
                             modes->feed_option);
    if (has_records && !record_fields_finish(&modes->fields, modes->time_path))
        return say_no_memory();
    return 0;
}

enum record_form scan_modes_form(const struct scan_modes *modes,
                                 const char *bytes, size_t size)
{
    enum record_form form = record_form_of(bytes, size);

    return form == RECORD_FORM_TSV && !modes->is_zeek && !modes->has_tsv_columns
               ? RECORD_FORM_JSON
               : form;
}

void scan_modes_release(struct scan_modes *modes)
{
    record_fields_release(&modes->fields);
    made_words_release(&modes->feeds);
}
