/* SPDX-License-Identifier: BSD-2-Clause */
/* Names, e-mail addresses, digests, and what begins at a start altogether. */
#include "indicator/extract_shape.h"

#include <string.h>

#define LOCAL_LENGTH_MAX 64u
/* How far the domain of an e-mail address is looked for, escapes included. */
#define DOMAIN_REACH 2048u

/* A label goes on at `at`: a name byte stands there, or an escape for one. */
static bool is_label(const struct reader *reader, size_t at, unsigned mask)
{
    struct unit unit = unit_read(reader, at);

    return unit.origin != UNIT_MARK && (unit_class(&unit) & mask);
}

static void begin_label(struct run *run)
{
    if (run->label_count == 4)
        run->fourth_end = run->end;
    run->label_count++;
    run->length++;
    run->last_all = ~0u;
}

/* The same behind a full stop that IDNA takes for a dot. */
static void begin_stopped_label(struct run *run)
{
    begin_label(run);
    run->length += BYTE_STOP_SIZE - 1;
    run->all &= BYTE_HIGH;
    run->any |= BYTE_HIGH;
}

static inline void take_class(struct run *run, unsigned class)
{
    run->all &= class;
    run->any |= class;
    run->last_all &= class;
    run->length++;
}

/* One mark or escape of the run; false when the run ends before it. */
static bool take_special(const struct reader *reader, unsigned mask,
                         struct run *run)
{
    struct unit unit = run->next;

    if (unit.origin == UNIT_PLAIN && !unit_is(&unit, '.'))
        return false;
    if (unit_is(&unit, '.')) {
        if (!is_label(reader, run->end + unit.size, mask))
            return false;
        begin_label(run);
    } else if ((mask & BYTE_HIGH) && byte_is_stop(unit.bytes, unit.count) &&
               is_label(reader, run->end + unit.size, mask)) {
        begin_stopped_label(run);
    } else if (unit.origin == UNIT_ESCAPE && (unit_class(&unit) & mask)) {
        for (size_t i = 0; i < unit.count; i++)
            take_class(run, byte_class(unit.bytes[i]));
    } else {
        return false;
    }
    if (unit.origin == UNIT_MARK)
        run->flags |= SHAPE_MARKED;
    if (unit.origin == UNIT_ESCAPE)
        run->flags |= SHAPE_ESCAPED;
    run->end += unit.size;
    return true;
}

static inline bool is_stop_at(const struct reader *reader, size_t at)
{
    return at < reader->size && (reader->text[at] & 0xf3) == 0xe3 &&
           byte_is_stop(reader->text + at, reader->size - at);
}

/* A full stop with labels around it; behind the last label it belongs to the
 * sentence. */
static bool is_dot_stop(const struct reader *reader, size_t begin,
                        const struct run *run)
{
    size_t next = run->end + BYTE_STOP_SIZE;

    return run->end != begin && !is_stop_at(reader, next) &&
           is_label(reader, next, BYTE_NAME | BYTE_HIGH);
}

/* A full stop: a dot, or three bytes of the label. */
static void take_stop(const struct reader *reader, size_t begin,
                      struct run *run)
{
    if (is_dot_stop(reader, begin, run)) {
        begin_stopped_label(run);
    } else {
        for (size_t i = 0; i < BYTE_STOP_SIZE; i++)
            take_class(run, BYTE_HIGH);
    }
    run->end += BYTE_STOP_SIZE;
}

static void drop_stops(const struct reader *reader, size_t begin,
                       struct run *run)
{
    while (run->end - begin >= BYTE_STOP_SIZE &&
           is_stop_at(reader, run->end - BYTE_STOP_SIZE)) {
        run->end -= BYTE_STOP_SIZE;
        run->length -= BYTE_STOP_SIZE;
    }
}

/* A dot between two labels that mean what they say, as nearly all are. */
static inline bool is_plain_dot(const struct reader *reader, size_t at,
                                unsigned mask)
{
    return reader->text[at] == '.' && at + 1 < reader->size &&
           (byte_class(reader->text[at + 1]) & mask);
}

/* Bytes of the label, as far as they mean what they say. */
static inline void scan_label(const struct reader *reader, unsigned mask,
                              struct run *run)
{
    const uint8_t *text = reader->text;
    size_t start = run->end, at = start;
    unsigned all = ~0u, any = 0, class;

    while (at < reader->size && ((class = byte_class(text[at])) & mask)) {
        if ((class & mask & BYTE_HIGH) && is_stop_at(reader, at))
            break;
        all &= class;
        any |= class;
        at++;
    }
    run->all &= all;
    run->any |= any;
    run->last_all &= all;
    run->length += at - start;
    run->end = at;
}

static inline void scan_run(const struct reader *reader, size_t at,
                            unsigned mask, struct run *run)
{
    *run = (struct run){.end = at, .all = ~0u, .last_all = ~0u};
    run->next = unit_read(reader, at);
    if (run->next.origin == UNIT_MARK || !(unit_class(&run->next) & mask))
        return;
    run->label_count = 1;
    for (;;) {
        scan_label(reader, mask, run);
        if (run->end < reader->size && is_plain_dot(reader, run->end, mask)) {
            begin_label(run);
            run->end++;
            continue;
        }
        run->next = unit_read(reader, run->end);
        if (unit_class(&run->next) & mask & BYTE_HIGH &&
            run->next.origin == UNIT_PLAIN)
            take_stop(reader, at, run);
        else if (!take_special(reader, mask, run))
            break;
    }
    if (run->label_count == 4)
        run->fourth_end = run->end;
}

void run_scan(const struct reader *reader, size_t at, bool with_high,
              struct run *run)
{
    if (!with_high) {
        scan_run(reader, at, BYTE_NAME, run);
        return;
    }
    scan_run(reader, at, BYTE_NAME | BYTE_HIGH, run);
    drop_stops(reader, at, run);
}

bool shape_ends_at(const struct reader *reader, size_t at)
{
    struct unit unit = unit_read(reader, at);

    if (unit_class(&unit) & BYTE_NAME)
        return false;
    return !unit_is(&unit, '.') || !is_label(reader, at + unit.size, BYTE_NAME);
}

bool shape_is_after_blank(const struct start *start)
{
    uint8_t before;

    if (start->offset == 0)
        return true;
    before = start->reader.text[start->offset - 1];
    return before == ' ' || (before >= '\t' && before <= '\r');
}

size_t shape_scan_number(const struct reader *reader, size_t at, size_t count,
                         unsigned max)
{
    unsigned value = 0;
    size_t digits = 0;

    for (;;) {
        struct unit unit = unit_read(reader, at);

        if (unit.count != 1 || !(unit_class(&unit) & BYTE_DIGIT))
            break;
        if (digits++ == count)
            return 0;
        value = value * 10 + (unsigned)(unit.bytes[0] - '0');
        at += unit.size;
    }
    if (digits == 0 || value > max || !shape_ends_at(reader, at))
        return 0;
    return at;
}

/* Kept by size, longest first; the same place and kind is kept once. */
void shape_add(const struct start *start, tamis_kind kind, size_t end,
               unsigned flags)
{
    struct extract *extract = start->extract;
    struct extract_shape shape = {.offset = start->offset,
                                  .size = (uint32_t)(end - start->offset),
                                  .kind = (uint8_t)kind,
                                  .reading = (uint8_t)start->reader.reading,
                                  .flags = (uint16_t)flags};
    size_t at = extract->shape_count;

    if (!start->keeps_all && !(flags & SHAPE_ESCAPED))
        return;
    if (at == EXTRACT_SHAPES_MAX || end - start->offset > UINT32_MAX)
        return;
    for (; at > 0 && extract->shapes[at - 1].size < shape.size; at--)
        extract->shapes[at] = extract->shapes[at - 1];
    extract->shapes[at] = shape;
    extract->shape_count++;
}

tamis_kind shape_digest_kind(size_t length)
{
    switch (length) {
    case 32:
        return TAMIS_KIND_MD5;
    case 40:
        return TAMIS_KIND_SHA1;
    case 56:
        return TAMIS_KIND_SHA224;
    case 64:
        return TAMIS_KIND_SHA256;
    case 96:
        return TAMIS_KIND_SHA384;
    case 128:
        return TAMIS_KIND_SHA512;
    default:
        return TAMIS_KIND_AUTO;
    }
}

/* Not a longer token's part: user names may hold dots and plus signs. */
bool shape_scan_email(struct start *start, const struct run *run)
{
    struct extract *extract = start->extract;
    size_t at = run->end;
    size_t length = run->length;
    unsigned flags = run->flags;
    struct unit unit = run->next;
    struct reader near = start->reader;
    struct run domain = {0};
    bool is_found = false;

    /* Behind an escape there is a start that the user name of another reading
     * goes over: \tbob@evil.com. */
    if (start->offset < extract->authority_end ||
        (start->keeps_all && !(start->reader.reading & READ_ESCAPES) &&
         start->offset < extract->local_end))
        return false;
    while (length <= LOCAL_LENGTH_MAX && unit.origin == UNIT_PLAIN &&
           ((unit_class(&unit) & BYTE_NAME) || unit_is(&unit, '.') ||
            unit_is(&unit, '+'))) {
        at += unit.size;
        length += unit.count;
        unit = unit_read(&start->reader, at);
    }
    if (at > start->reach)
        start->reach = at;
    if (start->keeps_all)
        extract->local_end = at;
    if (length > LOCAL_LENGTH_MAX || !unit_is(&unit, '@'))
        return false;
    if (unit.origin != UNIT_PLAIN)
        flags |= unit.origin == UNIT_MARK ? SHAPE_MARKED : SHAPE_ESCAPED;
    at += unit.size;
    if (near.size - at > DOMAIN_REACH)
        near.size = at + DOMAIN_REACH;
    for (int with_high = 0; with_high < 2; with_high++) {
        size_t before = with_high ? domain.end : 0;

        run_scan(&near, at, with_high, &domain);
        if (domain.end > start->reach)
            start->reach = domain.end;
        if (domain.end == before || domain.label_count < 2 ||
            domain.length > EXTRACT_NAME_LENGTH ||
            (domain.last_all & BYTE_DIGIT))
            continue;
        shape_add(start, TAMIS_KIND_EMAIL, domain.end, flags | domain.flags);
        is_found = true;
    }
    return is_found;
}

bool shape_scan_name(struct start *start, const struct run *run)
{
    size_t length_max = run->any & BYTE_HIGH ? (size_t)EXTRACT_NAME_LENGTH
                                             : TAMIS_DOMAIN_SIZE_MAX;

    if (run->label_count < 2 || (run->last_all & BYTE_DIGIT) ||
        run->length > length_max)
        return false;
    shape_add(start, TAMIS_KIND_DOMAIN, run->end, run->flags);
    return true;
}

/* Behind a run, or behind the dot at its end. */
static bool is_high_near(const struct reader *reader, const struct run *run)
{
    if (unit_is(&run->next, '.'))
        return is_label(reader, run->end + run->next.size, BYTE_HIGH);
    return run->next.origin != UNIT_MARK &&
           (unit_class(&run->next) & BYTE_HIGH);
}

/* Names with bytes >= 0x80: whole here; their ASCII runs are starts. */
static void scan_mixed(struct start *start, const struct run *ascii)
{
    struct extract *extract = start->extract;
    bool is_plain = !(start->reader.reading & READ_ESCAPES);
    struct run run;

    if (is_plain && start->offset < extract->mixed_end)
        return;
    if (!is_high_near(&start->reader, ascii))
        return;
    run_scan(&start->reader, start->offset, true, &run);
    if (is_plain)
        extract->mixed_end = run.end;
    if (run.end > start->reach)
        start->reach = run.end;
    if (run.end > start->run_reach)
        start->run_reach = run.end;
    /* What began inside an IPv6 address is no token. */
    if (!is_plain || start->offset == 0 ||
        !(byte_class(start->reader.text[start->offset - 1]) & BYTE_NAME))
        (void)shape_scan_name(start, &run);
}

/* The walk finds the digests that stand there plainly, label by label. */
static void scan_single(struct start *start, const struct run *run)
{
    if ((start->reader.reading & READ_ESCAPES) && (run->all & BYTE_HEX) &&
        shape_digest_kind(run->length))
        shape_add(start, shape_digest_kind(run->length), run->end, run->flags);
    if (run->next.bytes[0] == ':')
        shape_scan_scheme_url(start, run);
}

/* The host of the URL before, when only the rules of URLs can read it. */
static void scan_unusual_host(struct start *start)
{
    struct extract *extract = start->extract;
    unsigned reading = start->reader.reading;

    if (!extract->host_is_unusual || start->offset != extract->host_start)
        return;
    extract->host_is_unusual = false;
    start->reader.reading = extract->host_reading;
    shape_add(start, TAMIS_KIND_IP, extract->host_end,
              SHAPE_URL_HOST | SHAPE_MARKED | SHAPE_ESCAPED);
    start->reader.reading = reading;
}

size_t shape_scan(struct start *start, bool *is_address)
{
    struct run *run = &start->run;
    bool has_path = false;
    bool is_email = false;
    size_t end;

    *is_address = false;
    scan_unusual_host(start);
    run_scan(&start->reader, start->offset, false, run);
    start->reach = run->end;
    start->run_reach = run->end;
    if (run->label_count == 1 && run->length <= 4 && (run->all & BYTE_HEX) &&
        unit_is(&run->next, ':') && shape_scan_ipv6(start, &end)) {
        *is_address = true;
        start->run_reach = end;
        return end;
    }
    if (run->label_count == 1)
        scan_single(start, run);
    if (run->label_count &&
        (unit_is(&run->next, '@') || unit_is(&run->next, '+')))
        is_email = shape_scan_email(start, run);
    if (run->label_count > 1 && (run->all & BYTE_DIGIT))
        has_path = shape_scan_ipv4(start, run);
    else if (run->label_count > 1 && !is_email)
        has_path = shape_scan_name(start, run);
    if (has_path)
        shape_scan_bare_url(start, run);
    scan_mixed(start, run);
    return run->end;
}
