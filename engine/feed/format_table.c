/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/format_table.h"

#include "base/slice.h"

struct format_info {
    const char *name, *description;
    format_read_function read;
    bool is_text;
};

static const struct format_info formats[TAMIS_FORMAT_COUNT] = {
    [TAMIS_FORMAT_AUTO] = {"auto", "found from the first bytes of each file",
                           NULL, false},
    [TAMIS_FORMAT_LIST] = {"list",
                           "a value a line, its kind found; address ranges, "
                           "ipset and netset files",
                           list_read, true},
    [TAMIS_FORMAT_HOSTS] = {"hosts", "hosts files that send names to a sink",
                            hosts_read, true},
    [TAMIS_FORMAT_ADGUARD] = {"adguard",
                              "AdGuard and Adblock rules on whole names",
                              adguard_read, true},
    [TAMIS_FORMAT_DNSMASQ] = {"dnsmasq",
                              "dnsmasq configuration: address=/name/",
                              dnsmasq_read, true},
    [TAMIS_FORMAT_RPZ] = {"rpz", "a response policy zone, as a zone file",
                          rpz_read, true},
    [TAMIS_FORMAT_CSV] = {"csv", "separated values, columns by their names",
                          csv_read, true},
    [TAMIS_FORMAT_MISP] = {"misp", "MISP events, or the folder of a MISP feed",
                           misp_read, false},
    [TAMIS_FORMAT_STIX] = {"stix", "STIX 2.0 and 2.1 bundles and envelopes",
                           stix_read, false},
    [TAMIS_FORMAT_ZEEK] = {"zeek", "Zeek intelligence files", zeek_read, true},
    [TAMIS_FORMAT_MALTRAIL] = {"maltrail", "Maltrail's static trails",
                               maltrail_read, true},
    [TAMIS_FORMAT_LOKI_HASH] = {"loki-hash", "Loki's digests: HASH;COMMENT",
                                loki_hash_read, true},
    [TAMIS_FORMAT_LOKI_NAME] = {"loki-filename",
                                "Loki's file names: REGEX;SCORE[;REGEX]",
                                loki_name_read, true},
    [TAMIS_FORMAT_LOKI_C2] = {"loki-c2", "Loki's hosts: VALUE[;SCORE]",
                              loki_c2_read, true},
    [TAMIS_FORMAT_WARNINGLIST] = {"warninglist", "a MISP warninglist",
                                  warninglist_read, false},
    [TAMIS_FORMAT_UNBOUND] = {"unbound",
                              "unbound configuration: local-zone lines",
                              unbound_read, true},
    [TAMIS_FORMAT_PATTERNS] = {"patterns",
                               "[FIELD:]/regex/flags or literal:TEXT a line",
                               pattern_list_read, true},
};

const char *tamis_format_name(tamis_format format)
{
    return format < TAMIS_FORMAT_COUNT ? formats[format].name : NULL;
}

const char *tamis_format_description(tamis_format format)
{
    return format < TAMIS_FORMAT_COUNT ? formats[format].description : NULL;
}

tamis_format tamis_format_find(const char *name, size_t name_size)
{
    tamis_slice wanted = slice_make(name, name_size);

    for (tamis_format i = 0; i < TAMIS_FORMAT_COUNT; i++)
        if (slice_equal_folded(wanted, slice_text(formats[i].name)))
            return i;
    return TAMIS_FORMAT_COUNT;
}

format_read_function format_reader(tamis_format format)
{
    return format < TAMIS_FORMAT_COUNT ? formats[format].read : NULL;
}

bool format_is_text(tamis_format format)
{
    return format < TAMIS_FORMAT_COUNT && formats[format].is_text;
}
