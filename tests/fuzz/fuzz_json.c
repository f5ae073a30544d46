/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The JSON splitter against the JSON parser: the first byte is how much one
 * read gives. What the parser takes as an array or object the splitter takes
 * too, and the items that it cuts out of an array are the parser's items.
 */
#include "feed/json_splitter.h"

#include "base/slice.h"

#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition)                                                     \
    do {                                                                       \
        if (!(condition))                                                      \
            abort();                                                           \
    } while (0)

struct source {
    const uint8_t *data;
    size_t size, step;
};

static tamis_status read_source(void *context, void *buffer, size_t capacity,
                                size_t *size, tamis_error *error)
{
    struct source *source = context;

    (void)error;
    *size = source->size < source->step ? source->size : source->step;
    if (*size > capacity)
        *size = capacity;
    if (*size > 0)
        memcpy(buffer, source->data, *size);
    source->data += *size;
    source->size -= *size;
    return TAMIS_OK;
}

static const struct json_rule rules[] = {
    {"[]", JSON_CUT},        {"a", JSON_FRAME}, {"a.b[]", JSON_CUT},
    {"a.b[].c[]", JSON_CUT}, {"d", JSON_DROP},  {"a.d", JSON_DROP},
    {"a.e.f", JSON_FRAME},
};

/* Counts elements outside frames; each that parses must parse alone. */
static tamis_status split(struct json_parser *parser, struct source *source,
                          size_t *elements)
{
    struct json_splitter_options options = {
        .rules = rules,
        .rule_count = sizeof rules / sizeof *rules,
        .name = "fuzz",
        .element_size_max = 4096,
        .read = read_source,
        .context = source,
    };
    struct json_splitter *splitter;
    struct json_item item;
    struct json_value value;
    tamis_error error;
    tamis_status status;

    REQUIRE(json_splitter_create(&splitter, &options, &error) == TAMIS_OK);
    while ((status = json_splitter_next(splitter, &item, &error)) == TAMIS_OK &&
           item.kind != JSON_ITEM_END) {
        REQUIRE(item.size <= 4096);
        REQUIRE(item.rule < sizeof rules / sizeof *rules);
        if (item.kind != JSON_ITEM_FRAME_BEGIN)
            (void)json_parse(parser, item.bytes, item.size, &value);
        *elements += item.kind == JSON_ITEM_ELEMENT && item.frame == 0;
    }
    REQUIRE(status == TAMIS_OK || status == error.status);
    REQUIRE(status == TAMIS_OK || error.line >= 1);
    json_splitter_destroy(splitter);
    return status;
}

static size_t count_items(struct json_value root)
{
    struct json_value item;
    struct json_walk walk;
    size_t count = 0;

    json_walk_begin(&walk, root);
    while (json_walk_next(&walk, NULL, &item))
        count++;
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_parser *parser = json_parser_create(),
                       *whole_parser = json_parser_create();
    struct json_value root;
    enum json_fault fault;
    struct source source;
    size_t elements = 0;
    tamis_status status;
    uint8_t *copy;

    if (size < 1 || size > 65536) {
        json_parser_destroy(parser);
        json_parser_destroy(whole_parser);
        return 0;
    }
    copy = calloc(1, size + JSON_PADDING);
    REQUIRE(copy && parser && whole_parser);
    memcpy(copy, data + 1, size - 1);
    fault = json_parse(whole_parser, copy, size - 1, &root);
    source = (struct source){data + 1, size - 1, 1 + data[0] % 64u};
    status = split(parser, &source, &elements);
    if (fault == JSON_FAULT_NONE && size <= 4096 &&
        json_type(root) >= JSON_ARRAY) {
        REQUIRE(status == TAMIS_OK);
        if (json_type(root) == JSON_ARRAY)
            REQUIRE(elements == count_items(root));
    }
    free(copy);
    json_parser_destroy(parser);
    json_parser_destroy(whole_parser);
    return 0;
}
