/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding a file's format from how it begins and what it is called. */
#include "base/slice.h"
#include "feed/csv_columns.h"
#include "feed/fields.h"
#include "feed/format_table.h"
#include "feed/hosts.h"

/* Lines with values that are looked at. */
#define SNIFF_LINE_COUNT 64

struct binary_magic {
    const char *bytes;
    size_t size;
    const char *name;
};

const char *format_find_binary(tamis_slice head)
{
    static const struct binary_magic magics[] = {
        {"PK\003\004", 4, "a ZIP archive"},
        {"BZh", 3, "bzip2 data"},
        {"7z\274\257\047\034", 6, "a 7-Zip archive"},
        {"Rar!", 4, "a RAR archive"},
        {"%PDF", 4, "a PDF document"},
        {"\177ELF", 4, "an ELF program"},
        {"MZ", 2, "a Windows program"},
        {"\211PNG", 4, "a PNG image"},
        {"SQLite format 3", 16, "an SQLite database"},
        {"\377\376", 2, "UTF-16 text; convert it to UTF-8"},
        {"\376\377", 2, "UTF-16 text; convert it to UTF-8"},
    };
    size_t control_count = 0;

    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        const struct binary_magic *magic = &magics[i];
        /* Two letters may begin a word: they also need what no text has. */
        bool is_certain =
            magic->size > 3 || (head.size && memchr(head.data, 0, head.size));

        if (is_certain && head.size >= magic->size &&
            !memcmp(head.data, magic->bytes, magic->size))
            return magic->name;
    }
    if (head.size > 262 && !memcmp(head.data + 257, "ustar", 5))
        return "a tar archive; unpack it and give the folder";
    for (size_t i = 0; i < head.size; i++) {
        unsigned char byte = (unsigned char)head.data[i];

        control_count += byte < ' ' && !memchr("\t\n\r\f\v\033", byte, 6);
    }
    /* A few are junk in a text; many are no text. */
    return control_count * 20 > head.size ? "binary data" : NULL;
}

static tamis_slice skip_space(tamis_slice text)
{
    while (text.size && memchr(" \t\r\n", text.data[0], 4))
        text = slice_from(text, 1);
    return text;
}

bool format_is_misp_manifest(tamis_slice head)
{
    tamis_slice text = skip_space(head);

    if (!slice_starts(text, "{"))
        return false;
    text = skip_space(slice_from(text, 1));
    if (text.size < 38 || text.data[0] != '"' || text.data[37] != '"')
        return false;
    for (size_t i = 0; i < 36; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        char byte = text.data[i + 1];

        if (is_dash ? byte != '-'
                    : !byte || !strchr("0123456789abcdefABCDEF", byte))
            return false;
    }
    return true;
}

static bool has(tamis_slice text, const char *part)
{
    return slice_find_text(text, part) != SIZE_MAX;
}

bool format_is_json(tamis_slice head)
{
    tamis_slice text;
    char next;

    if (slice_starts(head, "\xef\xbb\xbf"))
        head = slice_from(head, 3);
    text = skip_space(head);

    if (!text.size || (text.data[0] != '{' && text.data[0] != '['))
        return false;
    if (text.data[0] == '{') {
        text = skip_space(slice_from(text, 1));
        return !text.size || text.data[0] == '"' || text.data[0] == '}';
    }
    text = skip_space(slice_from(text, 1));
    next = text.size ? text.data[0] : ']';
    return next == '{' || next == '[' || next == '"' || next == ']';
}

/* What the lines looked at have in common, as counts of lines. */
struct line_votes {
    unsigned values, hosts, adguard, dnsmasq, unbound, rpz, maltrail;
};

static bool is_comment(tamis_slice line)
{
    return line.data[0] == '#' || line.data[0] == ';' || line.data[0] == '!' ||
           slice_starts(line, "//");
}

static bool is_rpz(tamis_slice line)
{
    return slice_starts(line, "$TTL") || slice_starts(line, "$ORIGIN") ||
           has(line, " SOA ") || has(line, "\tSOA\t") || has(line, "\tSOA ") ||
           has(line, " CNAME ") || has(line, "\tCNAME\t") ||
           has(line, " CNAME\t") || has(line, "\tCNAME ");
}

static bool is_dnsmasq(tamis_slice line)
{
    return slice_starts(line, "address=/") || slice_starts(line, "server=/") ||
           slice_starts(line, "local=/");
}

static bool is_hosts(tamis_slice line)
{
    tamis_slice rest = line, address = field_next(&rest);

    return hosts_is_sink(address) && hosts_is_name(field_next(&rest));
}

static void vote(struct line_votes *votes, tamis_slice line)
{
    votes->values++;
    votes->hosts += is_hosts(line);
    votes->adguard += slice_starts(line, "||") || slice_starts(line, "@@||") ||
                      has(line, "##");
    votes->dnsmasq += is_dnsmasq(line);
    votes->unbound +=
        slice_starts(line, "local-zone:") || slice_starts(line, "local-data:");
    votes->rpz += is_rpz(line);
}

static tamis_format sniff_comment(tamis_slice line)
{
    if (has(line, "LOKI CUSTOM EVIL HASHES"))
        return TAMIS_FORMAT_LOKI_HASH;
    if (has(line, "LOKI File Name Characteristics"))
        return TAMIS_FORMAT_LOKI_NAME;
    if (has(line, "LOKI C2 IOCs"))
        return TAMIS_FORMAT_LOKI_C2;
    if (has(line, "Maltrail developers"))
        return TAMIS_FORMAT_MALTRAIL;
    if (slice_starts(line, "#fields\t") && has(line, "indicator_type"))
        return TAMIS_FORMAT_ZEEK;
    if (line.data[0] == '!' && has(line, "Adblock"))
        return TAMIS_FORMAT_ADGUARD;
    return csv_is_header(line) ? TAMIS_FORMAT_CSV : TAMIS_FORMAT_AUTO;
}

static tamis_format sniff_name(tamis_slice name)
{
    static const struct {
        const char *part;
        tamis_format format;
    } parts[] = {
        {"hash-iocs", TAMIS_FORMAT_LOKI_HASH},
        {"filename-iocs", TAMIS_FORMAT_LOKI_NAME},
        {"c2-iocs", TAMIS_FORMAT_LOKI_C2},
        {".intel", TAMIS_FORMAT_ZEEK},
        {".csv", TAMIS_FORMAT_CSV},
        {".tsv", TAMIS_FORMAT_CSV},
    };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (has(name, parts[i].part))
            return parts[i].format;
    return TAMIS_FORMAT_AUTO;
}

static tamis_format count_votes(const struct line_votes *votes)
{
    /* Half of the lines and more, so that a stray one decides nothing. */
    if (votes->adguard * 2 > votes->values)
        return TAMIS_FORMAT_ADGUARD;
    if (votes->dnsmasq * 2 > votes->values)
        return TAMIS_FORMAT_DNSMASQ;
    if (votes->unbound * 2 >= votes->values && votes->unbound)
        return TAMIS_FORMAT_UNBOUND;
    if (votes->rpz * 2 > votes->values)
        return TAMIS_FORMAT_RPZ;
    if (votes->hosts * 2 > votes->values)
        return TAMIS_FORMAT_HOSTS;
    return TAMIS_FORMAT_AUTO;
}

static tamis_format sniff_lines(tamis_slice text, tamis_format named)
{
    struct line_votes votes = {0};
    tamis_slice line;
    tamis_format format;

    while (votes.values < SNIFF_LINE_COUNT && slice_split(&text, '\n', &line)) {
        line = slice_trim(line);
        if (line.size == 0)
            continue;
        if (is_comment(line) || slice_starts(line, "[Adblock")) {
            format = line.data[0] == '[' ? TAMIS_FORMAT_ADGUARD
                                         : sniff_comment(line);
            if (format != TAMIS_FORMAT_AUTO)
                return format;
            continue;
        }
        if (votes.values == 0 && named == TAMIS_FORMAT_AUTO &&
            csv_is_header(line))
            named = TAMIS_FORMAT_CSV;
        if (votes.values == 0 && named == TAMIS_FORMAT_AUTO && csv_is_row(line))
            named = TAMIS_FORMAT_CSV;
        vote(&votes, line);
    }
    format = count_votes(&votes);
    if (format == TAMIS_FORMAT_AUTO)
        format = named;
    return format == TAMIS_FORMAT_AUTO ? TAMIS_FORMAT_LIST : format;
}

tamis_format format_sniff(tamis_slice head, tamis_slice base_name)
{
    if (slice_starts(head, "\xef\xbb\xbf"))
        head = slice_from(head, 3);
    if (format_is_json(head))
        return format_sniff_json(head);
    return sniff_lines(head, sniff_name(base_name));
}
