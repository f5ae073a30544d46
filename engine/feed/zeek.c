/* SPDX-License-Identifier: BSD-2-Clause */
/* Zeek intelligence files: TSV whose "#fields" line names the columns. */
#include "base/error.h"
#include "base/number.h"
#include "base/slice.h"
#include "feed/fields.h"
#include "feed/reader.h"

/* Columns that are looked at; a file may have others. */
#define ZEEK_COLUMN_MAX 64

enum column {
    COLUMN_INDICATOR,
    COLUMN_TYPE,
    COLUMN_SOURCE,
    COLUMN_DESCRIPTION,
    COLUMN_URL,
    COLUMN_CONFIDENCE,
    COLUMN_COUNT
};

struct zeek_state {
    bool has_fields;
    size_t field_count;
    size_t columns[COLUMN_COUNT]; /* SIZE_MAX when absent */
};

static const char *const column_names[COLUMN_COUNT] = {
    "indicator", "indicator_type", "meta.source",
    "meta.desc", "meta.url",       "meta.confidence"};

static tamis_status read_fields(struct feed_reader *reader,
                                struct zeek_state *state, tamis_slice names,
                                tamis_error *error)
{
    tamis_slice all = names, name;

    state->has_fields = true;
    state->field_count = 0;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        state->columns[i] = SIZE_MAX;
    while (slice_split(&names, '\t', &name)) {
        for (size_t i = 0; i < COLUMN_COUNT; i++)
            if (slice_is(name, column_names[i]))
                state->columns[i] = state->field_count;
        state->field_count++;
    }
    if (state->columns[COLUMN_INDICATOR] == SIZE_MAX ||
        state->columns[COLUMN_TYPE] == SIZE_MAX)
        return reader_error(reader, error, TAMIS_ERROR_SYNTAX,
                            "#fields must name indicator and indicator_type, "
                            "separated by single tabs; it names: %.*s",
                            (int)(all.size < 200 ? all.size : 200), all.data);
    if (state->field_count > ZEEK_COLUMN_MAX)
        return reader_error(reader, error, TAMIS_ERROR_LIMIT,
                            "#fields names more than %d columns",
                            ZEEK_COLUMN_MAX);
    return TAMIS_OK;
}

struct zeek_type {
    const char *name;
    tamis_kind kind;
    tamis_reason reason; /* of those that are refused */
};

static const struct zeek_type types[] = {
    {"Intel::ADDR", TAMIS_KIND_IP, 0},
    {"Intel::SUBNET", TAMIS_KIND_IP, 0},
    {"Intel::URL", TAMIS_KIND_URL, 0},
    /* Zeek looks for these in User-Agent headers. */
    {"Intel::SOFTWARE", TAMIS_KIND_USER_AGENT, 0},
    {"Intel::EMAIL", TAMIS_KIND_EMAIL, 0},
    {"Intel::DOMAIN", TAMIS_KIND_DOMAIN, 0},
    {"Intel::USER_NAME", 0, TAMIS_REASON_PERSONAL_DATA},
    {"Intel::CERT_HASH", TAMIS_KIND_X509_SHA1, 0},
    {"Intel::PUBKEY_HASH", TAMIS_KIND_SSH_FINGERPRINT, 0},
    {"Intel::FILE_HASH", TAMIS_KIND_SHA256, 0},
    {"Intel::FILE_NAME", TAMIS_KIND_FILENAME, 0},
    {"Intel::JA3", TAMIS_KIND_JA3, 0},
    {"Intel::JA4", TAMIS_KIND_JA4, 0},
};

/* The digest that a value of so many hex digits is. */
static tamis_kind digest_kind(tamis_kind kind, size_t size)
{
    if (kind == TAMIS_KIND_X509_SHA1)
        return size == 32   ? TAMIS_KIND_X509_MD5
               : size == 64 ? TAMIS_KIND_X509_SHA256
                            : kind;
    switch (size) {
    case 32:
        return TAMIS_KIND_MD5;
    case 40:
        return TAMIS_KIND_SHA1;
    case 56:
        return TAMIS_KIND_SHA224;
    case 96:
        return TAMIS_KIND_SHA384;
    case 128:
        return TAMIS_KIND_SHA512;
    default:
        return kind;
    }
}

static tamis_reason find_type(tamis_statement *statement, tamis_slice name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (!slice_is(name, types[i].name))
            continue;
        statement->kind = types[i].kind;
        if (statement->kind == TAMIS_KIND_SHA256 ||
            statement->kind == TAMIS_KIND_X509_SHA1)
            statement->kind =
                digest_kind(statement->kind, statement->value.size);
        if (statement->kind == TAMIS_KIND_DOMAIN)
            statement->mode = TAMIS_MODE_EXACT;
        return types[i].reason;
    }
    return TAMIS_REASON_UNKNOWN_KIND;
}

/* "-" says that there is no value. */
static tamis_slice get_field(const struct zeek_state *state,
                             const tamis_slice *fields, enum column column)
{
    size_t at = state->columns[column];

    if (at == SIZE_MAX || slice_is(fields[at], "-") ||
        slice_is(fields[at], "(empty)"))
        return slice_make(NULL, 0);
    return slice_trim(fields[at]);
}

static tamis_status read_row(struct feed_reader *reader,
                             const struct zeek_state *state, tamis_slice line,
                             tamis_error *error)
{
    tamis_statement statement = TAMIS_STATEMENT_INIT;
    tamis_slice fields[ZEEK_COLUMN_MAX], rest = line, source;
    size_t count = 0;
    uint64_t confidence;
    tamis_reason reason;

    while (count < ZEEK_COLUMN_MAX && slice_split(&rest, '\t', &fields[count]))
        count++;
    if (count != state->field_count || rest.data)
        return reader_reject_value(reader, line, TAMIS_REASON_BAD_FIELD_COUNT,
                                   error);
    statement.value = get_field(state, fields, COLUMN_INDICATOR);
    statement.reference = get_field(state, fields, COLUMN_URL);
    statement.context = get_field(state, fields, COLUMN_DESCRIPTION);
    source = get_field(state, fields, COLUMN_SOURCE);
    statement.tags = &source;
    statement.tag_count = source.size > 0;
    if (number_parse_decimal(get_field(state, fields, COLUMN_CONFIDENCE), 100,
                             &confidence))
        statement.confidence = (uint32_t)confidence;
    reason = find_type(&statement, get_field(state, fields, COLUMN_TYPE));
    if (!reason && statement.value.size == 0)
        reason = TAMIS_REASON_NOT_AN_INDICATOR;
    if (reason)
        return reader_reject(reader, &statement, reason, error);
    return reader_add(reader, &statement, error);
}

static tamis_status read_line(struct feed_reader *reader, tamis_slice line,
                              void *context, tamis_error *error)
{
    struct zeek_state *state = context;

    if (line.size == 0)
        return TAMIS_OK;
    if (slice_starts(line, "#fields\t"))
        return read_fields(reader, state, slice_from(line, 8), error);
    if (line.data[0] == '#')
        return TAMIS_OK;
    if (!state->has_fields)
        return reader_error(reader, error, TAMIS_ERROR_SYNTAX,
                            "a Zeek intelligence file begins with a #fields "
                            "line, its names separated by tabs; this one "
                            "does not");
    return read_row(reader, state, line, error);
}

tamis_status zeek_read(struct feed_reader *reader, tamis_error *error)
{
    struct zeek_state state = {0};

    return reader_each_line(reader, true, read_line, &state, error);
}
