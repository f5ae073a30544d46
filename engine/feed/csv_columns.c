/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/csv_columns.h"

#include "base/number.h"
#include "base/slice.h"
#include "feed/csv_kind.h"

enum role {
    ROLE_VALUE, /* of any kind: wins over the columns of one kind */
    ROLE_KIND_VALUE,
    ROLE_KIND,
    ROLE_FIRST_SEEN,
    ROLE_LAST_SEEN,
    ROLE_CONFIDENCE,
    ROLE_REFERENCE,
    ROLE_TAGS,
    ROLE_TAG,
    ROLE_TLP,
    ROLE_MARKING,
    ROLE_DISTRIBUTION,
    ROLE_TO_IDS,
    ROLE_OTHER /* known to be of no use, but a sign of a header */
};

/* Well-known names, in lower case, blanks and dashes as '_'. */
static const struct column_name {
    const char *name;
    enum role role;
    tamis_kind kind;
} names[] = {
    {"ioc_value", ROLE_VALUE, 0},
    {"indicator", ROLE_VALUE, 0},
    {"indicator_value", ROLE_VALUE, 0},
    {"value", ROLE_VALUE, 0},
    {"ioc", ROLE_VALUE, 0},
    {"observable", ROLE_VALUE, 0},
    {"data", ROLE_VALUE, 0},
    {"url", ROLE_KIND_VALUE, TAMIS_KIND_URL},
    {"domain", ROLE_KIND_VALUE, TAMIS_KIND_DOMAIN},
    {"domain_name", ROLE_KIND_VALUE, TAMIS_KIND_DOMAIN},
    {"hostname", ROLE_KIND_VALUE, TAMIS_KIND_DOMAIN},
    {"host", ROLE_KIND_VALUE, TAMIS_KIND_DOMAIN},
    {"fqdn", ROLE_KIND_VALUE, TAMIS_KIND_DOMAIN},
    {"dst_ip", ROLE_KIND_VALUE, TAMIS_KIND_IP},
    {"dstip", ROLE_KIND_VALUE, TAMIS_KIND_IP},
    {"ip", ROLE_KIND_VALUE, TAMIS_KIND_IP},
    {"ip_address", ROLE_KIND_VALUE, TAMIS_KIND_IP},
    {"ipaddress", ROLE_KIND_VALUE, TAMIS_KIND_IP},
    {"src_ip", ROLE_KIND_VALUE, TAMIS_KIND_IP},
    {"cidr", ROLE_KIND_VALUE, TAMIS_KIND_IP},
    {"email", ROLE_KIND_VALUE, TAMIS_KIND_EMAIL},
    {"md5", ROLE_KIND_VALUE, TAMIS_KIND_MD5},
    {"md5_hash", ROLE_KIND_VALUE, TAMIS_KIND_MD5},
    {"sha1", ROLE_KIND_VALUE, TAMIS_KIND_SHA1},
    {"sha1_hash", ROLE_KIND_VALUE, TAMIS_KIND_SHA1},
    {"sha256", ROLE_KIND_VALUE, TAMIS_KIND_SHA256},
    {"sha256_hash", ROLE_KIND_VALUE, TAMIS_KIND_SHA256},
    {"hash", ROLE_KIND_VALUE, TAMIS_KIND_AUTO},
    {"ja3_md5", ROLE_KIND_VALUE, TAMIS_KIND_JA3},
    {"ja3", ROLE_KIND_VALUE, TAMIS_KIND_JA3},
    {"ioc_type", ROLE_KIND, 0},
    {"indicator_type", ROLE_KIND, 0},
    {"observable_type", ROLE_KIND, 0},
    {"type", ROLE_KIND, 0},
    {"kind", ROLE_KIND, 0},
    {"first_seen_utc", ROLE_FIRST_SEEN, 0},
    {"first_seen", ROLE_FIRST_SEEN, 0},
    {"firstseen", ROLE_FIRST_SEEN, 0},
    {"dateadded", ROLE_FIRST_SEEN, 0},
    {"date_added", ROLE_FIRST_SEEN, 0},
    {"listingdate", ROLE_FIRST_SEEN, 0},
    {"date", ROLE_FIRST_SEEN, 0},
    {"timestamp", ROLE_FIRST_SEEN, 0},
    {"last_seen_utc", ROLE_LAST_SEEN, 0},
    {"last_seen", ROLE_LAST_SEEN, 0},
    {"lastseen", ROLE_LAST_SEEN, 0},
    {"last_online", ROLE_LAST_SEEN, 0},
    {"confidence_level", ROLE_CONFIDENCE, 0},
    {"confidence", ROLE_CONFIDENCE, 0},
    {"reference", ROLE_REFERENCE, 0},
    {"ref", ROLE_REFERENCE, 0},
    {"urlhaus_link", ROLE_REFERENCE, 0},
    {"link", ROLE_REFERENCE, 0},
    {"uuid", ROLE_REFERENCE, 0},
    {"tags", ROLE_TAGS, 0},
    {"attribute_tag", ROLE_TAGS, 0},
    {"event_tag", ROLE_TAGS, 0},
    {"tag", ROLE_TAG, 0},
    {"marking", ROLE_MARKING, 0},
    {"markings", ROLE_MARKING, 0},
    {"classification", ROLE_MARKING, 0},
    {"distribution", ROLE_DISTRIBUTION, 0},
    {"event_distribution", ROLE_DISTRIBUTION, 0},
    {"object_distribution", ROLE_DISTRIBUTION, 0},
    {"attribute_distribution", ROLE_DISTRIBUTION, 0},
    {"malware", ROLE_TAG, 0},
    {"malware_printable", ROLE_TAG, 0},
    {"signature", ROLE_TAG, 0},
    {"threat", ROLE_TAG, 0},
    {"threat_type", ROLE_TAG, 0},
    {"listingreason", ROLE_TAG, 0},
    {"to_ids", ROLE_TO_IDS, 0},
    {"id", ROLE_OTHER, 0},
    {"ioc_id", ROLE_OTHER, 0},
    {"event_id", ROLE_OTHER, 0},
    {"category", ROLE_OTHER, 0},
    {"comment", ROLE_OTHER, 0},
    {"note", ROLE_OTHER, 0},
    {"notes", ROLE_OTHER, 0},
    {"description", ROLE_OTHER, 0},
    {"source", ROLE_OTHER, 0},
    {"reporter", ROLE_OTHER, 0},
    {"status", ROLE_OTHER, 0},
    {"url_status", ROLE_OTHER, 0},
    {"c2_status", ROLE_OTHER, 0},
    {"port", ROLE_OTHER, 0},
    {"dst_port", ROLE_OTHER, 0},
    {"dstport", ROLE_OTHER, 0},
    {"country", ROLE_OTHER, 0},
    {"asn", ROLE_OTHER, 0},
    {"file_name", ROLE_OTHER, 0},
    {"fk_malware", ROLE_OTHER, 0},
    {"anonymous", ROLE_OTHER, 0},
};

/* Whatever begins with tlp is about it: "TLP Label", "tlp_level", "T L P".
 * With a colon it is a mark, not a name. */
static bool is_tlp_name(tamis_slice field)
{
    const char *wanted = "tlp";

    if (slice_find(field, ':') != SIZE_MAX)
        return false;
    for (size_t i = 0; i < field.size && *wanted; i++) {
        char byte = field.data[i];

        if (byte == ' ' || byte == '_' || byte == '-')
            continue;
        if ((byte | 0x20) != *wanted)
            return false;
        wanted++;
    }
    return !*wanted;
}

static const struct column_name *find_name(tamis_slice field)
{
    static const struct column_name tlp = {"tlp", ROLE_TLP, 0};
    char plain[32];

    field = slice_trim(field);
    if (is_tlp_name(field))
        return &tlp;
    if (field.size == 0 || field.size > sizeof plain)
        return NULL;
    for (size_t i = 0; i < field.size; i++) {
        char byte = field.data[i];

        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte - 'A' + 'a');
        plain[i] = byte == ' ' || byte == '-' ? '_' : byte;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (slice_is(slice_make(plain, field.size), names[i].name))
            return &names[i];
    return NULL;
}

static bool is_digest(tamis_kind kind)
{
    return kind == TAMIS_KIND_MD5 || kind == TAMIS_KIND_SHA1 ||
           kind == TAMIS_KIND_SHA256;
}

/*
 * A column of one kind: the first of the file is taken, and of the digests of
 * a sample all, since each of them names it.
 */
static void add_kind_value(struct csv_columns *columns, size_t index,
                           tamis_kind kind)
{
    if (columns->value_count &&
        !(is_digest(kind) && is_digest(columns->values[0].kind)))
        return;
    if (columns->value_count == CSV_VALUE_MAX)
        return;
    columns->values[columns->value_count].index = index;
    columns->values[columns->value_count++].kind = kind;
}

static void add_label(struct csv_columns *columns, size_t index,
                      enum csv_label is)
{
    if (columns->label_count == CSV_FIELD_MAX)
        return;
    columns->labels[columns->label_count].index = index;
    columns->labels[columns->label_count++].is = is;
}

static void add_tag(struct csv_columns *columns, size_t index, bool is_list)
{
    /* Its tags do not go on, but its marks count. */
    if (columns->tag_count == CSV_TAG_MAX) {
        add_label(columns, index, CSV_LABEL_TEXT);
        return;
    }
    columns->tags[columns->tag_count].index = index;
    columns->tags[columns->tag_count++].is_list = is_list;
}

static void set_first(size_t *column, size_t index)
{
    if (*column == CSV_COLUMN_NONE)
        *column = index;
}

static void clear(struct csv_columns *columns)
{
    memset(columns, 0, sizeof *columns);
    columns->kind = columns->confidence = columns->reference = CSV_COLUMN_NONE;
    columns->to_ids = CSV_COLUMN_NONE;
    columns->first_seen = columns->last_seen = CSV_COLUMN_NONE;
}

static void add_column(struct csv_columns *columns, size_t index,
                       const struct column_name *name)
{
    switch (name->role) {
    case ROLE_KIND_VALUE:
        add_kind_value(columns, index, name->kind);
        break;
    case ROLE_KIND:
        set_first(&columns->kind, index);
        break;
    case ROLE_FIRST_SEEN:
        set_first(&columns->first_seen, index);
        break;
    case ROLE_LAST_SEEN:
        set_first(&columns->last_seen, index);
        break;
    case ROLE_CONFIDENCE:
        set_first(&columns->confidence, index);
        break;
    case ROLE_REFERENCE:
        set_first(&columns->reference, index);
        break;
    case ROLE_TAGS:
    case ROLE_TAG:
        add_tag(columns, index, name->role == ROLE_TAGS);
        break;
    case ROLE_TLP:
        add_label(columns, index, CSV_LABEL_TLP);
        break;
    case ROLE_MARKING:
        add_label(columns, index, CSV_LABEL_MARKING);
        break;
    case ROLE_DISTRIBUTION:
        add_label(columns, index, CSV_LABEL_DISTRIBUTION);
        break;
    case ROLE_TO_IDS:
        set_first(&columns->to_ids, index);
        break;
    case ROLE_VALUE:
    case ROLE_OTHER:
        break;
    }
}

size_t csv_columns_find(struct csv_columns *columns,
                        const struct csv_row *header)
{
    size_t known = 0, value = CSV_COLUMN_NONE;
    bool has_reason = false;

    clear(columns);
    for (size_t i = 0; i < header->count && i < CSV_FIELD_MAX; i++) {
        const struct column_name *name = find_name(header->fields[i]);

        if (!name)
            continue;
        known++;
        has_reason |= !strcmp(name->name, "listingreason");
        if (name->role == ROLE_VALUE)
            set_first(&value, i);
        add_column(columns, i, name);
    }
    if (value != CSV_COLUMN_NONE) {
        columns->value_count = 1;
        columns->values[0].index = value;
        columns->values[0].kind = TAMIS_KIND_AUTO;
    } else if (columns->value_count) {
        /* Columns of one kind say themselves what they hold. */
        columns->kind = CSV_COLUMN_NONE;
        /* The SSL blacklist's SHA1 is a certificate's. */
        if (has_reason && columns->values[0].kind == TAMIS_KIND_SHA1)
            columns->values[0].kind = TAMIS_KIND_X509_SHA1;
    }
    return known;
}

static size_t find_column(const struct csv_row *header, tamis_slice wanted)
{
    uint64_t number;

    if (number_parse_decimal(wanted, CSV_FIELD_MAX, &number) && number > 0)
        return (size_t)number - 1;
    for (size_t i = 0; header && i < header->count && i < CSV_FIELD_MAX; i++)
        if (slice_equal_folded(slice_trim(header->fields[i]), wanted))
            return i;
    return CSV_COLUMN_NONE;
}

/* Options and the columns that they choose; the value's is apart. */
static tamis_slice choose(const struct csv_row *header, tamis_slice wanted,
                          size_t *column)
{
    if (wanted.size == 0)
        return wanted;
    *column = find_column(header, wanted);
    return *column == CSV_COLUMN_NONE ? wanted : slice_make(NULL, 0);
}

tamis_slice csv_columns_choose(struct csv_columns *columns,
                               const struct csv_row *header,
                               const tamis_feed_options *options)
{
    size_t value = CSV_COLUMN_NONE, tags = CSV_COLUMN_NONE;
    tamis_slice missing[6];

    missing[0] = choose(header, options->column_value, &value);
    missing[1] = choose(header, options->column_kind, &columns->kind);
    missing[2] = choose(header, options->column_time, &columns->last_seen);
    missing[3] =
        choose(header, options->column_confidence, &columns->confidence);
    missing[4] = choose(header, options->column_tags, &tags);
    missing[5] = choose(header, options->column_reference, &columns->reference);
    if (value != CSV_COLUMN_NONE) {
        columns->value_count = 1;
        columns->values[0].index = value;
        columns->values[0].kind = TAMIS_KIND_AUTO;
    }
    if (options->column_time.size) {
        columns->is_time_named = true;
        columns->first_seen = CSV_COLUMN_NONE;
    }
    if (tags != CSV_COLUMN_NONE) {
        for (size_t i = 0; i < columns->tag_count; i++)
            add_label(columns, columns->tags[i].index, CSV_LABEL_TEXT);
        columns->tag_count = 0;
        add_tag(columns, tags, true);
    }
    if (options->kind != TAMIS_KIND_AUTO) {
        columns->kind = CSV_COLUMN_NONE;
        columns->values[0].kind = options->kind;
    }
    for (size_t i = 0; i < 6; i++)
        if (missing[i].size)
            return missing[i];
    return slice_make(NULL, 0);
}

static bool is_name(tamis_slice wanted)
{
    uint64_t number;

    return wanted.size && !number_parse_decimal(wanted, UINT64_MAX, &number);
}

bool csv_columns_are_named(const tamis_feed_options *options)
{
    return is_name(options->column_value) || is_name(options->column_kind) ||
           is_name(options->column_time) ||
           is_name(options->column_confidence) ||
           is_name(options->column_tags) || is_name(options->column_reference);
}

bool csv_columns_are_in(const tamis_feed_options *options,
                        const struct csv_row *row)
{
    const tamis_slice wanted[] = {
        options->column_value, options->column_kind,
        options->column_time,  options->column_confidence,
        options->column_tags,  options->column_reference};

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (is_name(wanted[i]) &&
            find_column(row, wanted[i]) != CSV_COLUMN_NONE)
            return true;
    return false;
}

static bool is_indicator(tamis_slice field, tamis_kind kind)
{
    tamis_indicator indicator;

    return field.size &&
           tamis_indicator_parse(&indicator, kind, field.data, field.size,
                                 TAMIS_PARSE_REFANG, NULL) >= 0;
}

/* A kind's name with a value of that kind beside it. */
static bool guess_kind(struct csv_columns *columns, const struct csv_row *row)
{
    for (size_t i = 0; i < row->count && i < CSV_FIELD_MAX; i++) {
        tamis_kind kind = csv_kind_find(row->fields[i]);
        size_t value = i + 1;

        if (kind == TAMIS_KIND_AUTO)
            continue;
        if (!is_indicator(csv_row_get(row, value), kind))
            value = i - 1;
        if (i == 0 && value != 1)
            continue;
        if (!is_indicator(csv_row_get(row, value), kind))
            continue;
        columns->kind = i;
        columns->values[0].index = value;
        columns->value_count = 1;
        return true;
    }
    return false;
}

bool csv_row_has_indicator(const struct csv_row *row)
{
    for (size_t i = 0; i < row->count && i < CSV_FIELD_MAX; i++)
        if (is_indicator(row->fields[i], TAMIS_KIND_AUTO))
            return true;
    return false;
}

bool csv_columns_guess(struct csv_columns *columns, const struct csv_row *row)
{
    int64_t time_ns;

    clear(columns);
    if (!guess_kind(columns, row)) {
        for (size_t i = 0; i < row->count && i < CSV_FIELD_MAX; i++) {
            if (columns->value_count ||
                !is_indicator(row->fields[i], TAMIS_KIND_AUTO))
                continue;
            columns->values[0].index = i;
            columns->value_count = 1;
        }
    }
    if (columns->value_count == 0)
        return false;
    for (size_t i = 0; i < row->count && i < CSV_FIELD_MAX; i++) {
        tamis_slice field = row->fields[i];

        /* Without names any cell may hold a mark. */
        if (i != columns->values[0].index && i != columns->kind)
            add_label(columns, i, CSV_LABEL_TEXT);
        /* Digits alone are a count as often as a time. */
        if (slice_find(field, '-') != SIZE_MAX && time_parse(field, &time_ns))
            set_first(&columns->first_seen, i);
    }
    /* date,user,type,value,tags,reference: the tags of the first row may be
     * missing, so the layout tells, not the field. */
    if (columns->kind == 2 && columns->values[0].index == 3 &&
        row->count == 6 && columns->first_seen == 0) {
        add_tag(columns, 4, true);
        columns->reference = 5;
    }
    return true;
}

static bool split_line(struct csv_row *row, tamis_slice line)
{
    while (line.size && (line.data[0] == '#' || line.data[0] == ' '))
        line = slice_from(line, 1);
    return csv_row_split(row, line, csv_find_delimiter(line), NULL) ==
               CSV_RESULT_ROW &&
           row->count > 1;
}

bool csv_is_header(tamis_slice line)
{
    struct csv_columns columns;
    struct csv_row row;

    /* Two names and one of them a value's: prose has seldom as much. */
    return split_line(&row, line) && csv_columns_find(&columns, &row) >= 2 &&
           columns.value_count > 0;
}

bool csv_is_row(tamis_slice line)
{
    struct csv_columns columns;
    struct csv_row row;

    if (!split_line(&row, line) || row.count < 2)
        return false;
    if (line.data[0] == '"')
        return true;
    clear(&columns);
    return row.count > 2 && guess_kind(&columns, &row);
}
