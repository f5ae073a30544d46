/* SPDX-License-Identifier: BSD-2-Clause */
/* simdjson behind its C header. */
#include "feed/json.h"

#include "base/slice.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

static struct json_parser *parser;

static void setup(void)
{
    parser = json_parser_create();
    cr_assert_not_null(parser);
}

static void teardown(void)
{
    json_parser_destroy(parser);
}

TestSuite(json, .init = setup, .fini = teardown);

/* Parses a copy that ends in padding of rubbish. */
static enum json_fault parse(const char *text, size_t size,
                             struct json_value *root)
{
    static uint8_t *copy;

    free(copy);
    copy = malloc(size + JSON_PADDING);
    cr_assert_not_null(copy);
    memcpy(copy, text, size);
    memset(copy + size, '}', JSON_PADDING);
    return json_parse(parser, copy, size, root);
}

static struct json_value parse_good(const char *text)
{
    struct json_value root;

    cr_assert_eq(parse(text, strlen(text), &root), JSON_FAULT_NONE, "%s", text);
    return root;
}

Test(json, types_are_told_apart)
{
    static const struct {
        const char *text;
        enum json_type type;
    } rows[] = {
        {"{}", JSON_OBJECT},
        {"[]", JSON_ARRAY},
        {"\"\"", JSON_STRING},
        {"1", JSON_NUMBER},
        {"-1.5e3", JSON_NUMBER},
        {"true", JSON_BOOL},
        {"false", JSON_BOOL},
        {"null", JSON_NULL},
        {"18446744073709551615", JSON_NUMBER},
    };
    struct json_value none = {{0, 0}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(json_type(parse_good(rows[i].text)), rows[i].type, "%s",
                     rows[i].text);
    cr_expect_eq(json_type(none), JSON_NONE);
}

Test(json, members_are_found_and_absent_ones_are_none)
{
    struct json_value root = parse_good(
        "{\"a\":\"x\\u00e9\\n\",\"b\":{\"c\":[1,2]},\"n\":null,\"a\":\"y\"}");

    cr_expect(slice_is(json_get_string(root, "a"), "x\xc3\xa9\n"));
    cr_expect_eq(json_type(json_get(root, "z")), JSON_NONE);
    cr_expect_eq(json_type(json_get(json_get(root, "z"), "y")), JSON_NONE);
    cr_expect_eq(json_type(json_get(json_get(root, "a"), "y")), JSON_NONE);
    cr_expect_eq(json_type(json_get(json_get(root, "b"), "c")), JSON_ARRAY);
    cr_expect_eq(json_get_string(root, "n").size, 0);
    cr_expect_eq(json_type(json_get(root, "n")), JSON_NULL);
}

Test(json, a_walk_sees_every_member_twins_too)
{
    struct json_value root = parse_good("{\"a\":1,\"b\":[],\"a\":3}"), value;
    static const char *const names[] = {"a", "b", "a"};
    struct json_walk walk;
    tamis_slice name;
    size_t count = 0;

    json_walk_begin(&walk, root);
    while (json_walk_next(&walk, &name, &value))
        cr_expect(slice_is(name, names[count++]));
    cr_expect_eq(count, 3);
    cr_expect_not(json_walk_next(&walk, &name, &value));
    cr_expect_eq(json_type(value), JSON_NONE);
}

Test(json, a_walk_over_an_array_gives_its_items_and_over_others_nothing)
{
    struct json_value root = parse_good("[1,\"a\",[],{\"x\":2}]"), value;
    struct json_value none = {{0, 0}};
    struct json_walk walk;
    size_t count = 0;

    json_walk_begin(&walk, root);
    while (json_walk_next(&walk, NULL, &value))
        count++;
    cr_expect_eq(count, 4);
    json_walk_begin(&walk, parse_good("\"text\""));
    cr_expect_not(json_walk_next(&walk, NULL, &value));
    json_walk_begin(&walk, none);
    cr_expect_not(json_walk_next(&walk, NULL, &value));
}

Test(json, numbers_that_do_not_fit_are_no_integers)
{
    static const struct {
        const char *text;
        bool is_integer;
        int64_t integer;
    } rows[] = {
        {"0", true, 0},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775807", true, INT64_MAX},
        {"9223372036854775808", false, 0},
        {"1.5", false, 0},
        {"1e2", false, 0},
        {"\"1\"", false, 0},
        {"true", false, 0},
    };
    int64_t integer;
    double number;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool is_integer = json_integer(parse_good(rows[i].text), &integer);

        cr_expect_eq(is_integer, rows[i].is_integer, "%s", rows[i].text);
        if (is_integer)
            cr_expect_eq(integer, rows[i].integer, "%s", rows[i].text);
    }
    cr_assert(json_double(parse_good("3"), &number));
    cr_expect_float_eq(number, 3.0, 1e-9);
    cr_expect_not(json_double(parse_good("\"3\""), &number));
}

Test(json, faults_have_names)
{
    static const struct {
        const char *text;
        enum json_fault fault;
    } rows[] = {
        {"", JSON_FAULT_SYNTAX},
        {"{", JSON_FAULT_SYNTAX},
        {"{\"a\":}", JSON_FAULT_SYNTAX},
        {"[1,]", JSON_FAULT_SYNTAX},
        {"[1] [2]", JSON_FAULT_SYNTAX},
        {"nul", JSON_FAULT_SYNTAX},
        {"01", JSON_FAULT_SYNTAX},
        {"\"a\nb\"", JSON_FAULT_SYNTAX},
        {"\"\\x\"", JSON_FAULT_SYNTAX},
        {"\"\\ud800\"", JSON_FAULT_SYNTAX},
        {"1e999", JSON_FAULT_SYNTAX},
        {"\"\xff\"", JSON_FAULT_ENCODING},
        {"\"\xc0\xaf\"", JSON_FAULT_ENCODING},
        {"\"\xed\xa0\x80\"", JSON_FAULT_ENCODING},
    };
    struct json_value root;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(parse(rows[i].text, strlen(rows[i].text), &root),
                     rows[i].fault, "%s", rows[i].text);
        cr_expect_eq(json_type(root), JSON_NONE);
        cr_expect_not_null(json_fault_text(rows[i].fault));
    }
}

Test(json, a_huge_number_of_digits_is_no_trouble)
{
    char text[4096];
    struct json_value root;
    enum json_fault fault;

    memset(text, '9', sizeof text);
    fault = parse(text, sizeof text, &root);
    cr_expect(fault == JSON_FAULT_SYNTAX || fault == JSON_FAULT_NONE);
}

Test(json, depth_is_bounded)
{
    char text[2000];
    struct json_value root;

    memset(text, '[', 1000);
    memset(text + 1000, ']', 1000);
    cr_expect_eq(parse(text, 2000, &root), JSON_FAULT_DEPTH);
    memset(text, '[', 100);
    memset(text + 100, ']', 100);
    cr_expect_eq(parse(text, 200, &root), JSON_FAULT_NONE);
}

Test(json, a_parser_is_used_again_after_a_fault)
{
    struct json_value root;

    cr_assert_eq(parse("[", 1, &root), JSON_FAULT_SYNTAX);
    cr_expect_eq(json_type(parse_good("[1]")), JSON_ARRAY);
}
