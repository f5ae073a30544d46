/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_file.h"

#include "message.h"
#include "progress.h"

#include <tamis/input.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SCAN_BLOCK_SIZE ((size_t)1 << 20)
/* Longer than any candidate: a URL of 4096 bytes, each byte escaped. */
#define SCAN_TOKEN_MAX ((size_t)1 << 14)

static uint64_t count_lines(const char *text, size_t size)
{
    uint64_t count = 0;
    const char *end = text + size;

    while ((text = memchr(text, '\n', (size_t)(end - text)))) {
        count++;
        text++;
    }
    return count;
}

static void count_up_to(struct scan *scan, uint64_t offset)
{
    if (offset <= scan->counted_to)
        return;
    scan->line +=
        count_lines(scan->text + (scan->counted_to - scan->block_offset),
                    (size_t)(offset - scan->counted_to));
    scan->counted_to = offset;
}

static int write_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct scan *scan = context;
    struct reading *reading = &scan->reading;

    for (size_t i = 0; i < hit_count; i++) {
        tamis_event_source source = reading->source;

        source.file.data = scan->name;
        source.file.size = strlen(scan->name);
        source.offset = scan->block_offset + hits[i].offset;
        count_up_to(scan, source.offset);
        source.line = scan->line;
        source.has_line = 1;
        if (!output_event(&reading->output, reading->database, &hits[i],
                          &source))
            return 1;
    }
    return 0;
}

/*
 * Where a full block may be cut so that no candidate is: after the last line,
 * else at a blank or control byte among the last SCAN_TOKEN_MAX bytes. Text
 * without either is one token longer than any candidate.
 */
static size_t find_cut(const char *block, size_t size)
{
    const char *line = memrchr(block, '\n', size);

    if (line && (size_t)(line - block) + 1 > SCAN_TOKEN_MAX)
        return (size_t)(line - block) + 1;
    for (size_t at = size; at > size - SCAN_TOKEN_MAX; at--)
        if ((unsigned char)block[at - 1] <= ' ')
            return at;
    return size;
}

static void scan_block(struct scan *scan, size_t size)
{
    scan->text = scan->block;
    if (tamis_matcher_scan(scan->reading.matcher, scan->block, size, write_hits,
                           scan) == TAMIS_ERROR_STOPPED)
        scan->is_stopped = true;
    count_up_to(scan, scan->block_offset + size);
    scan->block_offset += size;
    scan->bytes += size;
}

static void say_progress(const struct scan *scan, const tamis_input *input)
{
    uint64_t consumed, total;

    tamis_input_progress(input, &consumed, &total);
    progress_update(scan->name, consumed, total, true);
}

/* Fills the block behind `kept` bytes. False at the end or after an error. */
static bool fill_block(struct scan *scan, tamis_input *input, size_t *kept)
{
    tamis_error error;
    size_t size;

    while (*kept < SCAN_BLOCK_SIZE) {
        if (tamis_input_read(input, scan->block + *kept,
                             SCAN_BLOCK_SIZE - *kept, &size, &error) < 0) {
            message_failure(scan->name, &error);
            scan->is_failed = true;
            return false;
        }
        if (size == 0)
            return false;
        *kept += size;
    }
    return true;
}

static void scan_input(struct scan *scan, tamis_input *input)
{
    size_t size = 0;

    while (!scan->is_stopped && fill_block(scan, input, &size)) {
        size_t cut = find_cut(scan->block, size);

        scan_block(scan, cut);
        memmove(scan->block, scan->block + cut, size - cut);
        size -= cut;
        say_progress(scan, input);
    }
    /* What was read before a damage is scanned all the same. */
    if (!scan->is_stopped && size > 0)
        scan_block(scan, size);
    scan->lines += scan->line - 1;
}

void scan_file(struct scan *scan, const char *path)
{
    tamis_input *input;
    tamis_error error;

    if (!scan->block && !(scan->block = malloc(SCAN_BLOCK_SIZE))) {
        message_error("no memory for a block of %zu bytes", SCAN_BLOCK_SIZE);
        scan->is_failed = true;
        return;
    }
    if (tamis_input_open(&input, path, &error) < 0) {
        message_failure(path, &error);
        scan->is_failed = true;
        return;
    }
    scan->name = strcmp(path, "-") == 0 ? "(standard input)" : path;
    scan->block_offset = 0;
    scan->line = 1;
    scan->counted_to = 0;
    scan->files++;
    scan_input(scan, input);
    tamis_input_close(input);
}

static int is_visible(const struct dirent *item)
{
    return item->d_name[0] != '.';
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Symbolic links inside a folder are not followed: no loop can happen. */
static void scan_folder(struct scan *scan, const char *path)
{
    struct dirent **items;
    int count = scandir(path, &items, is_visible, compare_names);

    if (count < 0) {
        message_error("%s: cannot read the folder: %s", path, strerror(errno));
        scan->is_failed = true;
        return;
    }
    for (int i = 0; i < count; i++) {
        char *name = NULL;
        struct stat facts;

        if (!scan->is_stopped &&
            asprintf(&name, "%s/%s", path, items[i]->d_name) > 0 &&
            lstat(name, &facts) == 0) {
            if (S_ISDIR(facts.st_mode))
                scan_folder(scan, name);
            else if (S_ISREG(facts.st_mode))
                scan_file(scan, name);
        }
        free(name);
        free(items[i]);
    }
    free(items);
}

void scan_path(struct scan *scan, const char *path)
{
    struct stat facts;

    if (strcmp(path, "-") != 0 && stat(path, &facts) == 0 &&
        S_ISDIR(facts.st_mode))
        scan_folder(scan, path);
    else
        scan_file(scan, path);
}
