/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The walk: from the start of one token to the next, each byte about once.
 *
 * A token starts at an ASCII name byte with no ASCII name byte before it.
 * Behind an escape there may be one more start, in the middle of what the
 * plain reading takes for a token: "\nevil.com" is nevil.com and evil.com.
 * Starts are met in order, so candidates come out in order.
 */
#include "indicator/extract.h"

#include "indicator/extract_shape.h"

#include <string.h>

/* An escape so far behind what was read may still be part of it: a port. */
#define ESCAPE_REACH      8u
#define DIGEST_DIGITS_MIN 32u

void extract_begin_word(struct extract *extract, const void *text, size_t size,
                        size_t start, size_t end)
{
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf}; /* byte order mark */

    memset(extract, 0, offsetof(struct extract, shapes));
    extract->text = text;
    extract->size = size;
    extract->escape_start = SIZE_MAX;
    extract->prefix_offset = SIZE_MAX;
    extract->current = 0;
    extract->position = start;
    extract->limit = end;
    if (start == 0 && size >= sizeof mark && !memcmp(text, mark, sizeof mark))
        extract->position = sizeof mark;
}

void extract_begin(struct extract *extract, const void *text, size_t size)
{
    extract_begin_word(extract, text, size, 0, size);
}

/* Where the next such byte is, remembered; memchr() reads each byte once. */
static size_t find_next(const struct extract *extract, size_t *cached,
                        size_t from, int byte)
{
    const uint8_t *found;

    if (*cached > from)
        return *cached;
    if (from >= extract->limit)
        return SIZE_MAX;
    found = memchr(extract->text + from, byte, extract->limit - from);
    *cached = found ? (size_t)(found - extract->text) : SIZE_MAX;
    return *cached;
}

/* Reads a start with escapes undone. When it is one in the plain reading too,
 * only what has an escape in it is new. */
static void scan_escaped(struct extract *extract, size_t offset,
                         unsigned reading, bool keeps_all)
{
    struct start start = {
        .extract = extract,
        .reader = {extract->text, extract->size, READ_MARKS | reading},
        .offset = offset,
        .keeps_all = keeps_all,
    };
    bool is_address;

    (void)shape_scan(&start, &is_address);
    if (start.run_reach > extract->escaped_end)
        extract->escaped_end = start.run_reach;
}

/* May the escape at `at` be part of what was read up to `reach`? Not with a
 * byte between them that ends whatever is read. */
static bool is_near(const struct extract *extract, size_t at, size_t reach)
{
    if (at == SIZE_MAX || at >= reach + ESCAPE_REACH)
        return false;
    for (size_t between = reach; between < at; between++) {
        uint8_t byte = extract->text[between];

        if (byte <= ' ' || byte == '"' || byte == '<' || byte == '>')
            return false;
    }
    return true;
}

/* May a run be only a part of something, by what follows it? */
static bool goes_on(const struct unit *next)
{
    return (unit_class(next) & (BYTE_NAME | BYTE_HIGH | BYTE_JOIN)) ||
           unit_is(next, '/') || unit_is(next, '?');
}

/* A run that ends in another reading as it does in the plain one, before a
 * byte that ends all else: there is nothing new in that reading. */
static bool is_closed(const struct start *start, unsigned reading)
{
    const struct run *run = &start->run;
    struct reader reader = start->reader;
    struct unit next;

    if (run->label_count == 0 || goes_on(&run->next))
        return false;
    if (!(unit_class(&run->next) & BYTE_ESCAPE))
        return true;
    reader.reading = READ_MARKS | reading;
    next = unit_read(&reader, run->end);
    return !goes_on(&next);
}

/* The same start with each kind of escape that is near. */
static void scan_escapes(struct extract *extract, const struct start *start)
{
    size_t offset = start->offset;

    if (is_near(extract,
                find_next(extract, &extract->next_backslash, offset, '\\'),
                start->reach)) {
        if (!is_closed(start, READ_BACKSLASH))
            scan_escaped(extract, offset, READ_BACKSLASH, false);
        else if (start->run.end > extract->escaped_end)
            extract->escaped_end = start->run.end;
    }
    if (is_near(extract,
                find_next(extract, &extract->next_percent, offset, '%'),
                start->reach)) {
        if (!is_closed(start, READ_PERCENT))
            scan_escaped(extract, offset, READ_PERCENT, false);
        else if (start->run.end > extract->escaped_end)
            extract->escaped_end = start->run.end;
    }
}

/* Reads a start as it stands, then with escapes undone. */
static size_t scan_start(struct extract *extract, size_t offset)
{
    struct start start = {
        .extract = extract,
        .reader = {extract->text, extract->size, READ_MARKS},
        .offset = offset,
        .keeps_all = true,
    };
    bool is_address;
    size_t end = shape_scan(&start, &is_address);

    if (!is_address)
        extract->run_end = end;
    /* Inside an escape no token of the other reading starts. */
    if (offset >= extract->escaped_end && offset >= extract->escape_end)
        scan_escapes(extract, &start);
    return is_address ? end : 0;
}

static void add_digest(struct extract *extract, size_t end)
{
    const struct start start = {
        .extract = extract,
        .reader = {extract->text, extract->size, READ_PLAIN},
        .offset = extract->position,
        .keeps_all = true,
    };

    shape_add(&start, shape_digest_kind(end - start.offset), end, 0);
}

/* An ASCII label, and everything that begins with it. */
static void walk_label(struct extract *extract)
{
    const uint8_t *text = extract->text;
    size_t start = extract->position;
    size_t end = start;
    size_t address_end = 0;
    unsigned all = ~0u;
    unsigned class, next;

    while (end < extract->size &&
           ((class = byte_class(text[end])) & BYTE_NAME)) {
        all &= class;
        end++;
    }
    next = end < extract->size ? byte_class(text[end]) : 0;
    if ((all & BYTE_HEX) && shape_digest_kind(end - start))
        add_digest(extract, end);
    if (start >= extract->run_end &&
        ((next & (BYTE_JOIN | BYTE_MARK | BYTE_ESCAPE | BYTE_HIGH)) ||
         (extract->host_is_unusual && start == extract->host_start)))
        address_end = scan_start(extract, start);
    extract->position = address_end > end ? address_end : end;
}

/* Bytes >= 0x80: the name that they begin, then whatever follows them. */
static void walk_high(struct extract *extract)
{
    size_t start = extract->position;

    /* No name begins with the full stop of the sentence before. */
    if (start >= extract->mixed_end &&
        byte_is_stop(extract->text + start, extract->size - start)) {
        extract->position += BYTE_STOP_SIZE;
        extract->mixed_end = extract->position;
        return;
    }
    if (start >= extract->mixed_end)
        (void)scan_start(extract, start);
    while (extract->position < extract->size &&
           (byte_class(extract->text[extract->position]) & BYTE_HIGH))
        extract->position++;
    if (extract->mixed_end < extract->position)
        extract->mixed_end = extract->position;
}

/* A colon with another one behind it may begin an address. */
static void walk_colon(struct extract *extract)
{
    const uint8_t *text = extract->text;
    size_t at = extract->position++;
    struct start start = {
        .extract = extract,
        .reader = {text, extract->size, READ_MARKS},
        .offset = at,
        .keeps_all = true,
    };
    size_t end;

    if (at + 2 >= extract->size || text[at + 1] != ':' ||
        !(byte_class(text[at + 2]) & BYTE_HEX))
        return;
    if (at > 0 && ((byte_class(text[at - 1]) & BYTE_NAME) ||
                   text[at - 1] == ':' || text[at - 1] == '.'))
        return;
    if (shape_scan_ipv6(&start, &end))
        extract->position = end;
}

static void walk_bracket(struct extract *extract)
{
    struct start start = {
        .extract = extract,
        .reader = {extract->text, extract->size, READ_MARKS},
        .offset = extract->position++,
        .keeps_all = true,
    };
    struct unit unit = unit_read(&start.reader, start.offset);

    if (unit.origin == UNIT_MARK)
        extract->position = start.offset + unit.size;
    else if (extract->text[start.offset] == '[')
        shape_scan_bracketed(&start);
}

static bool is_name_start(const struct reader *reader, size_t at)
{
    struct unit unit = unit_read(reader, at);

    return unit.origin != UNIT_MARK &&
           (unit_class(&unit) & (BYTE_NAME | BYTE_HIGH));
}

/* Behind an escape, or at one that stands for a name byte, a token of the
 * other reading may start. */
static void walk_escape(struct extract *extract)
{
    size_t at = extract->position++;
    const struct reader reader = {extract->text, extract->size,
                                  extract->text[at] == '%' ? READ_PERCENT
                                                           : READ_BACKSLASH};
    struct unit unit = unit_read(&reader, at);
    size_t start = at;

    if (unit.origin != UNIT_ESCAPE || at < extract->escaped_end)
        return;
    extract->escape_begin = at;
    extract->escape_end = at + unit.size;
    if (!(unit_class(&unit) & (BYTE_NAME | BYTE_HIGH))) {
        start = at + unit.size;
        while (start < extract->size && extract->text[start] == '.')
            start++;
    } else if (at > 0 && (byte_class(extract->text[at - 1]) & BYTE_NAME)) {
        return;
    }
    if (!is_name_start(&reader, start))
        return;
    extract->escape_start = start;
    extract->escape_reading = (uint8_t)reader.reading;
}

/* What starts here in another reading is in the middle of a name in this. */
static bool is_inside_run(const struct extract *extract)
{
    return extract->position < extract->run_end ||
           extract->position < extract->mixed_end;
}

/* No byte near `at` begins an escape. */
static bool is_far_from_escapes(struct extract *extract, size_t at)
{
    return find_next(extract, &extract->next_backslash, at, '\\') >=
               at + ESCAPE_REACH &&
           find_next(extract, &extract->next_percent, at, '%') >=
               at + ESCAPE_REACH;
}

/* Is a colon behind a label only a sign? It is not when an IPv6 address or a
 * scheme may stand in front of it. */
static bool is_lone_before_colon(struct extract *extract, size_t at, size_t end,
                                 unsigned all)
{
    if ((all & BYTE_HEX) && end - at <= 4)
        return false;
    return !shape_may_be_scheme(extract->text + at, end - at) &&
           is_far_from_escapes(extract, end);
}

/* The end of the label at `at`, when only that label and at most a sign of the
 * sentence stands there: no token begins so. Else `at`. */
static size_t skip_lone_label(struct extract *extract, size_t at)
{
    const uint8_t *text = extract->text;
    size_t size = extract->size, end = at;
    unsigned all = ~0u, next = 0;

    while (end < size && ((next = byte_class(text[end])) & BYTE_NAME)) {
        all &= next;
        end++;
    }
    if (end - at >= DIGEST_DIGITS_MIN && (all & BYTE_HEX))
        return at;
    if (end == size ||
        !(next & (BYTE_JOIN | BYTE_MARK | BYTE_ESCAPE | BYTE_HIGH)))
        return end;
    if (!(next & BYTE_HIGH) && end + 1 < size &&
        (byte_class(text[end + 1]) & BYTE_GAP))
        return end;
    if (text[end] == ':' && is_lone_before_colon(extract, at, end, all))
        return end;
    return at;
}

/* What may stand behind the bracket of a mark or an address. */
static bool is_lone_bracket(const struct extract *extract, size_t at)
{
    uint8_t next;

    if (at + 1 == extract->size)
        return true;
    next = extract->text[at + 1];
    return !(byte_class(next) & (BYTE_HEX | BYTE_JOIN | BYTE_MARK)) &&
           next != '/';
}

/* Over what begins nothing, to the next byte that may. */
static void skip(struct extract *extract)
{
    const uint8_t *text = extract->text;
    size_t at = extract->position, end = extract->limit;

    if (extract->escape_start < end)
        end = extract->escape_start;
    while (at < end) {
        unsigned class = byte_class(text[at]);

        if (!(class & BYTE_BEGIN)) {
            at++;
        } else if (class & BYTE_NAME) {
            size_t next =
                extract->host_is_unusual ? at : skip_lone_label(extract, at);

            if (next == at)
                break;
            at = next;
        } else if ((class & BYTE_JOIN) && at + 1 < extract->size &&
                   text[at + 1] != ':') {
            at++;
        } else if ((class & BYTE_MARK) && is_lone_bracket(extract, at)) {
            at++;
        } else {
            break;
        }
    }
    extract->position = at;
}

/* One step; shapes of one start at most come of it. */
static void walk(struct extract *extract)
{
    size_t escape_start = extract->escape_start;
    uint8_t byte;
    unsigned class;

    if (escape_start < extract->position ||
        (escape_start == extract->position && is_inside_run(extract))) {
        extract->escape_start = SIZE_MAX;
        if (escape_start >= extract->escaped_end)
            scan_escaped(extract, escape_start, extract->escape_reading, true);
        return;
    }
    byte = extract->text[extract->position];
    class = byte_class(byte);
    /* A start in both readings is met as the plain one. */
    if (escape_start == extract->position && !(class & BYTE_ESCAPE))
        extract->escape_start = SIZE_MAX;
    if (class & BYTE_NAME)
        walk_label(extract);
    else if (class & BYTE_HIGH)
        walk_high(extract);
    else if (class & BYTE_MARK)
        walk_bracket(extract);
    else if (class & BYTE_ESCAPE)
        walk_escape(extract);
    else if (byte == ':')
        walk_colon(extract);
    else
        extract->position++;
}

const struct candidate *extract_next(struct extract *extract)
{
    for (;;) {
        while (extract->shape_next < extract->shape_count) {
            const struct extract_shape *shape =
                &extract->shapes[extract->shape_next++];

            if (shape_make_candidate(extract, shape))
                return &extract->candidates[extract->current];
        }
        extract->shape_count = 0;
        extract->shape_next = 0;
        while (extract->shape_count == 0) {
            skip(extract);
            if (extract->position >= extract->limit &&
                extract->escape_start >= extract->limit)
                return NULL;
            walk(extract);
        }
    }
}
