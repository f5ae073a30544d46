/* SPDX-License-Identifier: BSD-2-Clause */
/* What json_splitter.c (the grammar) and json_window.c (the bytes: the stream's
 * window and what is kept of it) share. */
#ifndef TAMIS_FEED_JSON_WINDOW_H
#define TAMIS_FEED_JSON_WINDOW_H

#include "base/buffer.h"
#include "feed/json_splitter.h"

#define WINDOW_SIZE ((size_t)64 << 10)
#define PATH_SIZE   128u
/* In place of a path: no rule begins with it. */
#define PATH_NONE UINT16_MAX
#define FRAME_MAX 8u

/* What may come next inside one container. */
enum expect {
    EXPECT_VALUE, /* after ':' or ',', and at the top of the stream */
    EXPECT_VALUE_OR_END,
    EXPECT_KEY,
    EXPECT_KEY_OR_END,
    EXPECT_COLON,
    EXPECT_COMMA_OR_END
};

/* One open container; level 0 is the stream itself. */
struct level {
    uint8_t bracket; /* '{', '[', or 0 for the stream */
    uint8_t expect;
    bool is_cut; /* an array whose items are elements */
    uint16_t rule;
    uint16_t path_size; /* its path is that much of splitter.path */
};

struct frame {
    size_t start; /* in kept */
    unsigned depth, rule;
    uint64_t number, offset, line;
};

struct json_splitter {
    struct json_splitter_options options;
    tamis_allocator allocator;
    struct buffer window; /* WINDOW_SIZE bytes of the stream */
    size_t at, filled;
    uint64_t window_begin, line; /* offset of the window; line of at */
    bool is_started;
    /* Bytes kept for frames and the element; those of the window from
     * span on are still to be appended (SIZE_MAX: none). */
    struct buffer kept;
    size_t span;
    /* Done at the next call, when the item given is no longer needed. */
    size_t kept_after;
    bool is_null_due;
    unsigned depth;
    struct level levels[JSON_DEPTH_MAX + 1];
    char path[PATH_SIZE];
    unsigned key_size; /* of the last key, behind the level's path */
    bool is_key_known;
    struct frame frames[FRAME_MAX];
    unsigned frame_count;
    uint64_t frame_number;
    bool in_element;
    unsigned element_depth;
    size_t element_start;
    uint64_t element_offset, element_line;
    unsigned dropped_depth; /* 1 + depth of what is not kept; 0: none */
};

uint64_t window_offset(const struct json_splitter *splitter);
/* An error with what went wrong, where. */
tamis_status window_fail(const struct json_splitter *splitter,
                         tamis_error *error, tamis_status status,
                         const char *what);
/* Adds bytes to what is kept for the open element or frame. */
tamis_status window_keep(struct json_splitter *splitter, const void *bytes,
                         size_t size, tamis_error *error);
/* window_flush() keeps the bytes since the span began. It is called before
 * anything changes that decides what is kept; window_start() after it. */
tamis_status window_flush(struct json_splitter *splitter, tamis_error *error);
void window_start(struct json_splitter *splitter);
/* Sees to it that a byte is at hand; filled is 0 at the stream's end. */
tamis_status window_refill(struct json_splitter *splitter, tamis_error *error);
/* Points an item at the bytes kept for it, with padding behind them. */
tamis_status window_point(struct json_splitter *splitter,
                          struct json_item *item, tamis_error *error);

#endif
