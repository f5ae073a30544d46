/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The elements of a JSON stream, each with the object around it known: a walk
 * ahead fetches what is left of that object (its frame) wherever its members
 * stand, a second walk gives the elements. Memory holds one frame and one
 * element.
 */
#ifndef TAMIS_FEED_JSON_FRAMES_H
#define TAMIS_FEED_JSON_FRAMES_H

#include "feed/json_source.h"
#include "feed/json_splitter.h"

struct json_frames {
    struct json_source source;
    struct json_pass lead_pass, follow_pass;
    struct json_splitter *lead, *follow;
    struct json_parser *frame_parser, *element_parser;
    const char *name;
    uint64_t frame_number; /* of the frame below; 0: none yet */
    unsigned frame_rule;
    struct json_value frame; /* JSON_NONE for an element outside any */
    struct json_item item;   /* the element last given */
    struct json_value element;
};

/* Call json_frames_close() in any case. */
tamis_status json_frames_open(struct json_frames *frames,
                              struct feed_reader *reader,
                              const struct json_rule *rules, size_t rule_count,
                              tamis_error *error);
void json_frames_close(struct json_frames *frames);
/*
 * json_frames_next() gives the next element: item, element and the frame
 * around it. *fault tells of an element that does not parse (element is
 * JSON_NONE then). item.kind is JSON_ITEM_END at the end. The reader's place
 * is set to the element's.
 */
tamis_status json_frames_next(struct json_frames *frames,
                              enum json_fault *fault, tamis_error *error);

#endif
