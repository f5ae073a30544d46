/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/json_window.h"

#include "base/error.h"

#include <inttypes.h>
#include <string.h>

uint64_t window_offset(const struct json_splitter *splitter)
{
    return splitter->window_begin + splitter->at;
}

tamis_status window_fail(const struct json_splitter *splitter,
                         tamis_error *error, tamis_status status,
                         const char *what)
{
    uint64_t offset = window_offset(splitter);

    error_set(error, status, "%s: %s at byte %" PRIu64 " (line %" PRIu64 ")",
              splitter->options.name, what, offset, splitter->line);
    error_set_place(error, splitter->line, offset);
    return status;
}

static tamis_status out_of_memory(const struct json_splitter *splitter,
                                  tamis_error *error)
{
    return window_fail(splitter, error, TAMIS_ERROR_MEMORY,
                       "there is no memory for the JSON value");
}

static bool is_kept(const struct json_splitter *splitter)
{
    if (splitter->in_element)
        return !splitter->options.skip_elements;
    return splitter->frame_count > 0 && splitter->dropped_depth == 0 &&
           !splitter->levels[splitter->depth].is_cut;
}

tamis_status window_keep(struct json_splitter *splitter, const void *bytes,
                         size_t size, tamis_error *error)
{
    size_t start = splitter->in_element
                       ? splitter->element_start
                       : splitter->frames[splitter->frame_count - 1].start;

    if (splitter->kept.size - start + size > splitter->options.element_size_max)
        return window_fail(splitter, error, TAMIS_ERROR_LIMIT,
                           "a JSON value grows past its limit (64 MiB)");
    if (buffer_append(&splitter->kept, bytes, size) < 0)
        return out_of_memory(splitter, error);
    return TAMIS_OK;
}

tamis_status window_flush(struct json_splitter *splitter, tamis_error *error)
{
    size_t from = splitter->span;

    splitter->span = SIZE_MAX;
    if (from == SIZE_MAX || splitter->at <= from)
        return TAMIS_OK;
    return window_keep(splitter, splitter->window.bytes + from,
                       splitter->at - from, error);
}

void window_start(struct json_splitter *splitter)
{
    if (splitter->span == SIZE_MAX && is_kept(splitter))
        splitter->span = splitter->at;
}

static void skip_mark(struct json_splitter *splitter)
{
    static const uint8_t mark[3] = {0xef, 0xbb, 0xbf};

    if (splitter->filled >= 3 && !memcmp(splitter->window.bytes, mark, 3))
        splitter->at = 3;
}

tamis_status window_refill(struct json_splitter *splitter, tamis_error *error)
{
    size_t needed = splitter->is_started ? 1 : 3;

    if (splitter->at < splitter->filled)
        return TAMIS_OK;
    TRY(window_flush(splitter, error));
    splitter->window_begin += splitter->filled;
    splitter->at = splitter->filled = 0;
    while (splitter->filled < needed) {
        size_t size = 0;

        TRY(splitter->options.read(splitter->options.context,
                                   splitter->window.bytes + splitter->filled,
                                   WINDOW_SIZE - splitter->filled, &size,
                                   error));
        if (size == 0)
            break;
        splitter->filled += size;
    }
    if (!splitter->is_started)
        skip_mark(splitter);
    splitter->is_started = true;
    window_start(splitter);
    return TAMIS_OK;
}

tamis_status window_point(struct json_splitter *splitter,
                          struct json_item *item, tamis_error *error)
{
    if (buffer_reserve(&splitter->kept, JSON_PADDING) < 0)
        return out_of_memory(splitter, error);
    memset(splitter->kept.bytes + splitter->kept.size, 0, JSON_PADDING);
    item->bytes = splitter->kept.bytes + splitter->kept.size - item->size;
    return TAMIS_OK;
}
