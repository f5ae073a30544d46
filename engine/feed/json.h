/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One JSON text in memory as a read-only document: simdjson behind C.
 *
 * json.cpp is the only file that knows simdjson. No exception leaves it; an
 * allocation that fails is JSON_FAULT_MEMORY. simdjson allocates from the C
 * heap. Values point into their document and die at the parser's next parse.
 *
 * Of two members with one name json_get() gives the first; whoever must see
 * all of them (labels) walks the object.
 */
#ifndef TAMIS_FEED_JSON_H
#define TAMIS_FEED_JSON_H

#include <tamis/status.h>

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes that must be readable (any content) after a text to parse. */
#define JSON_PADDING 64
/* The largest text, and the deepest nesting. */
#define JSON_SIZE_MAX  ((size_t)64 << 20)
#define JSON_DEPTH_MAX 128u

struct json_parser;

enum json_fault {
    JSON_FAULT_NONE,
    JSON_FAULT_SYNTAX,
    JSON_FAULT_ENCODING, /* not UTF-8 */
    JSON_FAULT_DEPTH,
    JSON_FAULT_SIZE,
    JSON_FAULT_MEMORY
};

enum json_type {
    JSON_NONE, /* no such value: what asking in vain gives */
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

/* A value: plain data, copied freely. Zeroed it is JSON_NONE. */
struct json_value {
    uint64_t opaque[2];
};

/* A walk over an array's items or an object's members. */
struct json_walk {
    uint64_t opaque[4];
    bool is_object, is_open;
};

/* NULL when there is no memory. */
struct json_parser *json_parser_create(void);
void json_parser_destroy(struct json_parser *parser);

/* json_parse() reads size bytes, followed by JSON_PADDING readable ones. */
enum json_fault json_parse(struct json_parser *parser, const uint8_t *bytes,
                           size_t size, struct json_value *root);
/* A fault as a few words: "not UTF-8". */
const char *json_fault_text(enum json_fault fault);

enum json_type json_type(struct json_value value);
/* The member of that name; JSON_NONE when there is none, or no object. */
struct json_value json_get(struct json_value value, const char *name);
/* false, and *text empty, when value is no string. */
bool json_string(struct json_value value, tamis_slice *text);
/* A string member's text, empty when there is none. */
tamis_slice json_get_string(struct json_value value, const char *name);
bool json_bool(struct json_value value, bool *flag);
/* false when it is no number, or has a fraction or does not fit. */
bool json_integer(struct json_value value, int64_t *number);
bool json_double(struct json_value value, double *number);

/* json_walk_begin() starts over an array or object; anything else is empty. */
void json_walk_begin(struct json_walk *walk, struct json_value value);
/* The next item, or member with its name (may be NULL); false at the end. */
bool json_walk_next(struct json_walk *walk, tamis_slice *name,
                    struct json_value *value);

#ifdef __cplusplus
}
#endif

#endif
