/* SPDX-License-Identifier: BSD-2-Clause */
/* URLs, with a scheme or as host and path. */
#include "indicator/extract_shape.h"

#include "base/slice.h"

#define SCHEME_LENGTH_MIN 2u
#define SCHEME_LENGTH_MAX 6u

/* Other schemes are left to the host and path behind them. */
static const struct {
    char spelling[SCHEME_LENGTH_MAX];
    uint8_t length;
    bool is_usual; /* may be parsed as it stands */
} schemes[] = {
    {"http", 4, true},   {"https", 5, true},  {"ftp", 3, true},
    {"ftps", 4, true},   {"sftp", 4, true},   {"ws", 2, true},
    {"wss", 3, true},    {"hxxp", 4, false},  {"hxxps", 5, false},
    {"hxtp", 4, false},  {"hxtps", 5, false}, {"htxp", 4, false},
    {"htxps", 5, false}, {"hxp", 3, false},   {"hxps", 4, false},
    {"fxp", 3, false},   {"fxps", 4, false},  {"meow", 4, false},
    {"meows", 5, false},
};

/* What a URL's tail turned out to be. */
struct tail {
    size_t begin;     /* where it must be longer than */
    size_t end;       /* without what is trimmed; begin when empty */
    size_t comma_end; /* before the first comma or semicolon, or 0 */
    size_t high_end;  /* before the first byte >= 0x80, or 0 */
    size_t stop;      /* where reading stopped */
    size_t length;
    size_t round_depth, square_depth;
    unsigned flags;
    bool in_authority;
};

/* At most so many URLs around one byte, or hostile text could have every byte
 * read thousands of times. */
static bool has_room(const struct extract *extract, size_t offset)
{
    size_t open_count = 0;

    for (size_t i = 0; i < EXTRACT_URLS_MAX; i++)
        open_count += extract->url_ends[i] > offset;
    return open_count < EXTRACT_URLS_MAX;
}

static void remember_end(struct extract *extract, size_t end)
{
    size_t first = 0;

    for (size_t i = 1; i < EXTRACT_URLS_MAX; i++) {
        if (extract->url_ends[i] < extract->url_ends[first])
            first = i;
    }
    extract->url_ends[first] = end;
}

static bool is_opening(struct tail *tail, uint8_t byte)
{
    tail->round_depth += byte == '(';
    tail->square_depth += byte == '[';
    return byte == '(' || byte == '[';
}

/* A closing bracket that the URL has not opened ends it. */
static bool is_foreign_closing(struct tail *tail, uint8_t byte)
{
    size_t *depth = byte == ')' ? &tail->round_depth : &tail->square_depth;

    if (byte != ')' && byte != ']')
        return false;
    if (*depth == 0)
        return true;
    (*depth)--;
    return false;
}

static bool ends_tail(const struct start *start, struct tail *tail,
                      const struct unit *unit)
{
    uint8_t byte = unit->bytes[0];

    if (unit->count == 0 || !(byte_class(byte) & BYTE_URL))
        return true;
    if (unit->origin != UNIT_PLAIN)
        return false;
    /* A URL that was escaped to be a value ends with the value. */
    if (byte == '&' && (start->reader.reading & READ_PERCENT))
        return true;
    return !is_opening(tail, byte) && is_foreign_closing(tail, byte);
}

/* The host is behind the user info and before the port. */
static void take_authority(struct start *start, struct tail *tail, size_t at,
                           const struct unit *unit)
{
    struct extract *extract = start->extract;

    if (unit_is(unit, '@')) {
        extract->host_start = at + unit->size;
        extract->host_end = SIZE_MAX;
        return;
    }
    if (unit_is(unit, ':') && extract->host_end == SIZE_MAX)
        extract->host_end = at;
    if (!unit_is(unit, '/') && !unit_is(unit, '?') && !unit_is(unit, '#'))
        return;
    tail->in_authority = false;
    if (extract->host_end == SIZE_MAX)
        extract->host_end = at;
    extract->authority_end = at;
    /* Brackets in the path of a URL that nobody defanged are its own. */
    if (!(tail->flags & (SHAPE_MARKED | SHAPE_SCHEME)))
        start->reader.reading &= ~READ_MARKS;
}

static void take_unit(struct start *start, struct tail *tail, size_t at,
                      const struct unit *unit)
{
    uint8_t byte = unit->bytes[0];

    if (unit->origin == UNIT_MARK)
        tail->flags |= SHAPE_MARKED;
    if (unit->origin == UNIT_ESCAPE)
        tail->flags |= SHAPE_ESCAPED;
    if (!tail->comma_end && (byte == ',' || byte == ';'))
        tail->comma_end = tail->end;
    if (!tail->high_end && (byte_class(byte) & BYTE_HIGH))
        tail->high_end = tail->end;
    if (tail->in_authority)
        take_authority(start, tail, at, unit);
    if (!(byte_class(byte) & BYTE_TRIM))
        tail->end = at + unit->size;
    tail->length += unit->count;
}

/* Bytes that mean nothing to a URL but themselves; gives where they end. */
static size_t take_quiet(const struct reader *reader, struct tail *tail,
                         size_t at)
{
    unsigned mask = tail->in_authority ? BYTE_NAME : BYTE_QUIET;
    size_t begin = at, end = reader->size;

    if (tail->length > TAMIS_KEY_SIZE_MAX)
        return at;
    if (end - at > TAMIS_KEY_SIZE_MAX + 1 - tail->length)
        end = at + TAMIS_KEY_SIZE_MAX + 1 - tail->length;
    while (at < end && (byte_class(reader->text[at]) & mask))
        at++;
    if (at > begin)
        tail->end = at;
    tail->length += at - begin;
    return at;
}

static void scan_tail(struct start *start, struct tail *tail, size_t at)
{
    for (;;) {
        struct unit unit;

        at = take_quiet(&start->reader, tail, at);
        unit = unit_read(&start->reader, at);
        tail->stop = at;
        if (tail->length > TAMIS_KEY_SIZE_MAX || ends_tail(start, tail, &unit))
            break;
        take_unit(start, tail, at, &unit);
        at += unit.size;
    }
}

/* These end a URL in whatever way it was written. */
static bool ends_wide(uint8_t byte)
{
    return byte <= ' ' || byte == 0x7f || byte == '"' || byte == '<' ||
           byte == '>' || byte == '\\';
}

/* The next such byte from `at` on, or limit when there is none before it, or
 * something behind limit. Remembered, so that bytes are read once. */
static size_t find_wide_end(struct extract *extract, size_t at, size_t limit)
{
    if (at < extract->wide_begin || at > extract->wide_end) {
        extract->wide_begin = at;
        extract->wide_end = at;
        extract->wide_count = 0;
    }
    while (extract->wide_end < limit &&
           !ends_wide(extract->text[extract->wide_end]))
        extract->wide_end++;
    return extract->wide_end;
}

/* 'http://evil.com/x' and (http://evil.com/x.) and **http://evil.com/x**. */
static bool is_wrapped(const struct start *start, const struct tail *tail)
{
    static const char pairs[] = "''``()[]{}||**";
    const struct reader *reader = &start->reader;
    const uint8_t *text = reader->text;

    for (size_t i = 0; start->offset > 0 && pairs[i]; i += 2) {
        if (text[start->offset - 1] == (uint8_t)pairs[i] &&
            ((tail->end < reader->size &&
              text[tail->end] == (uint8_t)pairs[i + 1]) ||
             (tail->stop < reader->size &&
              text[tail->stop] == (uint8_t)pairs[i + 1])))
            return true;
    }
    return false;
}

/* What is cut off the end of a value of a feed, too (refang.c). */
static size_t trim_wide(const struct start *start, size_t end, size_t least)
{
    const uint8_t *text = start->reader.text;
    bool has_opening =
        memchr(text + start->offset, '(', end - start->offset) != NULL;

    while (end > least && (memchr(".,;:", text[end - 1], 4) ||
                           (text[end - 1] == ')' && !has_opening)))
        end--;
    return end;
}

/* Feeds list URLs with ', {, | and * in them, also at their end: the whole of
 * what stands there is tried beside what is a URL by the rules of text. */
static void add_wide(const struct start *start, const struct tail *tail)
{
    struct extract *extract = start->extract;
    size_t limit = extract->size;
    size_t end;

    if (tail->in_authority || (start->reader.reading & READ_ESCAPES) ||
        is_wrapped(start, tail))
        return;
    if (limit - start->offset > EXTRACT_TOKEN_SIZE)
        limit = start->offset + EXTRACT_TOKEN_SIZE;
    end = find_wide_end(extract, tail->stop, limit);
    if (end > limit || (end == limit && limit < extract->size) ||
        end == tail->end || extract->wide_count == EXTRACT_URLS_MAX)
        return;
    extract->wide_count++;
    end = trim_wide(start, end, tail->end);
    if (end > tail->end)
        shape_add(start, TAMIS_KIND_URL, end, tail->flags | SHAPE_WIDE);
}

/* As far as the first comma, or the first byte that is no ASCII: of a record
 * whose fields are all URL bytes the whole may be too long to be a URL. */
static void add_shorter(const struct start *start, const struct tail *tail)
{
    if (tail->comma_end > tail->begin && tail->comma_end < tail->end)
        shape_add(start, TAMIS_KIND_URL, tail->comma_end, tail->flags);
    if (tail->high_end > tail->begin && tail->high_end < tail->end &&
        tail->high_end != tail->comma_end)
        shape_add(start, TAMIS_KIND_URL, tail->high_end, tail->flags);
}

static void add_tail(struct start *start, const struct tail *tail)
{
    struct extract *extract = start->extract;
    bool is_too_long = tail->length > TAMIS_KEY_SIZE_MAX;

    if (tail->stop > extract->url_end) {
        extract->url_end = tail->stop;
        extract->url_begin = start->offset;
    }
    if (tail->end > start->reach)
        start->reach = tail->end;
    remember_end(extract, tail->stop);
    if (tail->end <= tail->begin)
        return;
    if (!is_too_long)
        shape_add(start, TAMIS_KIND_URL, tail->end, tail->flags);
    add_shorter(start, tail);
    if (!is_too_long)
        add_wide(start, tail);
}

bool shape_may_be_scheme(const uint8_t *text, size_t size)
{
    uint8_t first = text[0] | 0x20;

    return size >= SCHEME_LENGTH_MIN && size <= SCHEME_LENGTH_MAX &&
           (first == 'h' || first == 'f' || first == 'm' || first == 's' ||
            first == 'w');
}

/* SHAPE_SCHEME or 0 in *flags; false when it is no scheme of the table. */
static bool find_scheme(const struct start *start, const struct run *run,
                        unsigned *flags)
{
    tamis_slice text = slice_make(start->reader.text + start->offset,
                                  run->end - start->offset);

    if (run->flags ||
        !shape_may_be_scheme((const uint8_t *)text.data, text.size))
        return false;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (schemes[i].length != text.size ||
            !slice_equal_folded(
                text, slice_make(schemes[i].spelling, schemes[i].length)))
            continue;
        *flags = schemes[i].is_usual ? 0 : SHAPE_SCHEME;
        return true;
    }
    return false;
}

/* "://" in any spelling; gives where the authority begins, or 0. */
static size_t scan_separator(const struct reader *reader, size_t at,
                             unsigned *flags)
{
    static const char separator[] = "://";
    size_t length = 0;

    while (length < 3) {
        struct unit unit = unit_read(reader, at);

        if (unit.count == 0 || unit.count > 3 - length ||
            memcmp(unit.bytes, separator + length, unit.count) != 0)
            return 0;
        if (unit.origin == UNIT_MARK)
            *flags |= SHAPE_MARKED;
        if (unit.origin == UNIT_ESCAPE)
            *flags |= SHAPE_ESCAPED;
        length += unit.count;
        at += unit.size;
    }
    return at;
}

void shape_scan_scheme_url(struct start *start, const struct run *run)
{
    struct extract *extract = start->extract;
    unsigned reading = start->reader.reading;
    struct tail tail = {.in_authority = true};

    if (!find_scheme(start, run, &tail.flags) ||
        !has_room(extract, start->offset))
        return;
    tail.begin = scan_separator(&start->reader, run->end, &tail.flags);
    if (tail.begin == 0)
        return;
    /* %20 in a URL that stands there plainly is its own. */
    if (!start->keeps_all && (reading & READ_PERCENT) &&
        !(tail.flags & SHAPE_ESCAPED))
        return;
    tail.end = tail.begin;
    extract->host_start = tail.begin;
    extract->host_end = SIZE_MAX;
    extract->authority_end = 0;
    scan_tail(start, &tail, tail.begin);
    if (extract->host_end == SIZE_MAX)
        extract->host_end = tail.end;
    if (extract->authority_end == 0)
        extract->authority_end = tail.end;
    extract->host_reading = (uint8_t)start->reader.reading;
    add_tail(start, &tail);
    start->reader.reading = reading;
}

/* A port, when there is one; else the end of the run. */
static size_t skip_port(struct start *start, const struct run *run,
                        unsigned *flags)
{
    const struct unit *unit = &run->next;
    size_t end =
        shape_scan_number(&start->reader, run->end + unit->size, 5, 65535);

    if (end && unit->origin != UNIT_PLAIN)
        *flags |= unit->origin == UNIT_MARK ? SHAPE_MARKED : SHAPE_ESCAPED;
    return end ? end : run->end;
}

/* In the middle of another URL, and no value of something there? A URL that
 * begins inside of the escape in front of this start is none in its reading:
 * \nevil.com/path. */
static bool is_inside_url(const struct start *start)
{
    const struct extract *extract = start->extract;

    if (start->offset >= extract->url_end)
        return false;
    if (start->keeps_all && (start->reader.reading & READ_ESCAPES) &&
        extract->escape_end > extract->escape_begin &&
        extract->url_begin > extract->escape_begin)
        return false;
    return start->offset == 0 || start->reader.text[start->offset - 1] != '=';
}

/*
 * evil.com/path and evil.com:8080/path. Not in the middle of another URL,
 * unless it is the value of something there.
 */
void shape_scan_bare_url(struct start *start, const struct run *run)
{
    unsigned reading = start->reader.reading;
    struct tail tail = {.flags = run->flags};
    struct unit unit = run->next;
    size_t at = run->end;

    if (is_inside_url(start) || !has_room(start->extract, start->offset))
        return;
    if (unit_is(&unit, ':')) {
        at = skip_port(start, run, &tail.flags);
        unit = unit_read(&start->reader, at);
    }
    if (!unit_is(&unit, '/') && !unit_is(&unit, '?'))
        return;
    if (unit.origin == UNIT_ESCAPE)
        tail.flags |= SHAPE_ESCAPED;
    if (!start->keeps_all && (reading & READ_PERCENT) &&
        !(tail.flags & SHAPE_ESCAPED))
        return;
    if (!(tail.flags & SHAPE_MARKED))
        start->reader.reading &= ~READ_MARKS;
    /* "Is it evil.com?" asks nothing of evil.com. */
    tail.begin = at;
    tail.end = at;
    tail.length = run->length;
    scan_tail(start, &tail, at);
    add_tail(start, &tail);
    start->reader.reading = reading;
}
