/* SPDX-License-Identifier: BSD-2-Clause */
/* Cutting JSON streams: paths, frames, limits, and any size of reads. */
#include "feed/json_splitter.h"

#include "base/slice.h"
#include "support/failing_allocator.h"
#include "support/random.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct source {
    const char *text;
    size_t size, at, step;
};

static tamis_status read_source(void *context, void *buffer, size_t capacity,
                                size_t *size, tamis_error *error)
{
    struct source *source = context;
    size_t left = source->size - source->at;

    (void)error;
    *size = left < source->step ? left : source->step;
    if (*size > capacity)
        *size = capacity;
    memcpy(buffer, source->text + source->at, *size);
    source->at += *size;
    return TAMIS_OK;
}

static const struct json_rule event_rules[] = {
    {"Event.Attribute[]", JSON_CUT},
    {"Event.Galaxy", JSON_DROP},
    {"Event", JSON_FRAME},
    {"response[].Event", JSON_FRAME},
    {"response[].Event.Attribute[]", JSON_CUT},
    {"objects[]", JSON_CUT},
    {"[]", JSON_CUT},
    {"", JSON_FRAME},
};

static struct json_splitter_options options_for(struct source *source)
{
    struct json_splitter_options options = {
        .rules = event_rules,
        .rule_count = sizeof event_rules / sizeof *event_rules,
        .name = "feed.json",
        .read = read_source,
        .context = source,
    };

    return options;
}

/* Items as text: "E1 <bytes>" for an element in frame 1, "F1 <bytes>". */
static tamis_status split_with(const struct json_splitter_options *options,
                               char *text, size_t capacity, tamis_error *error)
{
    struct json_splitter *splitter;
    struct json_item item;
    tamis_status status;
    size_t used = 0;

    text[0] = 0;
    status = json_splitter_create(&splitter, options, error);
    if (status < 0) {
        cr_expect_null(splitter);
        return status;
    }
    while ((status = json_splitter_next(splitter, &item, error)) == TAMIS_OK &&
           item.kind != JSON_ITEM_END) {
        if (item.kind == JSON_ITEM_FRAME_BEGIN)
            continue;
        used += (size_t)snprintf(text + used, capacity - used, "%c%u %.*s\n",
                                 item.kind == JSON_ITEM_ELEMENT ? 'E' : 'F',
                                 (unsigned)item.frame, (int)item.size,
                                 (const char *)item.bytes);
        cr_assert_lt(used, capacity);
    }
    json_splitter_destroy(splitter);
    return status;
}

static tamis_status split(const char *json, size_t step, char *text,
                          size_t capacity, tamis_error *error)
{
    struct source source = {json, strlen(json), 0, step};
    struct json_splitter_options options = options_for(&source);

    return split_with(&options, text, capacity, error);
}

struct row {
    const char *json, *expected;
};

static const struct row good[] = {
    {"", ""},
    {" \n ", ""},
    {"{}", "F1 {}\n"},
    {"\xef\xbb\xbf{}", "F1 {}\n"},
    {"{\"a\":1,\"b\":[1,[2]]}", "F1 {\"a\":1,\"b\":[1,[2]]}\n"},
    {"[]", ""},
    {"[1,\"a\",{\"b\":[]},null]", "E0 1\nE0 \"a\"\nE0 {\"b\":[]}\nE0 null\n"},
    {"{\"objects\":[{\"x\":1}, {\"y\":\"]}\"}],\"id\":7}",
     "E1 {\"x\":1}\nE1 {\"y\":\"]}\"}\nF1 {\"objects\":[],\"id\":7}\n"},
    {"{\"a\":{\"objects\":[1]}}", "F1 {\"a\":{\"objects\":[1]}}\n"},
    {"{\"objects\":{\"objects\":[1]}}", "F1 {\"objects\":{\"objects\":[1]}}\n"},
    {"{\"Event\":{\"Attribute\":[{\"v\":1},{\"v\":2}],\"Tag\":[\"t\"]}}",
     "E2 {\"v\":1}\nE2 {\"v\":2}\nF2 {\"Attribute\":[],\"Tag\":[\"t\"]}\n"
     "F1 {\"Event\":null}\n"},
    {"{\"Event\":{\"Galaxy\":[{\"a\":[1]}],\"x\":1,\"Galaxy\":\"s\"}}",
     "F2 {\"Galaxy\":null,\"x\":1,\"Galaxy\":null}\nF1 {\"Event\":null}\n"},
    {"{\"response\":[{\"Event\":{\"Attribute\":[1]}},{\"Event\":{}}]}",
     "E2 1\nF2 {\"Attribute\":[]}\nF3 {}\n"
     "F1 {\"response\":[{\"Event\":null},{\"Event\":null}]}\n"},
    {"{\"Ev\\u0065nt\":{\"Attribute\":[1]}}",
     "F1 {\"Ev\\u0065nt\":{\"Attribute\":[1]}}\n"},
    {"{\"a\":1}\n{\"b\":\"\\\"}\"}\r\n[2]", "F1 {\"a\":1}\nF2 {\"b\":\"\\\"}\"}"
                                            "\nE0 2\n"},
    {"{\"a\":1}{\"b\":2}", "F1 {\"a\":1}\nF2 {\"b\":2}\n"},
    /* Inside an element only strings and brackets count. */
    {"[{\"a\":},{\"b\" 1}]", "E0 {\"a\":}\nE0 {\"b\" 1}\n"},
    {"[nonsense,1]", "E0 nonsense\nE0 1\n"},
};

Test(json_splitter, pieces_are_cut_by_path_whatever_the_size_of_reads)
{
    static const size_t steps[] = {1, 2, 3, 7, 4096};
    char text[1024];
    tamis_error error;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        for (size_t n = 0; n < sizeof steps / sizeof *steps; n++) {
            tamis_status status =
                split(good[i].json, steps[n], text, sizeof text, &error);

            cr_expect_eq(status, TAMIS_OK, "%s: %s", good[i].json,
                         error.message);
            cr_expect_str_eq(text, good[i].expected, "%s by %zu", good[i].json,
                             steps[n]);
        }
}

Test(json_splitter, what_is_no_json_is_refused_with_its_place)
{
    static const struct {
        const char *json;
        uint64_t line, offset;
        const char *part;
    } rows[] = {
        {"hello", 1, 0, "no object or array"},
        {"\n\n 5", 3, 3, "no object or array"},
        {"{\"a\":1},", 1, 7, "no object or array"},
        {"}", 1, 0, "no object or array"},
        {"{\"a\"\n:1", 2, 7, "cut short"},
        {"{\"a\":\"x", 1, 7, "cut short inside a string"},
        {"{\"a\" 1}", 1, 5, "a value stands"},
        {"{\"a\":1 \"b\":2}", 1, 7, "a value stands"},
        {"{1:2}", 1, 1, "a value stands"},
        {"{,}", 1, 1, "unexpected ','"},
        {"{\"a\":1,}", 1, 7, "where a value is due"},
        {"{\"a\":}", 1, 5, "where a value is due"},
        {"{\"a\":1]", 1, 6, "a bracket closes what is not open"},
        {"{\"a\"::1}", 1, 5, "unexpected ':'"},
        {"{\"a\":x}", 1, 5, "unexpected byte"},
        {"[{\"a\":[}]", 1, 7, "a bracket closes what is not open"},
        {"[1 2]", 1, 3, "a value stands"},
        {"[1,\n{\"a\":1}", 2, 11, "cut short"},
        {"{\"objects\":[1,,2]}", 1, 14, "unexpected ','"},
    };
    char text[1024];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t step = 1; step < 100; step += 98) {
            tamis_error error = {0};

            cr_expect_eq(split(rows[i].json, step, text, sizeof text, &error),
                         TAMIS_ERROR_SYNTAX, "%s", rows[i].json);
            cr_expect_eq(error.status, TAMIS_ERROR_SYNTAX);
            cr_expect_eq(error.line, rows[i].line, "%s: line %u", rows[i].json,
                         (unsigned)error.line);
            cr_expect_eq(error.offset, rows[i].offset, "%s: offset %u",
                         rows[i].json, (unsigned)error.offset);
            cr_expect_not_null(strstr(error.message, rows[i].part), "%s: %s",
                               rows[i].json, error.message);
            cr_expect(slice_starts(slice_text(error.message), "feed.json: "));
        }
}

Test(json_splitter, a_hundred_thousand_levels_give_one_sentence)
{
    size_t size = 100000;
    char *json = malloc(size + 1), text[256];
    tamis_error error;

    cr_assert_not_null(json);
    memset(json, '[', size);
    json[size] = 0;
    cr_expect_eq(split(json, 65536, text, sizeof text, &error),
                 TAMIS_ERROR_LIMIT);
    cr_expect_str_eq(error.message, "feed.json: JSON nested deeper than 128 "
                                    "levels at byte 128 (line 1)");
    cr_expect_eq(error.offset, 128);
    free(json);
}

Test(json_splitter, a_hundred_and_twenty_eight_levels_are_fine)
{
    char json[2 * JSON_DEPTH_MAX + 1], text[512];
    tamis_error error;

    memset(json, '[', JSON_DEPTH_MAX);
    memset(json + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
    json[2 * JSON_DEPTH_MAX] = 0;
    cr_expect_eq(split(json, 3, text, sizeof text, &error), TAMIS_OK, "%s",
                 error.message);
}

Test(json_splitter, an_element_past_its_limit_is_refused_a_long_file_is_not)
{
    static const struct row rows[] = {
        {"[\"0123456789012345678901234567890123456789\"]", NULL},
        {"{\"a\":\"0123456789012345678901234567890123456789\"}", NULL},
        {"[\"0123\",\"0123\",\"0123\",\"0123\",\"0123\",\"0123\"]", ""},
        {"[\"012345678901234567890123456789\"]", ""},
    };
    char text[1024];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct source source = {rows[i].json, strlen(rows[i].json), 0, 5};
        struct json_splitter_options options = options_for(&source);
        tamis_error error;

        options.element_size_max = 32;
        cr_expect_eq(split_with(&options, text, sizeof text, &error),
                     rows[i].expected ? TAMIS_OK : TAMIS_ERROR_LIMIT, "%s",
                     rows[i].json);
        if (!rows[i].expected)
            cr_expect_not_null(strstr(error.message, "past its limit"));
    }
}

Test(json_splitter, skipped_elements_are_given_without_bytes)
{
    const char *json = "{\"objects\":[{\"a\":1},2],\"b\":3}";
    struct source source = {json, strlen(json), 0, 4};
    struct json_splitter_options options = options_for(&source);
    char text[256];
    tamis_error error;

    options.skip_elements = true;
    cr_assert_eq(split_with(&options, text, sizeof text, &error), TAMIS_OK);
    cr_expect_str_eq(text, "E1 \nE1 \nF1 {\"objects\":[],\"b\":3}\n");
}

Test(json_splitter, places_of_elements_are_their_first_bytes)
{
    const char *json = "{\n \"objects\": [\n  {\"a\":\n 1},\n\n  5 ]}";
    struct source source = {json, strlen(json), 0, 1};
    struct json_splitter_options options = options_for(&source);
    struct json_splitter *splitter;
    struct json_item item;
    tamis_error error;

    cr_assert_eq(json_splitter_create(&splitter, &options, &error), TAMIS_OK);
    cr_assert_eq(json_splitter_next(splitter, &item, &error), TAMIS_OK);
    cr_expect_eq(item.kind, JSON_ITEM_FRAME_BEGIN);
    cr_assert_eq(json_splitter_next(splitter, &item, &error), TAMIS_OK);
    cr_expect_eq(item.line, 3);
    cr_expect_eq(item.offset, 18);
    cr_assert_eq(json_splitter_next(splitter, &item, &error), TAMIS_OK);
    cr_expect_eq(item.line, 6);
    cr_expect_eq(json[item.offset], '5');
    json_splitter_destroy(splitter);
}

Test(json_splitter, items_are_followed_by_padding)
{
    char text[64];
    const char *json = "[1]";
    struct source source = {json, 3, 0, 3};
    struct json_splitter_options options = options_for(&source);
    struct json_splitter *splitter;
    struct json_item item;
    tamis_error error;

    cr_assert_eq(json_splitter_create(&splitter, &options, &error), TAMIS_OK);
    cr_assert_eq(json_splitter_next(splitter, &item, &error), TAMIS_OK);
    memcpy(text, item.bytes + item.size, JSON_PADDING);
    for (size_t i = 0; i < JSON_PADDING; i++)
        cr_expect_eq(text[i], 0);
    json_splitter_destroy(splitter);
}

Test(json_splitter, random_bytes_never_do_harm)
{
    struct random random;
    char json[200], text[8192];
    tamis_error error;

    random_begin(&random, "json_splitter, random bytes");
    for (unsigned round = 0; round < 20000; round++) {
        size_t size = random_between(&random, 2, sizeof json - 1);

        random_text(&random, json, size, "{}[]\",:\\ \n01atn\"E\xff");
        json[0] = round & 1 ? '[' : '{';
        json[size] = 0;
        cr_expect_leq(split(json, 1 + size % 9, text, sizeof text, &error),
                      TAMIS_OK);
    }
}

/* Appends a random JSON value; depth bounds it. */
static size_t add_value(struct random *random, char *text, unsigned depth)
{
    static const char *const leaves[] = {
        "0",
        "-1.5e3",
        "true",
        "null",
        "\"\"",
        "\"a\\\"]}b\"",
        "\"\\\\\"",
        "\"{[\"",
        "{}",
        "[]",
        "\"\xc3\xa9\\u00e9\"",
        " [ ] ",
    };
    size_t count = random_below(random, 4), size = 0;
    bool is_object = random_one_in(random, 2);

    if (depth == 0 || random_one_in(random, 3))
        return (size_t)sprintf(
            text, "%s",
            leaves[random_below(random, sizeof leaves / sizeof *leaves)]);
    text[size++] = is_object ? '{' : '[';
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text[size++] = ',';
        if (is_object)
            size += (size_t)sprintf(text + size, "\"objects\":");
        size += add_value(random, text + size, depth - 1);
        if (random_one_in(random, 5))
            text[size++] = '\n';
    }
    text[size++] = is_object ? '}' : ']';
    return size;
}

Test(json_splitter, random_elements_come_out_as_they_went_in)
{
    static char json[65536], expected[65536], text[65536];
    struct random random;
    tamis_error error;

    random_begin(&random, "json_splitter, random elements");
    for (unsigned round = 0; round < 2000; round++) {
        size_t count = random_below(&random, 6), size, used = 0;

        size = (size_t)sprintf(json, "{\"x\":[1],\"objects\":[");
        for (size_t i = 0; i < count; i++) {
            char value[4096];
            size_t value_size = add_value(&random, value, 4);
            char *start = value;

            value[value_size] = 0;
            size += (size_t)sprintf(json + size, "%s%s", i ? "," : "", value);
            /* Blanks around an element are not its own. */
            while (*start == ' ' || *start == '\n')
                start++;
            while (strchr(" \n", start[strlen(start) - 1]))
                start[strlen(start) - 1] = 0;
            used += (size_t)sprintf(expected + used, "E1 %s\n", start);
        }
        sprintf(json + size, "],\"y\":2}");
        sprintf(expected + used, "F1 {\"x\":[1],\"objects\":[],\"y\":2}\n");
        cr_assert_eq(split(json, random_between(&random, 1, 40), text,
                           sizeof text, &error),
                     TAMIS_OK, "%s: %s", json, error.message);
        cr_assert_str_eq(text, expected, "%s", json);
    }
}

Test(json_splitter, memory_may_run_out_at_any_allocation)
{
    const char *json = "{\"Event\":{\"Attribute\":[{\"v\":1}],\"x\":2}}";
    struct failing_allocator failing;
    char text[256];

    for (uint64_t n = 1;; n++) {
        struct source source = {json, strlen(json), 0, 5};
        struct json_splitter_options options = options_for(&source);
        tamis_error error;
        tamis_status status;

        failing_allocator_begin(&failing, n);
        options.allocator = &failing.allocator;
        status = split_with(&options, text, sizeof text, &error);
        cr_expect_eq(failing.live_count, 0);
        if (!failing.has_failed) {
            cr_expect_eq(status, TAMIS_OK);
            break;
        }
        cr_expect_eq(status, TAMIS_ERROR_MEMORY, "allocation %u", (unsigned)n);
    }
}
