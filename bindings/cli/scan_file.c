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

static void count_up_to(struct scan *scan, size_t place)
{
    if (place <= scan->counted_to)
        return;
    scan->line += scan_block_lines(&scan->block, scan->counted_to, place);
    scan->counted_to = place;
}

/* A hit outside the fresh part is another block's. */
static bool is_fresh(const struct scan_block *block, const tamis_hit *hit)
{
    return hit->offset >= block->fresh_first && hit->offset < block->fresh_end;
}

static int write_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct scan *scan = context;
    struct reading *reading = &scan->reading;

    for (size_t i = 0; i < hit_count; i++) {
        tamis_event_source source = reading->source;

        if (!is_fresh(&scan->block, &hits[i]))
            continue;
        source.file.data = scan->name;
        source.file.size = strlen(scan->name);
        source.offset = scan->block.offset + hits[i].offset;
        count_up_to(scan, (size_t)hits[i].offset);
        source.line = scan->line;
        source.has_line = 1;
        if (!output_event(&reading->output, reading->database, &hits[i],
                          &source))
            return 1;
    }
    return 0;
}

static void scan_block(struct scan *scan, bool is_last)
{
    struct scan_block *block = &scan->block;

    scan_block_cut(block, is_last);
    scan->counted_to = block->fresh_first;
    if (tamis_matcher_scan(scan->reading.matcher, block->bytes, block->scan_end,
                           write_hits, scan) == TAMIS_ERROR_STOPPED)
        scan->is_stopped = true;
    count_up_to(scan, block->fresh_end);
    scan->size += block->fresh_end - block->fresh_first;
    scan_block_next(block);
}

static void say_progress(const struct scan *scan, const tamis_input *input)
{
    uint64_t consumed, total;

    tamis_input_progress(input, &consumed, &total);
    progress_update(scan->name, consumed, total, true);
}

/* Fills the block. False at the end of the file or after an error. */
static bool fill_block(struct scan *scan, tamis_input *input)
{
    struct scan_block *block = &scan->block;
    tamis_error error;
    size_t size;

    while (block->size < SCAN_BLOCK_SIZE) {
        if (tamis_input_read(input, block->bytes + block->size,
                             SCAN_BLOCK_SIZE - block->size, &size,
                             &error) < 0) {
            message_failure(scan->name, &error);
            scan->is_failed = true;
            return false;
        }
        if (size == 0)
            return false;
        block->size += size;
    }
    return true;
}

static void scan_input(struct scan *scan, tamis_input *input)
{
    while (!scan->is_stopped && fill_block(scan, input)) {
        scan_block(scan, false);
        say_progress(scan, input);
    }
    /* What was read before a damage is scanned all the same. */
    if (!scan->is_stopped && scan->block.size > scan->block.fresh_first)
        scan_block(scan, true);
    scan->lines += scan->line - 1;
}

void scan_file(struct scan *scan, const char *path)
{
    tamis_input *input;
    tamis_error error;

    if (!scan->bytes && !(scan->bytes = malloc(SCAN_BLOCK_SIZE))) {
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
    scan_block_begin(&scan->block, scan->bytes);
    scan->line = 1;
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
