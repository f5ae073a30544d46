/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * --new-since: text is searched for what is new alone, and of where that finds
 * something the lines around it are shown to the database itself. Its answer is
 * the one that counts: what the others' entries, allows and warns are, only it
 * knows.
 *
 * No match goes over a line's end, so that of a line by itself the same is
 * found as of the whole.
 */
#include "scan_worker.h"

#include <string.h>

/* Where what is found stands as near as this, it is shown in growing pieces. */
#define GAP_MAX   ((size_t)1 << 10)
#define PIECE_MAX ((size_t)64 << 10)

struct showing {
    struct scan_worker *worker;
    tamis_hit_callback callback;
    size_t done; /* shown, or nothing new is in it, up to here */
    size_t piece;
};

/* From the end of the line before, so that a line's first bytes are not taken
 * for a byte order mark. UTF-16 is shown as a whole. */
static size_t find_line(const struct scan_block *block, size_t place)
{
    const char *found;

    if (place == 0 || block->encoding.unit_size != 1)
        return 0;
    found = memrchr(block->bytes, '\n', place);
    return found ? (size_t)(found - block->bytes) : 0;
}

static size_t find_line_end(const struct scan_block *block, size_t place)
{
    const char *found;

    if (place >= block->scan_end || block->encoding.unit_size != 1)
        return block->scan_end;
    found = memchr(block->bytes + place, '\n', block->scan_end - place);
    return found ? (size_t)(found - block->bytes) : block->scan_end;
}

static int show_lines(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct showing *showing = context;
    struct scan_worker *worker = showing->worker;
    const struct scan_block *block = worker->block;

    for (size_t i = 0; i < hit_count; i++) {
        size_t place = (size_t)hits[i].offset;
        size_t from;

        if (place < showing->done)
            continue;
        from = find_line(block, place);
        if (from < showing->done)
            from = showing->done;
        if (from - showing->done > GAP_MAX)
            showing->piece = 0;
        showing->done =
            find_line_end(block, place + hits[i].length + showing->piece);
        if (showing->piece < PIECE_MAX)
            showing->piece += showing->done - from;
        worker->text_first = from;
        if (tamis_matcher_scan(worker->matcher, block->bytes + from,
                               showing->done - from, showing->callback,
                               worker) == TAMIS_ERROR_STOPPED)
            return 1;
    }
    return 0;
}

void scan_news(struct scan_worker *worker, tamis_hit_callback callback)
{
    const struct scan_block *block = worker->block;
    struct showing showing = {.worker = worker, .callback = callback};
    tamis_matcher_counts before = {.struct_size = sizeof before};
    tamis_matcher_counts after = before;

    tamis_matcher_counts_get(worker->news, &before);
    (void)tamis_matcher_scan(worker->news, block->bytes, block->scan_end,
                             show_lines, &showing);
    tamis_matcher_counts_get(worker->news, &after);
    worker->task->has_long_line |= after.cut_lines > before.cut_lines;
    worker->text_first = 0;
}
