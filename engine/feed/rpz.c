/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Response policy zones (draft-vixie-dnsop-dns-rpz): the triggers of a zone
 * file on names and on answered addresses. One bad line loses itself only.
 */
#include "base/error.h"
#include "base/number.h"
#include "base/slice.h"
#include "feed/address_range.h"
#include "feed/fields.h"

/* Presentation form of the longest name, and a zone's name under it. */
#define NAME_SIZE_MAX 1024

struct zone_name {
    size_t size;
    char text[NAME_SIZE_MAX]; /* without the trailing dot */
};

struct rpz_state {
    unsigned depth; /* open parentheses */
    uint64_t open_line, open_offset;
    bool has_apex, has_origin, has_owner, is_too_long;
    struct zone_name origin, apex, owner;
};

static tamis_slice as_slice(const struct zone_name *name)
{
    return slice_make(name->text, name->size);
}

/* The next token; parentheses count as blanks, ';' ends the line. */
static tamis_slice next_token(struct rpz_state *state, tamis_slice *rest)
{
    size_t begin = 0, end;
    tamis_slice token;

    for (; begin < rest->size; begin++) {
        char byte = rest->data[begin];

        if (byte == '(')
            state->depth++;
        else if (byte == ')' && state->depth)
            state->depth--;
        else if (!field_is_blank(byte) && byte != ')')
            break;
    }
    if (begin >= rest->size || rest->data[begin] == ';') {
        *rest = slice_make(NULL, 0);
        return *rest;
    }
    end = begin + 1;
    if (rest->data[begin] == '"') {
        while (end < rest->size && rest->data[end] != '"')
            end++;
        end += end < rest->size;
    } else {
        while (end < rest->size && !memchr(" \t;()", rest->data[end], 5))
            end += rest->data[end] == '\\' && end + 1 < rest->size ? 2 : 1;
    }
    token = slice_make(rest->data + begin, end - begin);
    *rest = slice_from(*rest, end);
    return token;
}

/* One byte of a name, escapes undone; false for what no host name holds. */
static bool read_byte(tamis_slice token, size_t *at, char *byte)
{
    unsigned value = 0;

    *byte = token.data[(*at)++];
    if (*byte != '\\')
        return true;
    if (*at >= token.size)
        return false;
    if (!field_is_digit(token.data[*at])) {
        *byte = token.data[(*at)++];
        return *byte != '.';
    }
    for (unsigned i = 0; i < 3; i++) {
        if (*at >= token.size || !field_is_digit(token.data[*at]))
            return false;
        value = value * 10 + (unsigned)(token.data[(*at)++] - '0');
    }
    *byte = (char)(unsigned char)value;
    return value > ' ' && value < 256 && value != '.';
}

/* The whole name of a token, under the origin unless it ends with a dot. */
static bool read_name(const struct rpz_state *state, tamis_slice token,
                      struct zone_name *name)
{
    bool is_absolute = token.data[token.size - 1] == '.';

    name->size = 0;
    if (slice_is(token, "@")) {
        *name = state->origin;
        return true;
    }
    if (is_absolute)
        token.size--;
    for (size_t at = 0; at < token.size;) {
        if (name->size == NAME_SIZE_MAX ||
            !read_byte(token, &at, &name->text[name->size++]))
            return false;
    }
    if (is_absolute || state->origin.size == 0)
        return true;
    if (name->size + 1 + state->origin.size > NAME_SIZE_MAX)
        return false;
    name->text[name->size++] = '.';
    memcpy(name->text + name->size, state->origin.text, state->origin.size);
    name->size += state->origin.size;
    return true;
}

/* Takes ".suffix" off the end of a name, letter case ignored. */
static bool strip_suffix(tamis_slice *name, tamis_slice suffix)
{
    size_t dot;

    if (name->size < suffix.size + 2)
        return false;
    dot = name->size - suffix.size - 1;
    if (name->data[dot] != '.' ||
        !slice_equal_folded(slice_from(*name, dot + 1), suffix))
        return false;
    name->size = dot;
    return true;
}

static bool parse_hextets(tamis_slice labels, struct address *address)
{
    /* Reversed: the last group comes first, "zz" is the run of zeroes. */
    uint16_t groups[8] = {0};
    size_t count = 0, gap = SIZE_MAX;
    tamis_slice label;

    while (slice_split(&labels, '.', &label)) {
        uint16_t value = 0;

        if (slice_is(label, "zz") && gap == SIZE_MAX) {
            gap = count;
            continue;
        }
        if (count == 8 || label.size == 0 || label.size > 4)
            return false;
        for (size_t i = 0; i < label.size; i++) {
            int digit = number_hex_digit(label.data[i]);

            if (digit < 0)
                return false;
            value = (uint16_t)(value << 4 | digit);
        }
        groups[count++] = value;
    }
    if (gap == SIZE_MAX ? count != 8 : count > 7)
        return false;
    memset(address->bytes, 0, sizeof address->bytes);
    address->size = 16;
    for (size_t i = 0; i < count; i++) {
        size_t to = i < gap ? 7 - i : count - 1 - i;

        address->bytes[to * 2] = (uint8_t)(groups[i] >> 8);
        address->bytes[to * 2 + 1] = (uint8_t)groups[i];
    }
    return true;
}

static bool parse_octets(tamis_slice labels, struct address *address)
{
    tamis_slice label;
    size_t count = 0;
    uint64_t value;

    address->size = 4;
    while (slice_split(&labels, '.', &label)) {
        if (count == 4 || !number_parse_decimal(label, 255, &value))
            return false;
        address->bytes[3 - count++] = (uint8_t)value;
    }
    return count == 4;
}

/* "24.0.2.0.192" is 192.0.2.0/24. */
static tamis_status add_address(struct feed_reader *reader,
                                tamis_statement *statement, tamis_slice labels,
                                tamis_error *error)
{
    tamis_slice rest = labels, first;
    struct address_prefix prefix;
    uint64_t length;
    char text[ADDRESS_TEXT_SIZE];

    if (!slice_split(&rest, '.', &first) || !rest.data ||
        !number_parse_decimal(first, 128, &length) ||
        !(parse_octets(rest, &prefix.address) ||
          parse_hextets(rest, &prefix.address)) ||
        length > prefix.address.size * 8)
        return reader_reject(reader, statement, TAMIS_REASON_BAD_IP, error);
    statement->kind = TAMIS_KIND_IP;
    statement->fields = TAMIS_FIELD_DNS_ANSWER;
    prefix.length = (uint32_t)length;
    statement->value = slice_make(text, address_prefix_format(&prefix, text));
    return reader_add(reader, statement, error);
}

/* A trigger, its policy known already. */
static tamis_status add_trigger(struct feed_reader *reader,
                                tamis_statement *statement, tamis_slice name,
                                tamis_error *error)
{
    static const char *const others[] = {"rpz-client-ip", "rpz-nsip",
                                         "rpz-nsdname"};

    statement->value = name;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strip_suffix(&name, slice_text(others[i])))
            return reader_reject(reader, statement, TAMIS_REASON_RPZ_TRIGGER,
                                 error);
    if (statement->action == TAMIS_ACTION_ALLOW &&
        !(reader->options->flags & TAMIS_FEED_HONOUR_ALLOW))
        return reader_reject(reader, statement, TAMIS_REASON_ALLOW_IGNORED,
                             error);
    if (strip_suffix(&name, slice_text("rpz-ip")))
        return add_address(reader, statement, name, error);
    statement->kind = TAMIS_KIND_DOMAIN;
    statement->mode = TAMIS_MODE_EXACT;
    if (slice_starts(name, "*.")) {
        statement->mode = TAMIS_MODE_SUBDOMAINS;
        statement->value = slice_from(name, 2);
    }
    return reader_add(reader, statement, error);
}

static bool is_passthru(tamis_slice target, tamis_slice trigger)
{
    if (slice_equal_folded(target, slice_text("rpz-passthru.")) ||
        slice_equal_folded(target, slice_text("rpz-passthru")))
        return true;
    /* The older way to say it: an alias of itself. */
    return target.size && target.data[target.size - 1] == '.' &&
           slice_equal_folded(field_without_dot(target), trigger);
}

static tamis_status read_record(struct feed_reader *reader,
                                struct rpz_state *state, tamis_slice line,
                                tamis_slice type, tamis_slice target,
                                tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_slice name = as_slice(&state->owner);
    bool is_alias = slice_equal_folded(type, slice_text("CNAME"));

    if (slice_equal_folded(type, slice_text("SOA"))) {
        state->apex = state->owner;
        state->has_apex = true;
        if (!state->has_origin)
            state->origin = state->owner;
        return TAMIS_OK;
    }
    if (!state->has_apex) {
        state->apex = state->origin;
        state->has_apex = true;
    }
    if (slice_equal_folded(name, as_slice(&state->apex)))
        return TAMIS_OK; /* NS and the like of the zone itself */
    if (state->apex.size && !strip_suffix(&name, as_slice(&state->apex)))
        return reader_reject_value(reader, line, TAMIS_REASON_SYNTAX, error);
    statement.value = name;
    if (target.size == 0)
        return reader_reject_value(reader, line, TAMIS_REASON_BAD_FIELD_COUNT,
                                   error);
    if (!is_alias && !slice_equal_folded(type, slice_text("A")) &&
        !slice_equal_folded(type, slice_text("AAAA")))
        return reader_reject(reader, &statement, TAMIS_REASON_NOT_AN_INDICATOR,
                             error);
    if (is_alias && is_passthru(target, name))
        statement.action = TAMIS_ACTION_ALLOW;
    return add_trigger(reader, &statement, name, error);
}

static tamis_status read_directive(struct feed_reader *reader,
                                   struct rpz_state *state, tamis_slice line,
                                   tamis_error *error)
{
    tamis_slice rest = line;
    tamis_slice directive = next_token(state, &rest);
    tamis_slice value = next_token(state, &rest);

    if (slice_equal_folded(directive, slice_text("$TTL")))
        return TAMIS_OK;
    if (!slice_equal_folded(directive, slice_text("$ORIGIN")))
        return reader_reject_value(reader, line, TAMIS_REASON_NOT_AN_INDICATOR,
                                   error);
    if (value.size == 0 || !read_name(state, value, &state->owner))
        return reader_reject_value(reader, line, TAMIS_REASON_SYNTAX, error);
    state->origin = state->owner;
    state->has_origin = true;
    state->has_owner = false;
    return TAMIS_OK;
}

static bool is_class(tamis_slice token)
{
    return slice_equal_folded(token, slice_text("IN")) ||
           slice_equal_folded(token, slice_text("CH")) ||
           slice_equal_folded(token, slice_text("HS"));
}

/* A line in the first column with a CNAME in it begins a record, whatever
 * parenthesis was left open above it. */
static bool begins_record(tamis_slice line)
{
    tamis_slice rest = line;

    if (field_is_blank(line.data[0]))
        return false;
    field_next(&rest);
    for (unsigned i = 0; i < 3 && rest.size; i++)
        if (slice_equal_folded(field_next(&rest), slice_text("CNAME")))
            return true;
    return false;
}

/* The record of an open parenthesis is the bad one. */
static tamis_status give_up_record(struct feed_reader *reader,
                                   struct rpz_state *state, tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;

    state->depth = 0;
    statement.value = slice_text("(");
    statement.line = state->open_line;
    statement.offset = state->open_offset;
    return reader_reject(reader, &statement, TAMIS_REASON_SYNTAX, error);
}

static tamis_status read_line(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    struct rpz_state *state = context;
    tamis_slice rest = line, token, type;
    bool is_inside = state->depth > 0, has_owner;

    if (line.size == 0)
        return TAMIS_OK;
    if (is_inside && begins_record(line)) {
        TRY(give_up_record(reader, state, error));
        is_inside = false;
    }
    if (line.data[0] == '$' && !is_inside)
        return read_directive(reader, state, line, error);
    if (!is_inside) {
        state->open_line = reader->line;
        state->open_offset = reader->offset;
    }
    has_owner = !field_is_blank(line.data[0]);
    token = next_token(state, &rest);
    if (is_inside || token.size == 0) {
        while (rest.size)
            next_token(state, &rest);
        return TAMIS_OK;
    }
    if (has_owner) {
        state->has_owner = read_name(state, token, &state->owner);
        state->is_too_long = token.size >= NAME_SIZE_MAX;
        token = next_token(state, &rest);
    }
    while (token.size && (field_is_digit(token.data[0]) || is_class(token)))
        token = next_token(state, &rest);
    type = token;
    token = next_token(state, &rest);
    while (rest.size)
        next_token(state, &rest);
    if (state->is_too_long)
        return reader_reject_value(reader, line, TAMIS_REASON_TOO_LONG, error);
    if (!state->has_owner || type.size == 0)
        return reader_reject_value(reader, line, TAMIS_REASON_SYNTAX, error);
    return read_record(reader, state, line, type, token, error);
}

tamis_status rpz_read(struct feed_reader *reader, tamis_error *error)
{
    struct rpz_state state = {0};

    TRY(reader_each_line(reader, true, read_line, &state, error));
    return state.depth ? give_up_record(reader, &state, error) : TAMIS_OK;
}
