/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which candidates a report means. A scan asks for everything that a place
 * could mean; a list made of all that would list the host of every URL, and
 * readme.txt. What is left out is counted and told, and --all leaves out
 * nothing.
 */
#include "extract_file.h"

#include "message.h"
#include "progress.h"

#include <stdlib.h>
#include <string.h>

/* Top levels that are more often the end of a file's name. Not pl or rs: names
 * under them are met more often than such files. */
static const char *const file_endings[] = {"md", "mov", "py",
                                           "sh", "so",  "zip"};

static bool is_file_ending(const char *label)
{
    for (size_t i = 0; i < sizeof file_endings / sizeof *file_endings; i++)
        if (strcmp(label, file_endings[i]) == 0)
            return true;
    return false;
}

/* The byte at a place of the block, 0 past its ends and for what is not
 * ASCII. */
static char byte_at(const struct scan_block *block, size_t at)
{
    size_t low = block->encoding.is_big_endian ? 1 : 0;

    if (at >= block->scan_end)
        return 0;
    if (block->encoding.unit_size == 1)
        return block->bytes[at];
    return at + 1 < block->scan_end && block->bytes[at + 1 - low] == 0
               ? block->bytes[at + low]
               : 0;
}

/* setup.py, /usr/lib/x.so, and nothing that was written as a name. */
static bool is_file_name(const struct scan_block *block,
                         const tamis_extracted *found,
                         const struct extract_item *item)
{
    const char *last = strrchr(item->value, '.');
    char before = 0;

    if (item->kind != TAMIS_KIND_DOMAIN || item->is_defanged || !last ||
        !is_file_ending(last + 1))
        return false;
    if (found->offset >= block->encoding.unit_size)
        before =
            byte_at(block, (size_t)found->offset - block->encoding.unit_size);
    return strchr(item->value, '.') == last || before == '/' || before == '\\';
}

/* The name in a value, for the list of suffixes; false when there is none. */
static bool find_name(const struct extract_item *item, tamis_slice *name)
{
    const char *begin = item->value;
    const char *at = strrchr(begin, '@');

    if (item->kind == TAMIS_KIND_EMAIL && at)
        begin = at + 1;
    else if (item->kind != TAMIS_KIND_DOMAIN && item->kind != TAMIS_KIND_URL)
        return false;
    name->data = begin;
    name->size = strcspn(begin, ":/?");
    /* The host of a URL may be an address. */
    return name->size > 0 && begin[0] != '[' &&
           strspn(begin, "0123456789.") < name->size;
}

static bool has_unknown_name(const struct extraction *extraction,
                             const struct extract_item *item)
{
    tamis_slice name;

    return extraction->suffixes && find_name(item, &name) &&
           !tamis_suffix_list_covers(extraction->suffixes, name.data,
                                     name.size);
}

static void count_up_to(struct extraction *extraction, size_t place)
{
    if (place <= extraction->counted_to)
        return;
    extraction->line +=
        scan_block_lines(&extraction->block, extraction->counted_to, place);
    extraction->counted_to = place;
}

static void read_item(struct extraction *extraction,
                      const tamis_extracted *found)
{
    struct extract_item *item = &extraction->item;
    uint64_t offset = extraction->block.offset + found->offset;
    uint64_t end = offset + found->length;

    count_up_to(extraction, (size_t)found->offset);
    item->kind = found->indicator->kind;
    item->file = extraction->name;
    item->line = extraction->line;
    item->offset = offset;
    item->length = found->length;
    tamis_indicator_format(found->indicator, item->value, sizeof item->value);
    item->is_defanged = found->indicator->notes & TAMIS_NOTE_DEFANGED;
    item->is_special_use = found->notes & TAMIS_EXTRACTED_SPECIAL_USE;
    item->is_wide = found->notes & TAMIS_EXTRACTED_WIDE;
    item->is_inner =
        offset < extraction->outer_end && end <= extraction->outer_end &&
        (offset > extraction->outer_begin || item->kind != TAMIS_KIND_URL);
    item->is_unknown_name = has_unknown_name(extraction, item);
    item->is_file_name = is_file_name(&extraction->block, found, item);
}

static void write_item(struct extraction *extraction,
                       const struct extract_item *item)
{
    if (extraction->has_kinds && !extraction->kinds[item->kind])
        return;
    if (!extract_output_item(&extraction->output, item))
        extraction->is_stopped = true;
}

static void write_url(struct extraction *extraction)
{
    if (extraction->has_url)
        write_item(extraction, &extraction->url);
    extraction->has_url = false;
}

/* Counts what is left out; false when it is not. */
static bool is_left_out(struct extraction *extraction,
                        const tamis_extracted *found)
{
    const struct extract_item *item = &extraction->item;
    struct extract_left_out *left_out = &extraction->left_out;
    bool has_no_path = item->kind == TAMIS_KIND_URL &&
                       (found->indicator->notes & TAMIS_NOTE_NO_PATH);
    uint64_t *reason = item->is_inner || item->is_wide || has_no_path
                           ? &left_out->others
                       : item->is_special_use  ? &left_out->special_use
                       : item->is_unknown_name ? &left_out->unknown_names
                       : item->is_file_name    ? &left_out->file_names
                                               : NULL;

    if (reason && (!extraction->has_kinds || extraction->kinds[item->kind]))
        (*reason)++;
    return reason != NULL;
}

/* A URL with a comma is read to its end and up to the comma: lists of values
 * have more commas than URLs have. With a semicolon it is the other way. */
static void take_url(struct extraction *extraction, char after)
{
    struct extract_item *item = &extraction->item;
    bool is_shorter =
        extraction->has_url && extraction->url.offset == item->offset;

    if (is_shorter && after == ';') {
        extraction->left_out.others++;
        return;
    }
    if (is_shorter && after == ',') {
        extraction->left_out.others++;
        extraction->has_url = false;
    }
    write_url(extraction);
    extraction->url = *item;
    extraction->has_url = true;
    extraction->outer_begin = item->offset;
    extraction->outer_end = item->offset + item->length;
}

static void take(struct extraction *extraction, const tamis_extracted *found)
{
    const struct extract_item *item = &extraction->item;

    read_item(extraction, found);
    if (extraction->tells_all) {
        write_item(extraction, item);
    } else if (!is_left_out(extraction, found)) {
        if (item->kind == TAMIS_KIND_URL) {
            take_url(extraction, byte_at(&extraction->block,
                                         found->offset + found->length));
            return;
        }
        write_url(extraction);
        write_item(extraction, item);
    }
    /* Addresses of address:port, domains of e-mail addresses. */
    if ((item->kind == TAMIS_KIND_IP_PORT || item->kind == TAMIS_KIND_EMAIL ||
         (extraction->tells_all && item->kind == TAMIS_KIND_URL)) &&
        !item->is_inner) {
        extraction->outer_begin = item->offset;
        extraction->outer_end = item->offset + item->length;
    }
}

static void extract_block(struct extraction *extraction, bool is_last)
{
    struct scan_block *block = &extraction->block;
    tamis_extracted found;

    scan_block_cut(block, is_last);
    extraction->counted_to = block->fresh_first;
    tamis_extractor_begin(extraction->extractor, block->bytes, block->scan_end);
    while (!extraction->is_stopped &&
           tamis_extractor_next(extraction->extractor, &found))
        if (found.offset >= block->fresh_first &&
            found.offset < block->fresh_end)
            take(extraction, &found);
    write_url(extraction);
    count_up_to(extraction, block->fresh_end);
    scan_block_next(block);
}

/* False at the end of the file or after an error. */
static bool fill_block(struct extraction *extraction, tamis_input *input)
{
    struct scan_block *block = &extraction->block;
    tamis_error error;
    size_t size;

    while (block->size < block->target) {
        if (tamis_input_read(input, block->bytes + block->size,
                             block->target - block->size, &size, &error) < 0) {
            message_failure(extraction->name, &error);
            extraction->has_failed = true;
            return false;
        }
        if (size == 0)
            return false;
        block->size += size;
    }
    return true;
}

static void extract_input(struct extraction *extraction, tamis_input *input)
{
    uint64_t consumed, total;

    while (!extraction->is_stopped && fill_block(extraction, input)) {
        extract_block(extraction, false);
        tamis_input_progress(input, &consumed, &total);
        progress_update(extraction->name, consumed, total, true);
    }
    /* What was read before a damage is told all the same. */
    if (!extraction->is_stopped &&
        extraction->block.size > extraction->block.fresh_first)
        extract_block(extraction, true);
}

void extract_file(struct extraction *extraction, const char *path)
{
    tamis_input *input;
    tamis_error error;

    /* No candidate depends on what is far in its line. */
    if (!scan_block_begin(&extraction->block, &extraction->buffer, 0)) {
        message_error("no memory for a block of %zu bytes", SCAN_BLOCK_SIZE);
        extraction->has_failed = extraction->is_stopped = true;
        return;
    }
    if (tamis_input_open(&input, path, &error) < 0) {
        message_failure(path, &error);
        extraction->has_failed = true;
        return;
    }
    extraction->name = strcmp(path, "-") == 0 ? "(standard input)" : path;
    extraction->line = 1;
    extraction->outer_begin = extraction->outer_end = 0;
    extract_input(extraction, input);
    tamis_input_close(input);
}
