/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of a line is looked for backwards from where a range would end: one
 * read of a few thousand bytes, nearly always. Where there is none the range
 * goes on to the line's end, up to SCAN_LINE_MAX.
 */
#include "scan_cut.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first look; further ones take SCAN_LINE_REACH. */
#define FIRST_LOOK ((size_t)4 << 10)

/* Reads what of from..to there is. What cannot be read is told by who scans
 * it. */
static size_t read_bytes(const struct scan_file *file, char *bytes,
                         uint64_t from, uint64_t to)
{
    size_t size = 0;

    while (size < to - from) {
        ssize_t got = pread(file->descriptor, bytes + size, to - from - size,
                            (off_t)(file->origin + from + size));

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        size += (size_t)got;
    }
    return size;
}

/* Behind the last line that ends in begin..end; 0 when there is none. Both are
 * begins of units. */
static uint64_t find_last(const struct scan_file *file, uint64_t begin,
                          uint64_t end)
{
    char bytes[SCAN_LINE_REACH];
    size_t look = FIRST_LOOK;

    while (end > begin) {
        uint64_t from = end - begin > look ? end - look : begin;
        size_t found = scan_encoding_last_line(
            file->encoding, bytes, 0, read_bytes(file, bytes, from, end));

        if (found > 0)
            return from + found;
        end = from;
        look = sizeof bytes;
    }
    return 0;
}

static uint64_t find_first(const struct scan_file *file, uint64_t begin,
                           uint64_t end)
{
    char bytes[SCAN_LINE_REACH];

    while (begin < end) {
        uint64_t to = end - begin > sizeof bytes ? begin + sizeof bytes : end;
        size_t size = read_bytes(file, bytes, begin, to);
        size_t found = scan_encoding_first_line(file->encoding, bytes, 0, size);

        if (found > 0)
            return begin + found;
        if (size < to - begin)
            return 0;
        begin = to;
    }
    return 0;
}

/* Who scans it tells so. */
static bool has_shrunk(const struct scan_file *file)
{
    struct stat facts;

    return fstat(file->descriptor, &facts) == 0 &&
           (uint64_t)facts.st_size < file->origin + file->size;
}

void scan_cut(const struct scan_file *file, struct scan_task *task)
{
    uint64_t most = task->begin + SCAN_LINE_MAX;
    uint64_t end = task->begin + SCAN_BLOCK_SIZE;
    uint64_t found;

    task->begins_in_line = task->ends_in_line;
    task->ends_in_line = false;
    task->end = file->size;
    if (end >= file->size)
        return;
    found = find_last(file, task->begin, end);
    if (found == 0 && !task->begins_in_line) {
        found = find_first(file, end, most < file->size ? most : file->size);
        end = most;
    }
    if (found > 0) {
        task->end = found;
    } else if (has_shrunk(file)) {
        task->end = task->begin + SCAN_BLOCK_SIZE;
    } else if (end < file->size) {
        task->end = end;
        task->ends_in_line = true;
    }
}
