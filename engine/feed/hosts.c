/* SPDX-License-Identifier: BSD-2-Clause */
/* hosts(5) files that send names to a sink address. */
#include "feed/hosts.h"

#include "base/error.h"
#include "base/slice.h"
#include "feed/address_range.h"
#include "feed/fields.h"

bool hosts_is_sink(tamis_slice text)
{
    static const uint8_t zero[16], ipv6_loopback[16] = {[15] = 1};
    struct address address;

    if (!address_range_parse(&address, text))
        return false;
    if (address.size == 4)
        return address.bytes[0] == 127 || !memcmp(address.bytes, zero, 4);
    return !memcmp(address.bytes, zero, 16) ||
           !memcmp(address.bytes, ipv6_loopback, 16);
}

bool hosts_is_name(tamis_slice field)
{
    struct address address;

    for (size_t i = 0; i < field.size; i++) {
        if (field.data[i] == '#' || field.data[i] == ';')
            return false;
        if (!field_is_digit(field.data[i]))
            return !address_range_parse(&address, field);
    }
    return false;
}

/* Names that every hosts file has for the machine itself. */
static bool is_housekeeping(tamis_slice name)
{
    static const char *const names[] = {
        "localhost",     "localhost.localdomain",
        "localhost4",    "localhost6",
        "local",         "localhost4.localdomain4",
        "broadcasthost", "localhost6.localdomain6",
        "0.0.0.0"};

    /* Most names are turned away by their first byte. */
    if (!memchr("lLbBiI0", name.data[0], 7))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (slice_equal_folded(name, slice_text(names[i])))
            return true;
    return slice_starts_folded(name, "ip6-");
}

static bool is_address_with_zone(tamis_slice text)
{
    struct address address;

    return address_range_parse(&address,
                               slice_first(text, slice_find(text, '%')));
}

static tamis_status reject_name(struct feed_reader *reader, tamis_slice name,
                                tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    statement.value = name;
    statement.kind = TAMIS_KIND_DOMAIN;
    statement.mode = TAMIS_MODE_EXACT;
    return reader_reject(reader, &statement, TAMIS_REASON_HOSTS_NONSINK, error);
}

tamis_status hosts_line(struct feed_reader *reader, tamis_slice line,
                        tamis_error *error)
{
    tamis_slice rest = line;
    tamis_slice address = field_next(&rest);
    bool is_sink = hosts_is_sink(address);

    if (!is_sink && !is_address_with_zone(address))
        return reader_reject_value(reader, line, TAMIS_REASON_SYNTAX, error);
    if (rest.size == 0)
        return reader_reject_value(reader, line, TAMIS_REASON_BAD_FIELD_COUNT,
                                   error);
    while (rest.size) {
        tamis_slice name = field_next(&rest);

        if (is_housekeeping(name))
            continue;
        if (is_sink)
            TRY(reader_add_value(reader, TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT,
                                 name, error));
        else
            TRY(reject_name(reader, name, error));
    }
    return TAMIS_OK;
}

static tamis_status read_line(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    size_t comment = slice_find(line, '#');

    (void)context;
    /* In hosts(5) a comment begins anywhere. */
    if (comment != SIZE_MAX)
        line = slice_trim(slice_first(line, comment));
    if (line.size == 0)
        return TAMIS_OK;
    return hosts_line(reader, line, error);
}

tamis_status hosts_read(struct feed_reader *reader, tamis_error *error)
{
    return reader_each_line(reader, false, read_line, NULL, error);
}
