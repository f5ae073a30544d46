/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * On demand: members that nobody asked for are stepped over, and texts without
 * escapes are told where they stand.
 */
#include "record_json.h"

#include <simdjson.h>

#include <cstring>
#include <new>

namespace ondemand = simdjson::ondemand;

static constexpr size_t CAPACITY_FIRST = 64 << 10;
/* Arrays in arrays; objects are as deep as the paths that are asked for. */
static constexpr unsigned DEPTH_MAX = 32;

struct record_json {
    ondemand::parser parser;
};

static_assert(RECORD_JSON_PADDING >= simdjson::SIMDJSON_PADDING,
              "simdjson reads this far past the end of a text");

namespace
{

using simdjson::error_code;
using simdjson::SUCCESS;

struct reading {
    const record_fields *fields;
    struct record *record;
    const char *line, *end;
};

error_code read_value(const reading &reading, ondemand::value value,
                      uint32_t node, unsigned depth) noexcept;

/* A token, without the blanks behind it. */
tamis_slice trim(std::string_view token) noexcept
{
    size_t size = token.size();

    while (size > 0 && (token[size - 1] == ' ' || token[size - 1] == '\t' ||
                        token[size - 1] == '\r' || token[size - 1] == '\n'))
        size--;
    return tamis_slice{token.data(), size};
}

error_code read_string(const reading &reading, ondemand::value value,
                       uint32_t node) noexcept
{
    tamis_slice token = trim(value.raw_json_token());
    record_value found = {};
    std::string_view text;

    if (token.size < 2 || token.data[token.size - 1] != '"')
        return simdjson::STRING_ERROR;
    found.node = node;
    found.offset = static_cast<uint64_t>(token.data + 1 - reading.line);
    found.size = static_cast<uint32_t>(token.size - 2);
    found.text = tamis_slice{token.data + 1, token.size - 2};
    if (std::memchr(token.data, '\\', token.size)) {
        if (error_code error = value.get_string().get(text))
            return error;
        found.text = tamis_slice{text.data(), text.size()};
    }
    record_add(reading.record, reading.fields, &found);
    return SUCCESS;
}

void read_number(const reading &reading, ondemand::value value,
                 uint32_t node) noexcept
{
    tamis_slice token = trim(value.raw_json_token());
    record_value found = {};

    found.node = node;
    found.offset = static_cast<uint64_t>(token.data - reading.line);
    found.size = static_cast<uint32_t>(token.size);
    found.text = token;
    record_add(reading.record, reading.fields, &found);
}

constexpr uint64_t each_byte(unsigned char byte)
{
    return UINT64_C(0x0101010101010101) * byte;
}

/* The high bits of bytes that are zero; of the lowest one it is right. */
constexpr uint64_t find_zeroes(uint64_t bytes)
{
    return (bytes - each_byte(1)) & ~bytes & each_byte(0x80);
}

/* How far it is to the first quote or backslash, eight bytes at a time: padding
 * may be read. */
size_t measure_name(const char *name, const char *end) noexcept
{
    for (const char *at = name; at < end; at += 8) {
        uint64_t bytes, found;

        std::memcpy(&bytes, at, sizeof bytes);
        found = find_zeroes(bytes ^ each_byte('"')) |
                find_zeroes(bytes ^ each_byte('\\'));
        if (found)
            return static_cast<size_t>(at - name) +
                   static_cast<size_t>(__builtin_ctzll(found)) / 8;
    }
    return static_cast<size_t>(end - name);
}

/* The node of a member. Names with escapes are decoded, for they are the same
 * names; the others are compared where they stand. */
error_code find_member(const reading &reading, ondemand::field &field,
                       uint32_t parent, uint32_t *node) noexcept
{
    const char *name = field.key().raw();
    size_t size = measure_name(name, reading.end);
    std::string_view text(name, size);

    if (name + size < reading.end && name[size] == '\\')
        if (error_code error = field.unescaped_key().get(text))
            return error;
    if (record_fields_may_have(reading.fields, parent, text.data(),
                               text.size()))
        *node = record_fields_find(reading.fields, parent, text.data(),
                                   text.size());
    return SUCCESS;
}

error_code read_object(const reading &reading, ondemand::object object,
                       uint32_t parent, unsigned depth) noexcept
{
    for (auto member : object) {
        ondemand::field field;
        uint32_t node = RECORD_NODE_NONE;

        if (error_code error = std::move(member).get(field))
            return error;
        if (error_code error = find_member(reading, field, parent, &node))
            return error;
        if (node == RECORD_NODE_NONE)
            continue;
        if (error_code error =
                read_value(reading, field.value(), node, depth + 1))
            return error;
    }
    return SUCCESS;
}

error_code read_array(const reading &reading, ondemand::array array,
                      uint32_t node, unsigned depth) noexcept
{
    for (auto item : array) {
        ondemand::value value;

        if (error_code error = std::move(item).get(value))
            return error;
        if (error_code error = read_value(reading, value, node, depth + 1))
            return error;
    }
    return SUCCESS;
}

error_code read_value(const reading &reading, ondemand::value value,
                      uint32_t node, unsigned depth) noexcept
{
    const record_node &facts = reading.fields->nodes[node];
    ondemand::json_type type;
    ondemand::object object;
    ondemand::array array;

    if (error_code error = value.type().get(type))
        return error;
    if (depth > DEPTH_MAX)
        return simdjson::DEPTH_ERROR;
    if (type == ondemand::json_type::object) {
        if (!facts.has_members)
            return SUCCESS;
        if (error_code error = value.get_object().get(object))
            return error;
        return read_object(reading, object, node, depth);
    }
    reading.record->has_field |= facts.is_asked;
    if (type == ondemand::json_type::array) {
        if (error_code error = value.get_array().get(array))
            return error;
        return read_array(reading, array, node, depth);
    }
    if (!facts.is_asked && !facts.tells)
        return SUCCESS;
    if (type == ondemand::json_type::string)
        return read_string(reading, value, node);
    if (type == ondemand::json_type::number)
        read_number(reading, value, node);
    return SUCCESS;
}

error_code read_line(record_json *parser, const reading &reading) noexcept
{
    size_t size = static_cast<size_t>(reading.end - reading.line);
    ondemand::document document;
    ondemand::object object;

    if (error_code error =
            parser->parser
                .iterate(reading.line, size, size + RECORD_JSON_PADDING)
                .get(document))
        return error;
    if (error_code error = document.get_object().get(object))
        return error;
    if (error_code error = read_object(reading, object, RECORD_NODE_ROOT, 0))
        return error;
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS
               ? SUCCESS
               : simdjson::TRAILING_CONTENT;
}

const char *explain(error_code error) noexcept
{
    static const struct {
        error_code error;
        const char *text;
    } texts[] = {
        {SUCCESS, nullptr},
        {simdjson::UTF8_ERROR, "not UTF-8"},
        {simdjson::DEPTH_ERROR, "nested too deep"},
        {simdjson::MEMALLOC, "more than there is memory for"},
        {simdjson::CAPACITY, "more than there is memory for"},
        {simdjson::INCORRECT_TYPE, "no JSON object"},
        {simdjson::TRAILING_CONTENT, "more than one JSON object on a line"},
        {simdjson::UNCLOSED_STRING, "cut short"},
        {simdjson::INCOMPLETE_ARRAY_OR_OBJECT, "cut short"},
    };

    for (const auto &text : texts)
        if (text.error == error)
            return text.text;
    return "no JSON";
}

} /* namespace */

extern "C" {

struct record_json *record_json_create(void)
{
    record_json *parser = new (std::nothrow) record_json;

    if (parser && parser->parser.allocate(CAPACITY_FIRST)) {
        delete parser;
        return nullptr;
    }
    return parser;
}

void record_json_destroy(struct record_json *parser)
{
    delete parser;
}

const char *record_json_read(struct record_json *parser,
                             const struct record_fields *fields,
                             const char *line, size_t size,
                             struct record *record)
{
    const reading reading = {fields, record, line, line + size};

    try {
        return explain(read_line(parser, reading));
    } catch (...) {
        return "more than there is memory for";
    }
}

} /* extern "C" */
