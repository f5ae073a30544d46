/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses, prefixes, and addresses with ports. */
#include "indicator/extract_shape.h"

/* The longest IPv6 address has 45 bytes; a port and a stop may follow. */
#define COLONS_LENGTH_MAX 56u

static unsigned unit_flags(const struct unit *unit)
{
    if (unit->origin == UNIT_MARK)
        return SHAPE_MARKED;
    return unit->origin == UNIT_ESCAPE ? SHAPE_ESCAPED : 0;
}

static void scan_port(struct start *start, size_t at, unsigned flags)
{
    struct unit colon = unit_read(&start->reader, at);
    size_t end;

    if (!unit_is(&colon, ':'))
        return;
    end = shape_scan_number(&start->reader, at + colon.size, 5, 65535);
    if (end)
        shape_add(start, TAMIS_KIND_IP_PORT, end, flags | unit_flags(&colon));
}

/* "/24" and nothing that would make it a path. Inside a URL it is a path. */
static bool scan_prefix(struct start *start, size_t at, unsigned flags,
                        unsigned length_max)
{
    struct unit slash = unit_read(&start->reader, at);
    struct unit next;
    size_t end;

    if (!unit_is(&slash, '/') || start->offset < start->extract->url_end)
        return false;
    end = shape_scan_number(&start->reader, at + slash.size,
                            length_max == 32 ? 2 : 3, length_max);
    if (end == 0)
        return false;
    next = unit_read(&start->reader, end);
    if (unit_is(&next, '/') || unit_is(&next, '?') || unit_is(&next, '@'))
        return false;
    shape_add(start, TAMIS_KIND_IP, end,
              flags | unit_flags(&slash) | SHAPE_PREFIX);
    return true;
}

/* tcpdump writes 1.2.3.4.443, and "1.2.3.4.443:" before what it says of it. */
static bool is_before_blank(const struct reader *reader, size_t at)
{
    struct unit unit = unit_read(reader, at);

    if (unit.count && (unit.bytes[0] == ':' || unit.bytes[0] == ',' ||
                       unit.bytes[0] == '.' || unit.bytes[0] == ';'))
        unit = unit_read(reader, at + unit.size);
    return unit.bytes[0] == ' ' ||
           (unit.bytes[0] >= '\t' && unit.bytes[0] <= '\r');
}

static void scan_dotted_port(struct start *start, const struct run *run)
{
    size_t port = run->fourth_end;
    struct unit dot = unit_read(&start->reader, port);

    if (!shape_is_after_blank(start) ||
        !is_before_blank(&start->reader, run->end) ||
        !shape_scan_number(&start->reader, port + dot.size, 5, 65535))
        return;
    shape_add(start, TAMIS_KIND_IP_PORT, run->end, run->flags);
    shape_add(start, TAMIS_KIND_IP, port, run->flags);
}

bool shape_scan_ipv4(struct start *start, const struct run *run)
{
    bool has_prefix;

    /* ".1.3.6.1" is the number of something else. */
    if (start->offset > 0 && start->reader.text[start->offset - 1] == '.')
        return false;
    if (run->label_count == 5)
        scan_dotted_port(start, run);
    if (run->label_count != 4 || run->length > 15)
        return false;
    scan_port(start, run->end, run->flags);
    has_prefix = scan_prefix(start, run->end, run->flags, 32);
    shape_add(start, TAMIS_KIND_IP, run->end,
              run->flags | (has_prefix ? SHAPE_AFTER_PREFIX : 0));
    return !has_prefix;
}

/* Hex digits, colons and dots, and what is told by counting them. */
struct colons {
    size_t stop;   /* where reading stopped */
    size_t end;    /* without colon or dot of the sentence behind it */
    size_t dot_at; /* the only dot, when dot_count is 1 */
    size_t colon_count, pair_count, dot_count, digit_count, length;
    size_t group_length, group_length_max;
    unsigned flags;
};

static void take_colon(struct colons *colons, uint8_t before)
{
    if (before == ':')
        colons->pair_count++;
    colons->colon_count++;
    colons->group_length = 0;
}

static void scan_colons(const struct reader *reader, size_t at,
                        struct colons *colons)
{
    uint8_t before = 0;

    *colons = (struct colons){.end = at};
    while (colons->length < COLONS_LENGTH_MAX) {
        struct unit unit = unit_read(reader, at);

        if (unit.count != 1)
            break;
        if (unit.bytes[0] == ':') {
            take_colon(colons, before);
            if (before == ':')
                colons->end = at + unit.size;
        } else if (unit.bytes[0] == '.') {
            if (before == '.' || before == ':')
                break;
            colons->dot_at = at;
            colons->dot_count++;
            colons->group_length = 0;
        } else if (unit_class(&unit) & BYTE_HEX) {
            colons->digit_count++;
            /* Behind a dot there is IPv4, or a port. */
            if (++colons->group_length > colons->group_length_max &&
                colons->dot_count == 0)
                colons->group_length_max = colons->group_length;
            colons->end = at + unit.size;
        } else {
            break;
        }
        colons->flags |= unit_flags(&unit);
        before = unit.bytes[0];
        colons->length++;
        at += unit.size;
    }
    colons->stop = at;
}

static bool is_ipv6(const struct colons *colons)
{
    size_t colon_count = colons->colon_count;

    if (colons->pair_count > 1 || colons->digit_count == 0 ||
        colons->group_length_max > 4 || colon_count < 2 || colon_count > 8)
        return false;
    return colons->pair_count == 1 || colon_count == 7 ||
           (colon_count == 6 && colons->dot_count >= 3);
}

/* Hex digits and colons at `at`: where the address ends, or 0. */
static size_t scan_address(const struct reader *reader, size_t at,
                           struct colons *colons)
{
    struct reader inner = *reader;

    scan_colons(reader, at, colons);
    if (colons->length == COLONS_LENGTH_MAX)
        return 0;
    if (colons->pair_count == 0 && colons->colon_count < 6)
        return 0;
    /* Counted again without the stop or colon of the sentence behind it. */
    inner.size = colons->end;
    if (colons->stop > colons->end)
        scan_colons(&inner, at, colons);
    if (!is_ipv6(colons) || !shape_ends_at(reader, colons->end))
        return 0;
    return colons->end;
}

/* The rest of a run that is too long to be an address is none either. */
static size_t skip_colons(const struct reader *reader, size_t at)
{
    while (at < reader->size &&
           ((byte_class(reader->text[at]) & BYTE_HEX) ||
            reader->text[at] == ':' || reader->text[at] == '.'))
        at++;
    return at;
}

bool shape_scan_ipv6(struct start *start, size_t *end)
{
    struct extract *extract = start->extract;
    struct colons colons;
    bool has_prefix;

    if (start->keeps_all && start->offset < extract->colons_end)
        return false;
    *end = scan_address(&start->reader, start->offset, &colons);
    if (start->keeps_all)
        extract->colons_end = skip_colons(&start->reader, colons.end);
    if (colons.end > start->reach)
        start->reach = colons.end;
    if (*end == 0)
        return false;
    if (colons.dot_count == 1) {
        /* BSD writes fe80::1.53 for a port. */
        if (!shape_is_after_blank(start) ||
            !is_before_blank(&start->reader, *end))
            return false;
        shape_add(start, TAMIS_KIND_IP_PORT, *end, colons.flags);
        shape_add(start, TAMIS_KIND_IP, colons.dot_at, colons.flags);
        return true;
    }
    has_prefix = scan_prefix(start, *end, colons.flags, 128);
    shape_add(start, TAMIS_KIND_IP, *end,
              colons.flags | (has_prefix ? SHAPE_AFTER_PREFIX : 0));
    return true;
}

/* [2001:db8::1]:443. The address inside is a start of its own. */
void shape_scan_bracketed(struct start *start)
{
    struct colons colons;
    struct unit unit = unit_read(&start->reader, start->offset + 1), closing;
    size_t end;

    if (!(unit_class(&unit) & (BYTE_HEX | BYTE_JOIN)))
        return;
    end = scan_address(&start->reader, start->offset + 1, &colons);
    if (end == 0)
        return;
    closing = unit_read(&start->reader, end);
    if (unit_is(&closing, ']'))
        scan_port(start, end + closing.size,
                  colons.flags | unit_flags(&closing));
}
