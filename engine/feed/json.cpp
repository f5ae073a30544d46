/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/json.h"

#include <simdjson.h>

#include <cstring>
#include <new>
#include <type_traits>

namespace dom = simdjson::dom;

static constexpr size_t CAPACITY_FIRST = 64 << 10;

struct json_parser {
    dom::parser parser{JSON_SIZE_MAX + JSON_PADDING};
};

static_assert(JSON_PADDING >= simdjson::SIMDJSON_PADDING,
              "simdjson reads this far past the end of a text");
static_assert(sizeof(dom::element) <= sizeof(json_value),
              "a json_value carries an element");
static_assert(std::is_trivially_copyable<dom::element>::value,
              "a json_value is copied as bytes");
static_assert(sizeof(dom::array::iterator) * 2 <= sizeof(json_walk::opaque) &&
                  sizeof(dom::object::iterator) * 2 <=
                      sizeof(json_walk::opaque),
              "a json_walk carries two iterators");
static_assert(std::is_trivially_copyable<dom::array::iterator>::value &&
                  std::is_trivially_copyable<dom::object::iterator>::value,
              "a json_walk is copied as bytes");

static json_value from_element(const dom::element &element) noexcept
{
    json_value value = {};

    std::memcpy(value.opaque, static_cast<const void *>(&element),
                sizeof element);
    return value;
}

/* False for JSON_NONE, which has no document. */
static bool to_element(const json_value &value, dom::element *element) noexcept
{
    if (!value.opaque[0] && !value.opaque[1])
        return false;
    std::memcpy(static_cast<void *>(element), value.opaque, sizeof *element);
    return true;
}

template <typename type>
static bool get(const json_value &value, type *out) noexcept
{
    dom::element element;

    return to_element(value, &element) &&
           element.get<type>().get(*out) == simdjson::SUCCESS;
}

template <typename iterator>
static void keep(json_walk *walk, const iterator &next,
                 const iterator &end) noexcept
{
    std::memcpy(&walk->opaque[0], static_cast<const void *>(&next),
                sizeof next);
    std::memcpy(&walk->opaque[2], static_cast<const void *>(&end), sizeof end);
}

template <typename iterator>
static void take(const json_walk *walk, iterator *next, iterator *end) noexcept
{
    std::memcpy(static_cast<void *>(next), &walk->opaque[0], sizeof *next);
    std::memcpy(static_cast<void *>(end), &walk->opaque[2], sizeof *end);
}

extern "C" {

json_parser *json_parser_create(void)
{
    try {
        json_parser *parser = new (std::nothrow) json_parser;

        /* The depth is fixed here; parse() grows the capacity alone. */
        if (parser && parser->parser.allocate(CAPACITY_FIRST, JSON_DEPTH_MAX)) {
            delete parser;
            return nullptr;
        }
        return parser;
    } catch (...) {
        return nullptr;
    }
}

void json_parser_destroy(json_parser *parser)
{
    delete parser;
}

static json_fault fault_of(simdjson::error_code code) noexcept
{
    if (code == simdjson::SUCCESS)
        return JSON_FAULT_NONE;
    if (code == simdjson::MEMALLOC)
        return JSON_FAULT_MEMORY;
    if (code == simdjson::UTF8_ERROR)
        return JSON_FAULT_ENCODING;
    if (code == simdjson::DEPTH_ERROR)
        return JSON_FAULT_DEPTH;
    if (code == simdjson::CAPACITY)
        return JSON_FAULT_SIZE;
    return JSON_FAULT_SYNTAX;
}

json_fault json_parse(json_parser *parser, const uint8_t *bytes, size_t size,
                      json_value *root)
{
    *root = json_value{};
    if (size > JSON_SIZE_MAX)
        return JSON_FAULT_SIZE;
    try {
        dom::element element;
        simdjson::error_code code =
            parser->parser.parse(bytes, size, false).get(element);

        if (code == simdjson::SUCCESS)
            *root = from_element(element);
        return fault_of(code);
    } catch (...) {
        return JSON_FAULT_MEMORY;
    }
}

const char *json_fault_text(json_fault fault)
{
    switch (fault) {
    case JSON_FAULT_NONE:
        return "good";
    case JSON_FAULT_SYNTAX:
        return "not JSON";
    case JSON_FAULT_ENCODING:
        return "not UTF-8";
    case JSON_FAULT_DEPTH:
        return "nested deeper than 128 levels";
    case JSON_FAULT_SIZE:
        return "larger than 64 MiB";
    case JSON_FAULT_MEMORY:
        return "more than there is memory for";
    }
    return "not JSON";
}

enum json_type json_type(json_value value)
{
    dom::element element;

    if (!to_element(value, &element))
        return JSON_NONE;
    switch (element.type()) {
    case dom::element_type::ARRAY:
        return JSON_ARRAY;
    case dom::element_type::OBJECT:
        return JSON_OBJECT;
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
        return JSON_NUMBER;
    case dom::element_type::STRING:
        return JSON_STRING;
    case dom::element_type::BOOL:
        return JSON_BOOL;
    case dom::element_type::NULL_VALUE:
        return JSON_NULL;
    }
    return JSON_NONE;
}

json_value json_get(json_value value, const char *name)
{
    dom::object object;
    dom::element element;

    if (!get(value, &object) ||
        object.at_key(name).get(element) != simdjson::SUCCESS)
        return json_value{};
    return from_element(element);
}

bool json_string(json_value value, tamis_slice *text)
{
    std::string_view view;

    *text = tamis_slice{nullptr, 0};
    if (!get(value, &view))
        return false;
    *text = tamis_slice{view.data(), view.size()};
    return true;
}

tamis_slice json_get_string(json_value value, const char *name)
{
    tamis_slice text;

    (void)json_string(json_get(value, name), &text);
    return text;
}

bool json_bool(json_value value, bool *flag)
{
    return get(value, flag);
}

bool json_integer(json_value value, int64_t *number)
{
    return get(value, number);
}

bool json_double(json_value value, double *number)
{
    return get(value, number);
}

void json_walk_begin(json_walk *walk, json_value value)
{
    dom::array array;
    dom::object object;

    *walk = json_walk{};
    if (get(value, &array)) {
        walk->is_open = true;
        keep(walk, array.begin(), array.end());
    } else if (get(value, &object)) {
        walk->is_open = walk->is_object = true;
        keep(walk, object.begin(), object.end());
    }
}

static bool next_item(json_walk *walk, json_value *value) noexcept
{
    dom::array::iterator next, end;

    take(walk, &next, &end);
    if (!(next != end))
        return false;
    *value = from_element(*next);
    ++next;
    keep(walk, next, end);
    return true;
}

static bool next_member(json_walk *walk, tamis_slice *name,
                        json_value *value) noexcept
{
    dom::object::iterator next, end;

    take(walk, &next, &end);
    if (!(next != end))
        return false;
    if (name)
        *name = tamis_slice{next.key_c_str(), next.key_length()};
    *value = from_element(next.value());
    ++next;
    keep(walk, next, end);
    return true;
}

bool json_walk_next(json_walk *walk, tamis_slice *name, json_value *value)
{
    bool more =
        walk->is_open && (walk->is_object ? next_member(walk, name, value)
                                          : next_item(walk, value));

    walk->is_open = more;
    if (!more)
        *value = json_value{};
    return more;
}

} /* extern "C" */
