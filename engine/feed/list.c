/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plain lists: one value a line, of whatever kind it is. Around the value
 * there may be comments and further fields, and addresses may come as ranges.
 */
#include "base/error.h"
#include "base/number.h"
#include "base/slice.h"
#include "feed/address_range.h"
#include "feed/fields.h"
#include "feed/hosts.h"
#include "feed/pattern_value.h"
#include "indicator/parse.h"
#include "input/line_reader.h"

/* Kinds whose values hold blanks, commas and semicolons: the line is all. */
static bool takes_whole_line(tamis_kind kind)
{
    switch (kind) {
    case TAMIS_KIND_AUTO:
    case TAMIS_KIND_IP:
    case TAMIS_KIND_IP_PORT:
    case TAMIS_KIND_DOMAIN:
    case TAMIS_KIND_URL:
    case TAMIS_KIND_EMAIL:
    case TAMIS_KIND_JA4:
    case TAMIS_KIND_JARM:
    case TAMIS_KIND_ASN:
    case TAMIS_KIND_MAC:
    case TAMIS_KIND_BTC:
    case TAMIS_KIND_XMR:
    case TAMIS_KIND_DASH:
        return false;
    default:
        return kind < TAMIS_KIND_MD5 || kind > TAMIS_KIND_DOM_HASH;
    }
}

static bool is_comment(tamis_slice line, tamis_kind kind)
{
    if (line.data[0] == '#')
        return true;
    if (takes_whole_line(kind))
        return false;
    return line.data[0] == ';' ||
           (line.data[0] == '/' && line.size > 1 && line.data[1] == '/');
}

/* "1.2.3.0/24" and "1.2.3.0/255.255.255.0", not "a.com/path". */
static bool is_after_slash_number(tamis_slice text, size_t slash)
{
    for (size_t i = slash + 1; i < text.size; i++)
        if (!field_is_digit(text.data[i]) && text.data[i] != '.')
            return false;
    return true;
}

/*
 * Cuts "value,more" and "value;more". Paths of URLs hold both bytes, so a URL
 * with a path is cut at blanks only, and loses one that ends it.
 */
static tamis_slice cut_value(tamis_slice word)
{
    tamis_slice head;
    size_t cut = 0, scheme, slash;

    while (cut < word.size && word.data[cut] != ',' && word.data[cut] != ';')
        cut++;
    if (cut == word.size)
        return word;
    head = slice_first(word, cut);
    slash = slice_find(head, '/');
    if (slash == SIZE_MAX || is_after_slash_number(head, slash))
        return head;
    scheme = slice_find_text(head, "://");
    if (scheme != SIZE_MAX &&
        slice_find(slice_from(head, scheme + 3), '/') == SIZE_MAX)
        return head;
    if (word.data[word.size - 1] == ',' || word.data[word.size - 1] == ';')
        word.size--;
    return word;
}

static tamis_status add_value(struct feed_reader *reader, tamis_slice value,
                              tamis_error *error)
{
    tamis_kind kind = reader->options->kind;
    tamis_mode mode = TAMIS_MODE_AUTO;

    if (kind == TAMIS_KIND_AUTO || kind == TAMIS_KIND_DOMAIN)
        value = field_take_wildcard(value, &mode);
    return reader_add_value(reader, kind, mode, value, error);
}

/* What a line with two addresses means; see docs/FEEDS.md. */
static tamis_status read_addresses(struct feed_reader *reader, tamis_slice line,
                                   tamis_slice value, tamis_slice rest,
                                   bool *is_done, tamis_error *error)
{
    struct address first, second;
    tamis_slice field = field_next(&rest);
    uint32_t length;
    uint64_t number;
    bool has_dash = field.size && field.data[0] == '-';

    *is_done = false;
    if (!address_range_parse(&first, value))
        return TAMIS_OK;
    if (has_dash)
        field = field.size > 1 ? slice_from(field, 1) : field_next(&rest);
    if (!address_range_parse(&second, field)) {
        /* "0.0.0.0 name": a line of a hosts file. */
        *is_done = !has_dash && hosts_is_sink(value) && hosts_is_name(field) &&
                   (reader->options->kind == TAMIS_KIND_AUTO ||
                    reader->options->kind == TAMIS_KIND_DOMAIN);
        return *is_done
                   ? hosts_line(reader, field_without_comment(line, '#'), error)
                   : TAMIS_OK;
    }
    *is_done = true;
    if (has_dash)
        return address_range_add(reader, line, &first, &second, error);
    if (first.size == 4 && second.size == 4 &&
        address_range_is_mask(&second, &length))
        return address_range_add_prefix(reader, &first, length, error);
    /* DShield: start, end and length must say the same. A third field may as
     * well be a count, and then the second address is nothing to list. */
    if (number_parse_decimal(field_next(&rest), first.size * 8, &number) &&
        address_range_is_prefix(&first, &second, (uint32_t)number))
        return address_range_add_prefix(reader, &first, (uint32_t)number,
                                        error);
    *is_done = false;
    return TAMIS_OK;
}

/* "a-b", and "a/255.255.255.0". */
static tamis_status read_joined(struct feed_reader *reader, tamis_slice value,
                                bool *is_done, tamis_error *error)
{
    size_t dash = slice_find(value, '-'), slash = slice_find(value, '/');
    struct address first, second;
    uint32_t length;

    *is_done = false;
    if (dash != SIZE_MAX &&
        address_range_parse(&second, slice_from(value, dash + 1)) &&
        address_range_parse(&first, slice_first(value, dash))) {
        *is_done = true;
        return address_range_add(reader, value, &first, &second, error);
    }
    /* What follows is shorter most often, and no address. */
    if (slash != SIZE_MAX &&
        address_range_parse(&second, slice_from(value, slash + 1)) &&
        address_range_parse(&first, slice_first(value, slash)) &&
        first.size == 4 && second.size == 4 &&
        address_range_is_mask(&second, &length)) {
        *is_done = true;
        return address_range_add_prefix(reader, &first, length, error);
    }
    return TAMIS_OK;
}

/* Could an address begin so? Keeps the work off the lines of names. */
static bool may_be_address(tamis_slice value)
{
    char byte = value.data[0];

    return field_is_digit(byte) || byte == ':' ||
           (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/* `ipset save`: "create NAME ..." and "add NAME VALUE ...". */
static bool read_ipset(tamis_slice *value, tamis_slice *rest)
{
    if (!slice_is(*value, "add") && !slice_is(*value, "create"))
        return false;
    field_next(rest);
    if (rest->size == 0)
        return false;
    if (slice_is(*value, "create"))
        *value = slice_make(NULL, 0);
    else
        *value = field_next(rest);
    return true;
}

/* Is it a pattern, good or bad, where the kinds of values are found? */
static tamis_kind find_pattern(const struct feed_reader *reader,
                               tamis_slice line, tamis_slice *value)
{
    *value = line;
    if (pattern_value_is_named(line))
        return TAMIS_KIND_PATTERN;
    if (!(reader->options->flags & TAMIS_FEED_PATTERNS))
        return TAMIS_KIND_AUTO;
    if (slice_starts(line, pattern_value_literal)) {
        *value = slice_from(line, strlen(pattern_value_literal));
        return TAMIS_KIND_LITERAL;
    }
    return line.data[0] == '/' ? TAMIS_KIND_PATTERN : TAMIS_KIND_AUTO;
}

/* "filename:/regex/" is the whole line. Where each line is a value of a kind
 * that was given, it is none. */
static tamis_status read_pattern(struct feed_reader *reader, tamis_slice line,
                                 bool *is_done, tamis_error *error)
{
    tamis_kind given = reader->options->kind, kind;
    tamis_indicator parsed;
    tamis_slice value;

    *is_done = true;
    if (given == TAMIS_KIND_AUTO) {
        kind = find_pattern(reader, line, &value);
        if (kind != TAMIS_KIND_AUTO)
            return reader_add_value(reader, kind, TAMIS_MODE_AUTO, value,
                                    error);
    } else if (given != TAMIS_KIND_PATTERN && given != TAMIS_KIND_LITERAL &&
               pattern_value_is_named(line) &&
               indicator_parse(&parsed, TAMIS_KIND_PATTERN, line, 0) ==
                   TAMIS_REASON_NONE) {
        return reader_reject_value(reader, line, TAMIS_REASON_REGEX_UNSUPPORTED,
                                   error);
    }
    *is_done = false;
    return TAMIS_OK;
}

static tamis_status read_line(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    tamis_kind kind = reader->options->kind;
    tamis_slice rest = line, value;
    bool is_done = false;

    (void)context;
    if (line.size == 0 || is_comment(line, kind))
        return TAMIS_OK;
    TRY(read_pattern(reader, line, &is_done, error));
    if (is_done)
        return TAMIS_OK;
    if (takes_whole_line(kind))
        return add_value(reader, line, error);
    value = field_next(&rest);
    if (rest.size && read_ipset(&value, &rest)) {
        if (value.size == 0)
            return TAMIS_OK;
        rest.size = 0;
    }
    value = cut_value(value);
    if (value.size == 0)
        return reader_reject_value(reader, line, TAMIS_REASON_NOT_AN_INDICATOR,
                                   error);
    if (rest.size && may_be_address(value))
        TRY(read_addresses(reader, line, value, rest, &is_done, error));
    if (!is_done && may_be_address(value))
        TRY(read_joined(reader, value, &is_done, error));
    return is_done ? TAMIS_OK : add_value(reader, value, error);
}

/* What may begin a line that is more than a value: bits for when. */
enum {
    LOOK_ALWAYS = 1,   /* comments, wildcards, lines without a value */
    LOOK_AT_JOINTS = 2 /* what may be an address, if something is joined */
};

static const uint8_t looks[256] = {
    ['\n'] = LOOK_ALWAYS,   ['\r'] = LOOK_ALWAYS,   ['#'] = LOOK_ALWAYS,
    ['/'] = LOOK_ALWAYS,    ['*'] = LOOK_ALWAYS,    ['.'] = LOOK_ALWAYS,
    ['0'] = LOOK_AT_JOINTS, ['1'] = LOOK_AT_JOINTS, ['2'] = LOOK_AT_JOINTS,
    ['3'] = LOOK_AT_JOINTS, ['4'] = LOOK_AT_JOINTS, ['5'] = LOOK_AT_JOINTS,
    ['6'] = LOOK_AT_JOINTS, ['7'] = LOOK_AT_JOINTS, ['8'] = LOOK_AT_JOINTS,
    ['9'] = LOOK_AT_JOINTS, [':'] = LOOK_AT_JOINTS, ['a'] = LOOK_AT_JOINTS,
    ['b'] = LOOK_AT_JOINTS, ['c'] = LOOK_AT_JOINTS, ['d'] = LOOK_AT_JOINTS,
    ['e'] = LOOK_AT_JOINTS, ['f'] = LOOK_AT_JOINTS, ['A'] = LOOK_AT_JOINTS,
    ['B'] = LOOK_AT_JOINTS, ['C'] = LOOK_AT_JOINTS, ['D'] = LOOK_AT_JOINTS,
    ['E'] = LOOK_AT_JOINTS, ['F'] = LOOK_AT_JOINTS,
};

/* Could read_joined() find two addresses in it? Not in "1.2.3.0/24", nor in a
 * value that begins with a letter and is no IPv6 address. */
static bool may_be_joined(tamis_slice value)
{
    size_t size = value.size;

    if (!field_is_digit(value.data[0]))
        return slice_find(value, ':') != SIZE_MAX;
    return size < 3 ||
           !(value.data[size - 3] == '/' || value.data[size - 2] == '/') ||
           slice_find(value, '-') != SIZE_MAX;
}

/* Is the line that ends at `end` one value and nothing else? */
static bool is_bare(const char *text, uint32_t end, tamis_slice *value)
{
    unsigned look = looks[(uint8_t)*text];
    unsigned when =
        end & TEXT_LINE_JOINT ? LOOK_ALWAYS | LOOK_AT_JOINTS : LOOK_ALWAYS;

    if (end & TEXT_LINE_ODD || value->size > LINE_SIZE_MAX)
        return false;
    if (look & when && (look & LOOK_ALWAYS || may_be_joined(*value)))
        return false;
    if (end & TEXT_LINE_JOINT && pattern_value_may_be_named(*value))
        return false;
    if (value->data[value->size - 1] != '\r')
        return true;
    value->size--;
    return value->data[value->size - 1] != '\r';
}

/* Takes bare lines until there is one that is not, or no more room; *begin is
 * where the next line does. */
static size_t take_values(struct feed_reader *reader,
                          const struct line_run *run, size_t n, size_t *begin)
{
    tamis_statement_value *values = reader->values;
    size_t count = reader->value_count, at = *begin;

    for (; n < run->count && count < READER_VALUES; n++) {
        const char *text = (const char *)run->bytes + at;
        size_t end = run->ends[n] & TEXT_LINE_PLACE;
        tamis_slice value = slice_make(text, end - at);

        if (!is_bare(text, run->ends[n], &value))
            break;
        values[count++] = (tamis_statement_value){
            value, run->number + n, run->offset + (at - run->begin),
            TAMIS_MODE_AUTO, 0};
        at = end + 1;
    }
    *begin = at;
    reader->added += count - reader->value_count;
    reader->value_count = count;
    return n;
}

/* Lines that are one value each. */
static tamis_status read_run(struct feed_reader *reader,
                             const struct line_run *run, size_t *taken,
                             tamis_error *error)
{
    size_t begin = run->begin, n;

    *taken = 0;
    if (!reader->sink->add_values)
        return TAMIS_OK;
    do {
        n = *taken;
        TRY(reader_begin_values(reader, reader->options->kind, error));
        *taken = take_values(reader, run, n, &begin);
    } while (*taken > n && *taken < run->count);
    return TAMIS_OK;
}

tamis_status list_read(struct feed_reader *reader, tamis_error *error)
{
    return reader_each_run(reader, read_run, read_line, error);
}
