/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_context.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void forget_kept(struct scan_context *context)
{
    while (context->kept_count > 0) {
        free(context->kept[context->kept_first]);
        context->kept_first = (context->kept_first + 1) % context->before;
        context->kept_count--;
    }
}

bool scan_context_begin(struct scan_context *context, const char *name,
                        struct event_lines *text)
{
    forget_kept(context);
    context->kept_to = 0;
    context->event_count = 0;
    event_lines_clear(&context->events);
    context->after_left = 0;
    context->printed_to = 0;
    context->name = name;
    context->text = text;
    if (!context->kept && context->before > 0)
        context->kept = calloc(context->before, sizeof *context->kept);
    return context->kept || context->before == 0;
}

bool scan_context_add(struct scan_context *context, size_t place)
{
    if (context->event_count == context->event_capacity) {
        size_t capacity = context->event_capacity * 2 + 16;
        struct context_event *larger =
            realloc(context->places, capacity * sizeof *larger);

        if (!larger)
            return false;
        context->places = larger;
        context->event_capacity = capacity;
    }
    context->places[context->event_count].place = place;
    context->places[context->event_count++].end = context->events.size;
    return true;
}

void scan_context_release(struct scan_context *context)
{
    forget_kept(context);
    free(context->kept);
    free(context->places);
    event_lines_release(&context->events);
    memset(context, 0, sizeof *context);
}

/* One line, from place to end, that the event at `around` (or its beginning)
 * is to be seen of. Long ones are cut on both sides. */
struct shown_line {
    size_t begin, end, around;
    uint64_t number;
    char mark; /* ':' for a line with events, else '-' */
};

static bool add_shown(struct event_lines *text, const char *bytes, size_t size)
{
    bool is_added = true;

    for (size_t i = 0; i < size && is_added; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        char escaped[8];

        if (byte >= ' ' && byte != 0x7F)
            continue;
        if (byte == '\t')
            continue;
        snprintf(escaped, sizeof escaped, "\\x%02x", byte);
        is_added = event_lines_add_bytes(text, bytes, i) &&
                   event_lines_add_bytes(text, escaped, 4);
        bytes += i + 1;
        size -= i + 1;
        i = (size_t)-1;
    }
    return is_added && event_lines_add_bytes(text, bytes, size);
}

static bool add_line(const struct scan_context *context,
                     struct event_lines *text, const struct shown_line *line)
{
    const char *bytes = context->block->bytes;
    size_t begin = line->begin, end = line->end;
    char number[32];

    while (end > begin && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r'))
        end--;
    if (line->around > begin + SCAN_CONTEXT_SHOWN / 2 &&
        end - begin > SCAN_CONTEXT_SHOWN)
        begin = line->around - SCAN_CONTEXT_SHOWN / 2;
    if (end - begin > SCAN_CONTEXT_SHOWN)
        end = begin + SCAN_CONTEXT_SHOWN;
    snprintf(number, sizeof number, "%c%" PRIu64 "%c ", line->mark,
             line->number, line->mark);
    return add_shown(text, context->name, strlen(context->name)) &&
           event_lines_add_bytes(text, number, strlen(number)) &&
           (begin == line->begin || event_lines_add_bytes(text, "... ", 4)) &&
           add_shown(text, bytes + begin, end - begin) &&
           (end + 2 >= line->end || event_lines_add_bytes(text, " ...", 4)) &&
           event_lines_add_bytes(text, "\n", 1);
}

static size_t line_end(const struct scan_block *block, size_t place)
{
    const char *found =
        memchr(block->bytes + place, '\n', block->fresh_end - place);

    return found ? (size_t)(found - block->bytes) + 1 : block->fresh_end;
}

static size_t line_begin(const struct scan_block *block, size_t place)
{
    const char *found = place > block->fresh_first
                            ? memrchr(block->bytes + block->fresh_first, '\n',
                                      place - block->fresh_first)
                            : NULL;

    return found ? (size_t)(found - block->bytes) + 1 : block->fresh_first;
}

/* A line that was printed, or that a block's cut divides, is not printed
 * again. */
static bool print_line(struct scan_context *context,
                       const struct shown_line *line)
{
    if (line->number <= context->printed_to)
        return true;
    context->printed_to = line->number;
    return add_line(context, context->text, line);
}

/* Prints the first `count` lines from `place` on; *place moves behind them. */
static bool print_lines(struct scan_context *context, size_t *place,
                        uint64_t number, uint64_t count)
{
    for (; count > 0 && *place < context->block->fresh_end; count--) {
        struct shown_line line = {*place, line_end(context->block, *place),
                                  *place, number++, '-'};

        if (!print_line(context, &line))
            return false;
        *place = line.end;
    }
    return true;
}

/* The last `count` of the lines of blocks before. */
static bool print_kept(struct scan_context *context, unsigned count)
{
    bool is_added = true;

    for (unsigned i = context->kept_count - count; i < context->kept_count; i++)
        is_added =
            is_added &&
            event_lines_add_bytes(
                context->text,
                context->kept[(context->kept_first + i) % context->before],
                strlen(context->kept[(context->kept_first + i) %
                                     context->before]));
    return is_added;
}

static bool keep(struct scan_context *context, const struct shown_line *line)
{
    struct event_lines text = {NULL, 0, 0};
    unsigned place;

    if (line->number <= context->kept_to)
        return true;
    context->kept_to = line->number;
    if (!add_line(context, &text, line) ||
        !event_lines_add_bytes(&text, "", 1)) {
        event_lines_release(&text);
        return false;
    }
    if (context->kept_count == context->before) {
        free(context->kept[context->kept_first]);
        context->kept_first = (context->kept_first + 1) % context->before;
        context->kept_count--;
    }
    place = (context->kept_first + context->kept_count++) % context->before;
    context->kept[place] = text.bytes;
    return true;
}

/* Where up to `wanted` lines before `place` begin, not before `lowest`; *count
 * tells how many they are. */
static size_t go_back(const struct scan_block *block, size_t lowest,
                      size_t place, unsigned wanted, unsigned *count)
{
    *count = 0;
    while (*count < wanted && place > lowest) {
        place = line_begin(block, place - 1);
        ++*count;
    }
    return place > lowest ? place : lowest;
}

/* Where printing has come to in a block. */
struct position {
    size_t place;
    uint64_t number; /* of the line there */
    size_t event;    /* the next one */
};

static bool print_before(struct scan_context *context,
                         const struct position *at, size_t begin,
                         uint64_t number)
{
    unsigned count, kept_count = 0;
    size_t from =
        go_back(context->block, at->place, begin, context->before, &count);
    bool is_added;

    if (from == context->block->fresh_first && count < context->before)
        kept_count = context->before - count;
    if (kept_count > context->kept_count)
        kept_count = context->kept_count;
    is_added = context->printed_to == 0 ||
               number - count - kept_count <= context->printed_to + 1 ||
               event_lines_add_bytes(context->text, "--\n", 3);
    is_added = is_added && print_kept(context, kept_count) &&
               print_lines(context, &from, number - count, count);
    forget_kept(context);
    return is_added;
}

/* A line with its events, and the lines before it. */
static bool print_matched(struct scan_context *context, struct position *at)
{
    const struct scan_block *block = context->block;
    size_t found = context->places[at->event].place;
    size_t text = at->event > 0 ? context->places[at->event - 1].end : 0;
    struct shown_line line = {line_begin(block, found), line_end(block, found),
                              found, 0, ':'};

    line.number = at->number + scan_block_lines(block, at->place, line.begin);
    if (!print_before(context, at, line.begin, line.number) ||
        !print_line(context, &line))
        return false;
    while (at->event < context->event_count &&
           context->places[at->event].place < line.end)
        at->event++;
    at->number = line.number + 1;
    at->place = line.end;
    context->after_left = context->after;
    return event_lines_add_bytes(context->text, context->events.bytes + text,
                                 context->places[at->event - 1].end - text);
}

/* What is still owed to the line printed last, up to `end`. */
static bool print_after(struct scan_context *context, struct position *at,
                        size_t end)
{
    while (context->after_left > 0 && at->place < end) {
        bool is_new = at->number > context->printed_to;

        if (!print_lines(context, &at->place, at->number, 1))
            return false;
        at->number++;
        context->after_left -= is_new;
    }
    return true;
}

/* The last lines of the block may be wanted before the next one's. */
static bool keep_last(struct scan_context *context, const struct position *at)
{
    const struct scan_block *block = context->block;
    uint64_t number = at->number;
    unsigned count;
    size_t from =
        go_back(block, at->place, block->fresh_end, context->before, &count);

    number += scan_block_lines(block, at->place, from);
    while (from < block->fresh_end) {
        struct shown_line line = {from, line_end(block, from), from, number++,
                                  '-'};

        if (line.number > context->printed_to && !keep(context, &line))
            return false;
        from = line.end;
    }
    return true;
}

bool scan_context_write(struct scan_context *context,
                        const struct scan_block *block, uint64_t line)
{
    struct position at = {block->fresh_first, line, 0};
    bool is_added = true;

    context->block = block;
    while (is_added && at.event < context->event_count)
        is_added =
            print_after(context, &at,
                        line_begin(block, context->places[at.event].place)) &&
            print_matched(context, &at);
    is_added = is_added && print_after(context, &at, block->fresh_end) &&
               keep_last(context, &at);
    context->event_count = 0;
    event_lines_clear(&context->events);
    return is_added;
}
