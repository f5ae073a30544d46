/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maltrail's static trails: addresses, names, URLs and paths, a family a
 * file, in blocks under the reports that they come from.
 */
#include "base/error.h"
#include "base/slice.h"
#include "feed/address_range.h"
#include "feed/fields.h"
#include "feed/reader.h"

#define REFERENCE_SIZE_MAX 1024

struct maltrail_state {
    tamis_slice family;
    bool is_in_block; /* a trail was read since the last comment */
    size_t reference_size;
    char reference[REFERENCE_SIZE_MAX];
};

/*
 * A block may be headed by several references: the first is kept. A comment
 * after trails begins a new block.
 */
static void read_comment(struct maltrail_state *state, tamis_slice line)
{
    tamis_slice text = slice_trim(slice_from(line, 1)), link;

    if (state->is_in_block)
        state->reference_size = 0;
    state->is_in_block = false;
    if (!slice_starts_folded(text, "reference") || state->reference_size)
        return;
    link = field_find_link(text);
    if (link.size > REFERENCE_SIZE_MAX)
        return;
    if (link.size)
        memcpy(state->reference, link.data, link.size);
    state->reference_size = link.size;
}

/*
 * Trails with ".*", "[0-9]", "\." and the like are regular expressions.
 * Brackets around an IPv6 address, and '?' or '+' in a query, are not.
 */
static bool is_pattern(tamis_slice trail)
{
    for (size_t i = 0; i < trail.size; i++) {
        char byte = trail.data[i];
        char before = i ? trail.data[i - 1] : ' ';

        if (byte == '\\' || byte == '^' || byte == '|')
            return true;
        if ((byte == '*' || byte == '+') &&
            (before == '.' || before == ']' || before == ')'))
            return true;
        if (byte == '[' && i + 1 < trail.size &&
            slice_find(slice_first(slice_from(trail, i), 6), ':') == SIZE_MAX)
            return true;
    }
    return false;
}

/* The host of a trail: up to a path, a port or a query. */
static tamis_slice get_host(tamis_slice trail)
{
    size_t end = 0;

    while (end < trail.size && trail.data[end] != '/' &&
           trail.data[end] != ':' && trail.data[end] != '?')
        end++;
    return slice_first(trail, end);
}

static bool is_prefix(tamis_slice after_host)
{
    if (after_host.size < 2 || after_host.size > 4)
        return false;
    for (size_t i = 1; i < after_host.size; i++)
        if (!field_is_digit(after_host.data[i]))
            return false;
    return after_host.data[0] == '/';
}

static bool is_ipv6(tamis_slice trail)
{
    struct address address;
    size_t slash = slice_find(trail, '/');

    return address_range_parse(&address, slice_first(trail, slash)) &&
           address.size == 16;
}

static tamis_kind find_kind(tamis_slice trail)
{
    tamis_slice host = get_host(trail);
    tamis_slice after = slice_from(trail, host.size);
    struct address address;
    bool is_address;

    if (is_pattern(trail))
        return TAMIS_KIND_PATTERN;
    if (slice_find_text(trail, "://") != SIZE_MAX)
        return TAMIS_KIND_URL;
    if (trail.data[0] == '[')
        return TAMIS_KIND_IP_PORT;
    if (is_ipv6(trail))
        return TAMIS_KIND_IP;
    is_address = address_range_parse(&address, host);
    if (after.size == 0)
        return is_address ? TAMIS_KIND_IP : TAMIS_KIND_DOMAIN;
    if (is_address && is_prefix(after))
        return TAMIS_KIND_IP;
    if (is_address && slice_find(after, '/') == SIZE_MAX &&
        after.data[0] == ':')
        return TAMIS_KIND_IP_PORT;
    return TAMIS_KIND_URL;
}

static tamis_status read_line(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    struct maltrail_state *state = context;
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    if (line.size && line.data[0] == '#')
        read_comment(state, line);
    line = field_without_comment(line, '#');
    if (line.size == 0)
        return TAMIS_OK;
    state->is_in_block = true;
    statement.value = line;
    statement.reference = slice_make(state->reference, state->reference_size);
    statement.tags = &state->family;
    statement.tag_count = state->family.size > 0;
    if (line.data[0] == '/')
        return reader_reject(reader, &statement, TAMIS_REASON_PATH_ONLY, error);
    statement.kind = find_kind(line);
    if (statement.kind == TAMIS_KIND_DOMAIN) {
        statement.mode = TAMIS_MODE_SUFFIX;
        if (line.data[0] == '.')
            statement.value = slice_from(line, 1);
    }
    return reader_add(reader, &statement, error);
}

tamis_status maltrail_read(struct feed_reader *reader, tamis_error *error)
{
    struct maltrail_state state;
    size_t dot;

    memset(&state, 0, sizeof state);
    state.family = field_base_name(reader->path);
    dot = slice_find(state.family, '.');
    if (dot != SIZE_MAX && dot > 0)
        state.family = slice_first(state.family, dot);
    return reader_each_line(reader, false, read_line, &state, error);
}
