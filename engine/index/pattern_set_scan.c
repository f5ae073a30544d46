/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Blocks and lines. Lines are looked at many at a time, in slabs that stay in a
 * cache: literals are found wherever they are and then asked whether they lie
 * in one line; of regexes those with a literal are run on the lines that it is
 * in, and only what is left on every line.
 */
#include "base/error.h"
#include "index/pattern_set_state.h"

#include <string.h>

/* Lines that are looked at together, in bytes. */
#define SLAB_SIZE ((size_t)1 << 17)

struct scan {
    struct pattern_reporter reporter;
    struct pattern_scratch *scratch;
    tamis_slice text; /* a unit, or a slab of lines */
    bool is_lines;
    /* The line at hand; none when line_next is 0. */
    size_t line_begin, line_end, line_next;
};

int pattern_reporter_call(unsigned id, unsigned long long from,
                          unsigned long long to, unsigned flags, void *context)
{
    struct pattern_reporter *reporter = context;
    const struct pattern_name *name;
    uint64_t start = PATTERN_START_NONE;

    (void)from;
    (void)flags;
    if (id >= reporter->set->name_count)
        return 0; /* a damaged image at worst */
    name = &reporter->set->names[id];
    if (name->size)
        start = reporter->base + to - name->size;
    reporter->is_stopped = reporter->report(reporter->context, name->id, start,
                                            reporter->base + to);
    return reporter->is_stopped;
}

/* Where the line of a place ends, without what ends it. */
static size_t find_line_end(struct scan *scan, size_t place)
{
    const char *text = scan->text.data;
    const char *feed = memchr(text + place, '\n', scan->text.size - place);
    size_t end = feed ? (size_t)(feed - text) : scan->text.size;

    scan->scratch->searched += end - place;
    scan->line_next = end + (feed != NULL);
    return feed && end && text[end - 1] == '\r' ? end - 1 : end;
}

/* Makes the line that a place is in the one at hand. Places come line by line,
 * and a line may have one at every byte: it is looked for once. */
static void seek_line(struct scan *scan, size_t place)
{
    const char *feed;

    if (place >= scan->line_begin && place < scan->line_next)
        return;
    feed = memrchr(scan->text.data, '\n', place);
    scan->line_begin = feed ? (size_t)(feed - scan->text.data) + 1 : 0;
    scan->scratch->searched += place - scan->line_begin;
    scan->line_end = find_line_end(scan, place);
}

/* A literal without line feeds lies in a line, unless it ends with a carriage
 * return that belongs to the line's end. */
static bool is_in_line(const struct scan *scan, size_t to)
{
    return to == scan->text.size || scan->text.data[to - 1] != '\r' ||
           scan->text.data[to] != '\n';
}

static char fold_byte(char byte)
{
    return (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
}

static bool is_same(const struct pattern_name *name, const char *a,
                    const char *b)
{
    if (!name->is_caseless)
        return memcmp(a, b, name->size) == 0;
    for (size_t i = 0; i < name->size; i++)
        if (fold_byte(a[i]) != fold_byte(b[i]))
            return false;
    return true;
}

/* Of a literal that overlaps itself a later place may be told first, since it
 * is looked for by one of two grams: the first place is not far in front. */
static size_t find_first(const struct scan *scan,
                         const struct pattern_name *name, size_t from)
{
    size_t at = from - scan->line_begin < name->size ? scan->line_begin
                                                     : from - name->size;
    const char *text = scan->text.data;

    while (at < from && !is_same(name, text + at, text + from))
        at++;
    return at;
}

static int report_literal(struct scan *scan, uint32_t number, size_t from,
                          size_t to)
{
    struct pattern_reporter *reporter = &scan->reporter;
    const struct pattern_name *name = &reporter->set->names[number];

    if (scan->is_lines && (name->has_feed || !is_in_line(scan, to)))
        return 0;
    if (name->is_single) {
        uint64_t *reported = &scan->scratch->reported[number];
        uint64_t now = scan->scratch->tick + 1;

        if (scan->is_lines) {
            seek_line(scan, from);
            now += scan->line_begin;
        }
        if (*reported == now)
            return 0;
        *reported = now;
        from = find_first(scan, name, from);
        to = from + name->size;
    }
    reporter->is_stopped =
        reporter->report(reporter->context, name->id, reporter->base + from,
                         reporter->base + to);
    return reporter->is_stopped;
}

/* The same for Hyperscan, which tells no beginning. */
static int report_word(unsigned id, unsigned long long from,
                       unsigned long long to, unsigned flags, void *context)
{
    struct scan *scan = context;

    (void)from;
    (void)flags;
    if (id >= scan->reporter.set->name_count ||
        scan->reporter.set->names[id].size > to)
        return 0;
    return report_literal(
        scan, id, (size_t)to - scan->reporter.set->names[id].size, (size_t)to);
}

/* Runs a regex on a unit, once for each. */
static int open_gate(struct scan *scan, uint32_t number, size_t from, size_t to)
{
    struct pattern_reporter reporter = scan->reporter;
    const struct pattern_gate *gate = &reporter.set->gates[number];
    size_t start = 0, end = scan->text.size;
    uint64_t *opened = &scan->scratch->opened[number];

    if (scan->is_lines) {
        if (gate->has_feed)
            return 0;
        seek_line(scan, from);
        start = scan->line_begin;
        end = scan->line_end;
        if (to > end)
            return 0;
    }
    if (*opened == scan->scratch->tick + 1 + start)
        return 0;
    *opened = scan->scratch->tick + 1 + start;
    reporter.base += start;
    hs_scan(gate->database, scan->text.data + start, (unsigned)(end - start), 0,
            scan->scratch->scratch, pattern_reporter_call, &reporter);
    scan->reporter.is_stopped = reporter.is_stopped;
    return reporter.is_stopped;
}

static int take_literal(void *context, uint32_t number, size_t from, size_t to)
{
    struct scan *scan = context;
    size_t name_count = scan->reporter.set->name_count;

    if (number < name_count)
        return report_literal(scan, number, from, to);
    return open_gate(scan, (uint32_t)(number - name_count), from, to);
}

/* All but the regexes that are always run. */
static void scan_literals(struct scan *scan)
{
    const struct pattern_set *set = scan->reporter.set;
    const int *is_stopped = &scan->reporter.is_stopped;

    for (size_t i = 0; i < set->words.count && !*is_stopped; i++)
        hs_scan(set->words.items[i], scan->text.data, (unsigned)scan->text.size,
                0, scan->scratch->scratch, report_word, scan);
    if (set->literals && !*is_stopped)
        pattern_literals_scan(set->literals, scan->text, take_literal, scan);
    scan->scratch->tick += scan->text.size + 1;
}

static void scan_always(struct scan *scan, size_t start, size_t end)
{
    const struct pattern_set *set = scan->reporter.set;
    struct pattern_reporter reporter = scan->reporter;

    reporter.base += start;
    for (size_t i = 0; i < set->always.count && !reporter.is_stopped; i++)
        hs_scan(set->always.items[i], scan->text.data + start,
                (unsigned)(end - start), 0, scan->scratch->scratch,
                pattern_reporter_call, &reporter);
    scan->reporter.is_stopped = reporter.is_stopped;
}

tamis_status pattern_set_scan(const struct pattern_set *set,
                              struct pattern_scratch *scratch,
                              tamis_slice bytes, pattern_report *report,
                              void *context)
{
    struct scan scan = {.reporter = {set, report, context, 0, 0},
                        .scratch = scratch,
                        .text = bytes};

    if (bytes.size > PATTERN_SCAN_SIZE_MAX)
        return TAMIS_ERROR_LIMIT;
    if (bytes.size == 0)
        scan.text.data = "";
    scan_literals(&scan);
    if (!scan.reporter.is_stopped)
        scan_always(&scan, 0, bytes.size);
    return scan.reporter.is_stopped ? TAMIS_ERROR_STOPPED : TAMIS_OK;
}

static void scan_slab(struct scan *scan)
{
    size_t size = scan->text.size;

    scan->line_begin = scan->line_next = 0;
    scan_literals(scan);
    if (!scan->reporter.set->always.count)
        return;
    for (size_t start = 0; start < size && !scan->reporter.is_stopped;
         start = scan->line_next)
        scan_always(scan, start, find_line_end(scan, start));
}

/* Whole lines, as many as make a slab, and at least one. */
static size_t measure_slab(tamis_slice text)
{
    const char *feed;

    if (text.size <= SLAB_SIZE)
        return text.size;
    feed = memrchr(text.data, '\n', SLAB_SIZE);
    if (!feed)
        feed = memchr(text.data + SLAB_SIZE, '\n', text.size - SLAB_SIZE);
    return feed ? (size_t)(feed - text.data) + 1 : text.size;
}

tamis_status pattern_set_scan_lines(const struct pattern_set *set,
                                    struct pattern_scratch *scratch,
                                    tamis_slice text, pattern_report *report,
                                    void *context)
{
    struct scan scan = {.reporter = {set, report, context, 0, 0},
                        .scratch = scratch,
                        .text = text,
                        .is_lines = true};

    while (text.size) {
        scan.text = (tamis_slice){text.data, measure_slab(text)};
        if (scan.text.size > PATTERN_SCAN_SIZE_MAX)
            return TAMIS_ERROR_LIMIT;
        scan_slab(&scan);
        if (scan.reporter.is_stopped)
            return TAMIS_ERROR_STOPPED;
        scan.reporter.base += scan.text.size;
        text.data += scan.text.size;
        text.size -= scan.text.size;
    }
    return TAMIS_OK;
}
