/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A piece of whole lines is scanned when the first match that may lie behind
 * one of its own is to be reported. What the piece gives is gathered and
 * sorted, since sets report in no order; when it gives more than there is room
 * for, a smaller one is taken, down to one line, for which there always is.
 */
#include "match/pattern_lines.h"

#include "base/slice.h"

#include <string.h>

#define PIECE_SIZE_MAX ((size_t)1 << 16)
#define PIECE_SIZE_MIN ((size_t)1 << 8)
/* Longer lines are taken for several. */
#define LINE_SIZE_MAX ((size_t)1 << 30)
/* Of a line, in front of where a match ends, at most. */
#define OBSERVED_SIZE_MAX ((size_t)1024)

void pattern_lines_begin(tamis_matcher *matcher, const void *text, size_t size)
{
    matcher->patterns.lines = (struct pattern_text){
        .text = slice_make(text, size), .piece_size = PIECE_SIZE_MAX};
    matcher->patterns.hit_count = 0;
}

/* Behind the line that the byte is in. */
static size_t find_line_end(tamis_slice text, size_t at)
{
    const char *end = memchr(text.data + at, '\n', text.size - at);

    return end ? (size_t)(end - text.data) + 1 : text.size;
}

/* Where the line of a byte begins. */
static size_t find_line(struct pattern_text *lines, size_t at)
{
    tamis_slice text = lines->text;
    const char *before;

    if (at >= lines->seen_begin && at < lines->seen_end)
        return lines->seen_begin;
    before = memrchr(text.data, '\n', at);
    lines->seen_begin = before ? (size_t)(before - text.data) + 1 : 0;
    lines->seen_end = find_line_end(text, at);
    return lines->seen_begin;
}

/* The end of a piece of about that size: of whole lines, at least one. */
static size_t find_piece_end(const struct pattern_text *lines)
{
    tamis_slice left = slice_from(lines->text, lines->scanned);
    const char *last;
    size_t size;

    if (left.size <= lines->piece_size)
        return lines->text.size;
    last = memrchr(left.data, '\n', lines->piece_size);
    size = last ? (size_t)(last - left.data) + 1
                : find_line_end(left, lines->piece_size);
    return lines->scanned + (size < LINE_SIZE_MAX ? size : LINE_SIZE_MAX);
}

static int gather(void *context, uint32_t id, uint64_t from, uint64_t to)
{
    struct pattern_matcher *matcher = context;
    struct pattern_text *lines = &matcher->lines;
    const char *piece = lines->text.data + lines->scanned;
    /* No match holds a line's end: behind one it is empty. */
    bool is_empty = to == 0 || piece[to - 1] == '\n';
    struct pattern_hit hit = {.id = id, .length = is_empty ? 0 : 1};

    hit.offset = lines->scanned + to - hit.length;
    /* There is no line of this piece behind its last line's end. */
    if (!matcher->actions[patterns_number(id)] ||
        hit.offset == lines->piece_end)
        return 0;
    if (matcher->hit_count == matcher->hit_capacity)
        return 1;
    hit.line = find_line(lines, (size_t)hit.offset);
    if (from != PATTERN_START_NONE) {
        hit.offset = lines->scanned + from;
        hit.length = (uint32_t)(to - from);
    }
    matcher->hits[matcher->hit_count++] = hit;
    return 0;
}

/* Scans the next piece; its hits are sorted then. */
static void scan_piece(struct pattern_matcher *matcher)
{
    struct pattern_text *lines = &matcher->lines;
    size_t n = matcher->any_field, end;
    tamis_status status;

    do {
        end = find_piece_end(lines);
        lines->piece_end = end;
        matcher->hit_count = 0;
        status = pattern_set_scan_lines(
            matcher->patterns->fields[n].set, matcher->scratches[n],
            slice_make(lines->text.data + lines->scanned, end - lines->scanned),
            gather, matcher);
        if (status != TAMIS_ERROR_STOPPED || lines->piece_size == 0)
            break;
        lines->piece_size = lines->piece_size > PIECE_SIZE_MIN
                                ? lines->piece_size / 2
                                : 0; /* one line */
    } while (true);
    lines->scanned = end;
    if (lines->piece_size < PIECE_SIZE_MAX)
        lines->piece_size =
            lines->piece_size ? lines->piece_size * 2 : PIECE_SIZE_MIN;
    lines->next = lines->counted_end = lines->line_end = 0;
    pattern_hits_sort(matcher->hits, matcher->hit_count);
}

/* Does it allow or warn? */
static bool speaks(const struct pattern_matcher *matcher,
                   const struct pattern_hit *hit)
{
    return matcher->actions[patterns_number(hit->id)] &
           (VIEW_ALLOWS | VIEW_WARNS);
}

/* The next hit that counts among those gathered; NULL when there is none. */
static const struct pattern_hit *find_hit(struct pattern_matcher *matcher)
{
    struct pattern_text *lines = &matcher->lines;
    struct pattern_hit *hits = matcher->hits;

    while (lines->next == lines->counted_end) {
        size_t first = lines->line_end, end = first;

        if (first == matcher->hit_count)
            return NULL;
        while (end < matcher->hit_count && hits[end].line == hits[first].line)
            end++;
        lines->line_first = lines->next = first;
        lines->line_end = end;
        lines->counted_end =
            first + pattern_hits_judge(matcher, hits + first, end - first);
        lines->line_speaks = false;
        for (size_t i = first; i < lines->counted_end; i++)
            lines->line_speaks |= speaks(matcher, &hits[i]);
    }
    return &hits[lines->next];
}

static void place_part(struct observation_part *part,
                       const struct pattern_hit *hit, const struct utf16 *utf16)
{
    size_t end = (size_t)hit->offset + hit->length;

    part->offset = hit->offset;
    part->length = hit->length;
    if (utf16) {
        part->offset = utf16_offset(utf16, (size_t)hit->offset);
        part->length = (uint32_t)(utf16_offset(utf16, end) - part->offset);
    }
}

/* What was seen: the line as far as the match goes. */
static tamis_slice get_observed(const struct pattern_text *lines,
                                const struct pattern_hit *hit)
{
    size_t begin = (size_t)hit->line;
    size_t end = (size_t)hit->offset + hit->length;

    if (end - begin > OBSERVED_SIZE_MAX)
        begin = end - OBSERVED_SIZE_MAX;
    return slice_make(lines->text.data + begin, end - begin);
}

/* Whatever in the line allows or warns covers all of it. */
static void add_line(tamis_matcher *matcher)
{
    const struct pattern_matcher *patterns = &matcher->patterns;
    const struct database_class *records =
        patterns_records(matcher->view.database);
    const struct pattern_text *lines = &patterns->lines;

    observation_add_part(&matcher->observation);
    matcher->observation.parts[1].is_reported = false;
    for (size_t i = lines->line_first; i < lines->counted_end; i++)
        if (speaks(patterns, &patterns->hits[i]))
            observation_add_slot(
                &matcher->observation, records,
                patterns_slot(patterns->patterns, patterns->hits[i].id));
}

static int report_hit(tamis_matcher *matcher, const struct pattern_hit *hit,
                      const struct utf16 *utf16)
{
    const struct database_class *records =
        patterns_records(matcher->view.database);
    struct observation *observation = &matcher->observation;
    struct observation_part *part = &observation->parts[0];
    uint32_t slot = patterns_slot(matcher->patterns.patterns, hit->id);

    observation_begin(observation);
    observation_add_part(observation);
    observation_add_slot(observation, records, slot);
    place_part(part, hit, utf16);
    part->kind = number_column_get(&records->kinds, slot);
    part->is_reported = true;
    part->key = get_observed(&matcher->patterns.lines, hit);
    if (matcher->patterns.lines.line_speaks)
        add_line(matcher);
    observation_judge(observation, &matcher->view);
    return observation_report(matcher);
}

int pattern_lines_report(tamis_matcher *matcher, size_t offset, size_t length,
                         const struct utf16 *utf16)
{
    struct pattern_matcher *patterns = &matcher->patterns;
    struct pattern_text *lines = &patterns->lines;

    for (;;) {
        const struct pattern_hit *hit = find_hit(patterns);

        if (!hit) {
            if (lines->scanned > offset || lines->scanned == lines->text.size)
                return 0;
            scan_piece(patterns);
            continue;
        }
        if (hit->offset > offset ||
            (hit->offset == offset && hit->length <= length))
            return 0;
        if ((!utf16 || utf16_is_fresh(utf16, (size_t)hit->offset)) &&
            report_hit(matcher, hit, utf16))
            return 1;
        lines->next++;
    }
}
