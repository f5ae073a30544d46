/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cutting a JSON stream into pieces that fit in memory.
 *
 * Rules name paths: member names joined by dots, "[]" for the items of an
 * array, "" for the top ("Event.Attribute[]", "objects[]", "[]"). The splitter
 * walks the stream once and gives the items of chosen arrays one by one
 * (JSON_CUT), and chosen objects without what was cut out of them
 * (JSON_FRAME). Several texts after each other, with or without newlines, are
 * one stream (NDJSON). A byte order mark is skipped.
 *
 * Between the pieces the grammar is checked here; inside a piece only strings
 * and brackets are followed, so that json_parse() can refuse one bad piece
 * without losing the rest. Depth and the size of a piece are bounded.
 */
#ifndef TAMIS_FEED_JSON_SPLITTER_H
#define TAMIS_FEED_JSON_SPLITTER_H

#include "feed/json.h"

#include <tamis/allocator.h>

enum json_role {
    JSON_CUT,   /* path of items: each is given as an element */
    JSON_FRAME, /* an object: given at its end, less what is cut or dropped */
    JSON_DROP   /* a value that nobody needs: null in its frame */
};

struct json_rule {
    const char *path;
    enum json_role role;
};

enum json_item_kind {
    JSON_ITEM_END,
    JSON_ITEM_ELEMENT,     /* bytes are one JSON value */
    JSON_ITEM_FRAME_BEGIN, /* no bytes: an object of a FRAME rule opens */
    JSON_ITEM_FRAME        /* bytes are the object's remains */
};

struct json_item {
    enum json_item_kind kind;
    unsigned rule;        /* index of the rule */
    const uint8_t *bytes; /* JSON_PADDING readable bytes follow */
    size_t size;
    uint64_t frame;        /* number of the (innermost open) frame, from 1 */
    uint64_t offset, line; /* where the value begins; line from 1 */
};

struct json_splitter_options {
    const struct json_rule *rules;
    size_t rule_count;
    const char *name;        /* of the input, for errors */
    size_t element_size_max; /* 0: JSON_SIZE_MAX */
    bool skip_elements;      /* elements are given without their bytes */
    const tamis_allocator *allocator;
    /* Gives the next bytes of the stream; *size 0 at its end. */
    tamis_status (*read)(void *context, void *buffer, size_t capacity,
                         size_t *size, tamis_error *error);
    void *context;
};

struct json_splitter;

/* Options are copied, rules and name borrowed. Errors: MEMORY. */
tamis_status json_splitter_create(struct json_splitter **splitter,
                                  const struct json_splitter_options *options,
                                  tamis_error *error);
void json_splitter_destroy(struct json_splitter *splitter);
/*
 * json_splitter_next() gives the next item; its bytes live until the next
 * call. Errors: SYNTAX (not JSON, cut short), LIMIT (depth, size of a piece),
 * each with offset and line, MEMORY, and what read returns.
 */
tamis_status json_splitter_next(struct json_splitter *splitter,
                                struct json_item *item, tamis_error *error);

#endif
