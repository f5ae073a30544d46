/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/csv_kind.h"

#include "base/slice.h"
#include "indicator/kind.h"

/* Spellings beside our own and MISP's, letters and digits only. */
static const struct {
    const char *name;
    tamis_kind kind;
} spellings[] = {
    {"ip", TAMIS_KIND_IP},
    {"ipv4", TAMIS_KIND_IP},
    {"ipv6", TAMIS_KIND_IP},
    {"ipaddress", TAMIS_KIND_IP},
    {"ipv4address", TAMIS_KIND_IP},
    {"ipv6address", TAMIS_KIND_IP},
    {"address", TAMIS_KIND_IP},
    {"cidr", TAMIS_KIND_IP},
    {"subnet", TAMIS_KIND_IP},
    {"network", TAMIS_KIND_IP},
    {"ipport", TAMIS_KIND_IP_PORT},
    {"ipv4port", TAMIS_KIND_IP_PORT},
    {"domain", TAMIS_KIND_DOMAIN},
    {"domainname", TAMIS_KIND_DOMAIN},
    {"hostname", TAMIS_KIND_DOMAIN},
    {"host", TAMIS_KIND_DOMAIN},
    {"fqdn", TAMIS_KIND_DOMAIN},
    {"url", TAMIS_KIND_URL},
    {"uri", TAMIS_KIND_URL},
    {"email", TAMIS_KIND_EMAIL},
    {"emailaddress", TAMIS_KIND_EMAIL},
    {"emailaddr", TAMIS_KIND_EMAIL},
    {"envelopefrom", TAMIS_KIND_EMAIL},
    {"bodyfrom", TAMIS_KIND_EMAIL},
    {"md5", TAMIS_KIND_MD5},
    {"md5hash", TAMIS_KIND_MD5},
    {"filehashmd5", TAMIS_KIND_MD5},
    {"sha1", TAMIS_KIND_SHA1},
    {"sha1hash", TAMIS_KIND_SHA1},
    {"filehashsha1", TAMIS_KIND_SHA1},
    {"sha256", TAMIS_KIND_SHA256},
    {"sha256hash", TAMIS_KIND_SHA256},
    {"filehashsha256", TAMIS_KIND_SHA256},
    {"sha384", TAMIS_KIND_SHA384},
    {"sha384hash", TAMIS_KIND_SHA384},
    {"sha512", TAMIS_KIND_SHA512},
    {"sha512hash", TAMIS_KIND_SHA512},
    {"sha3384", TAMIS_KIND_SHA3_384},
    {"sha3384hash", TAMIS_KIND_SHA3_384},
    {"ja3", TAMIS_KIND_JA3},
    {"ja3fp", TAMIS_KIND_JA3},
    {"ja3hash", TAMIS_KIND_JA3},
    {"imphash", TAMIS_KIND_IMPHASH},
    {"filename", TAMIS_KIND_FILENAME},
    {"useragent", TAMIS_KIND_USER_AGENT},
    {"mutex", TAMIS_KIND_MUTEX},
    {"bitcoinaddress", TAMIS_KIND_BTC},
};

/* Lower-case letters and digits of a name; 0 when there are too many. */
static size_t squeeze(tamis_slice name, char squeezed[24])
{
    size_t size = 0;

    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];

        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte - 'A' + 'a');
        if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9'))
            continue;
        if (size == 24)
            return 0;
        squeezed[size++] = byte;
    }
    return size;
}

tamis_kind csv_kind_find(tamis_slice name)
{
    char squeezed[24];
    tamis_slice plain;
    tamis_kind kind;

    name = slice_trim(name);
    plain = slice_make(squeezed, squeeze(name, squeezed));
    if (plain.size == 0)
        return TAMIS_KIND_AUTO;
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (slice_is(plain, spellings[i].name))
            return spellings[i].kind;
    kind = tamis_kind_find(name.data, name.size);
    return kind ? kind : kind_from_misp(name);
}
