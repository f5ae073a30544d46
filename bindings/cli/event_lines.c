/* SPDX-License-Identifier: BSD-2-Clause */
#include "event_lines.h"

#include <stdlib.h>
#include <string.h>

/* Kept from one task to the next. */
#define CAPACITY_KEPT  ((size_t)256 << 10)
#define CAPACITY_FIRST ((size_t)4 << 10)

static bool make_room(struct event_lines *text, size_t more)
{
    size_t capacity = text->capacity ? text->capacity : CAPACITY_FIRST;
    char *larger;

    if (more <= text->capacity - text->size)
        return true;
    while (capacity - text->size < more) {
        if (capacity > SIZE_MAX / 2)
            return false;
        capacity *= 2;
    }
    larger = realloc(text->bytes, capacity);
    if (!larger)
        return false;
    text->bytes = larger;
    text->capacity = capacity;
    return true;
}

bool event_lines_add_bytes(struct event_lines *text, const char *bytes,
                           size_t size)
{
    if (size == 0)
        return true;
    if (!make_room(text, size))
        return false;
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    return true;
}

bool event_lines_add(struct event_lines *text, bool is_for_people,
                     const tamis_database *database, const tamis_hit *hit,
                     const tamis_event_source *source)
{
    size_t (*write)(const tamis_database *, const tamis_hit *,
                    const tamis_event_source *, char *, size_t) =
        is_for_people ? tamis_event_write_text : tamis_event_write_ndjson;
    size_t size;

    /* Enough for nearly every event. */
    if (!make_room(text, 1024))
        return false;
    size = write(database, hit, source, text->bytes + text->size,
                 text->capacity - text->size);
    if (size > text->capacity - text->size) {
        if (!make_room(text, size))
            return false;
        size = write(database, hit, source, text->bytes + text->size,
                     text->capacity - text->size);
    }
    text->size += size;
    return true;
}

void event_lines_clear(struct event_lines *text)
{
    if (text->capacity > CAPACITY_KEPT)
        event_lines_release(text);
    text->size = 0;
}

void event_lines_release(struct event_lines *text)
{
    free(text->bytes);
    text->bytes = NULL;
    text->size = 0;
    text->capacity = 0;
}
