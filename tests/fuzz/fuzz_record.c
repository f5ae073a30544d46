/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line's readers of structured records, JSON and TSV: the first
 * byte says which. What a value is lies in its line, and every byte of it, of
 * its time, its flow and its URL can be read.
 */
#include "../../bindings/cli/record_json.h"
#include "../../bindings/cli/record_tsv.h"

#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition)                                                     \
    do {                                                                       \
        if (!(condition))                                                      \
            abort();                                                           \
    } while (0)

static volatile char sink;

static void touch(tamis_slice text)
{
    for (size_t i = 0; i < text.size; i++)
        sink = text.data[i];
}

static void check_record(const struct record_fields *fields,
                         struct record *record, size_t line_size)
{
    static char url[8192];
    tamis_flow flow;
    int64_t time_ns;

    for (size_t i = 0; i < record->value_count; i++) {
        const struct record_value *value = &record->values[i];

        REQUIRE(value->node < fields->node_count);
        REQUIRE(value->offset <= line_size &&
                value->size <= line_size - value->offset);
        touch(value->text);
        touch((tamis_slice){url,
                            record_url(record, value->text, url, sizeof url)});
    }
    (void)record_time(record, &time_ns);
    record_flow(record, &flow);
    touch(flow.protocol);
    touch(flow.id);
    touch(record->log);
}

/* Each line in memory of its own, so that nothing behind it is read. */
static void read_lines(const struct record_fields *fields, bool is_json,
                       const char *bytes, size_t size)
{
    struct record_json *json = record_json_create();
    struct record record = {.values = NULL};
    struct record_tsv tsv = {.columns = NULL};

    REQUIRE(json);
    record_tsv_begin(&tsv);
    for (const char *at = bytes, *end = bytes + size; at < end;) {
        const char *found = memchr(at, '\n', (size_t)(end - at));
        size_t line_size = (size_t)((found ? found : end) - at);
        size_t padding = is_json ? RECORD_JSON_PADDING : 0;
        char *line = calloc(1, line_size + padding + (line_size == 0));
        bool is_record = true;

        REQUIRE(line);
        memcpy(line, at, line_size);
        record_begin(&record);
        if (is_json)
            (void)record_json_read(json, fields, line, line_size, &record);
        else
            (void)record_tsv_read(&tsv, fields, line, line_size, &record,
                                  &is_record);
        check_record(fields, &record, line_size);
        free(line);
        at += line_size + (found != NULL);
    }
    record_release(&record);
    record_tsv_release(&tsv);
    record_json_destroy(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct record_fields fields = {.nodes = NULL};

    if (size < 1 || size > 65536)
        return 0;
    REQUIRE(data[0] & 2 ? record_fields_add_eve(&fields)
                        : record_fields_add_zeek(&fields));
    REQUIRE(record_fields_add(&fields, "a.b", TAMIS_KIND_AUTO));
    REQUIRE(record_fields_add(&fields, "2", RECORD_KIND_TEXT));
    REQUIRE(record_fields_finish(&fields, data[0] & 4 ? "when" : NULL));
    read_lines(&fields, data[0] & 1, (const char *)data + 1, size - 1);
    record_fields_release(&fields);
    return 0;
}
