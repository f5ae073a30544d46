/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns of values. A regex sees a value as it was given and in its normal
 * form; of a file's name also what the feed may have meant by it: the name
 * without its folder, and the path with either separator, which begins with
 * one, since every file is in some folder (of a drive's current one nobody
 * knows which).
 */
#include "match/pattern_matcher.h"

#include "base/slice.h"
#include "indicator/text.h"

#include <string.h>

/* Longer paths are seen as they are only. */
#define PATH_SIZE_MAX (TAMIS_KEY_SIZE_MAX + 1)

struct value_scan {
    struct pattern_matcher *matcher;
    size_t field;
};

/* marks tell those that were reported: 1 for the pattern, 2 for what it
 * does not mean. */
static int gather(void *context, uint32_t id, uint64_t from, uint64_t to)
{
    struct value_scan *scan = context;
    struct pattern_matcher *matcher = scan->matcher;
    uint32_t number = patterns_number(id);
    uint8_t mark = patterns_is_exception(id) ? 2 : 1;

    (void)from;
    (void)to;
    if (!matcher->actions[number] || matcher->marks[number] & mark)
        return 0;
    matcher->marks[number] |= mark;
    /* A set has no more sources than there is room for. */
    if (matcher->value_count < matcher->value_capacity)
        matcher->value_hits[matcher->value_count++] =
            (struct pattern_hit){.id = id, .length = 1};
    return 0;
}

static void scan_text(struct value_scan *scan, tamis_slice text)
{
    struct pattern_matcher *matcher = scan->matcher;

    if (text.size > 0 && text.size <= PATTERN_SCAN_SIZE_MAX)
        pattern_set_scan(matcher->patterns->fields[scan->field].set,
                         matcher->scratches[scan->field], text, gather, scan);
}

static void scan_separated(struct value_scan *scan, tamis_slice path,
                           char separator)
{
    tamis_slice rest = slice_from(path, text_drive_size(path));
    char text[PATH_SIZE_MAX];
    size_t size = 0;

    if (path.size >= sizeof text || rest.size == 0)
        return;
    if (text_is_separator(rest.data[0]))
        rest = path;
    else
        text[size++] = separator;
    for (size_t i = 0; i < rest.size; i++)
        text[size++] =
            text_is_separator(rest.data[i]) ? separator : rest.data[i];
    if (size != path.size || memcmp(text, path.data, size) != 0)
        scan_text(scan, slice_make(text, size));
}

static void scan_path(struct value_scan *scan, tamis_slice path)
{
    size_t base = text_folder_size(path);

    if (path.size == 0)
        return;
    if (base > 0)
        scan_text(scan, slice_from(path, base));
    scan_separated(scan, path, '\\');
    scan_separated(scan, path, '/');
}

/* Those whose exception was not met, in ascending order; marks are cleared. */
static size_t keep_matched(struct pattern_matcher *matcher)
{
    size_t kept = 0;

    for (size_t i = 0; i < matcher->value_count; i++) {
        struct pattern_hit hit = matcher->value_hits[i];

        if (matcher->marks[patterns_number(hit.id)] != 1)
            continue;
        matcher->value_hits[i] = matcher->value_hits[kept];
        matcher->value_hits[kept++] = hit;
    }
    for (size_t i = 0; i < matcher->value_count; i++)
        matcher->marks[patterns_number(matcher->value_hits[i].id)] = 0;
    matcher->value_count = kept;
    pattern_hits_sort(matcher->value_hits, kept);
    return kept;
}

size_t pattern_values_scan(struct pattern_matcher *matcher, tamis_kind kind,
                           tamis_slice value, tamis_slice key)
{
    struct value_scan scan = {matcher, SIZE_MAX};

    if (!matcher->patterns)
        return 0;
    scan.field = patterns_find_field(matcher->patterns, kind);
    if (scan.field == SIZE_MAX || !matcher->patterns->fields[scan.field].set)
        return 0;
    matcher->value_count = 0;
    scan_text(&scan, value);
    if (kind == TAMIS_KIND_FILENAME)
        scan_path(&scan, value);
    else if (!slice_equal(value, key))
        scan_text(&scan, key);
    return keep_matched(matcher);
}
