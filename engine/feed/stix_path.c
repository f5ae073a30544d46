/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/stix_path.h"

#include "base/slice.h"

struct row {
    const char *path;
    struct stix_path is;
};

#define TEXT(kind, fields)                                                     \
    {                                                                          \
        TAMIS_KIND_##kind, TAMIS_MODE_AUTO, fields, STIX_FORM_TEXT             \
    }
#define REFERENCE(fields)                                                      \
    {                                                                          \
        TAMIS_KIND_AUTO, TAMIS_MODE_AUTO, fields, STIX_FORM_REFERENCE          \
    }
#define CONTENT                                                                \
    {                                                                          \
        TAMIS_KIND_AUTO, TAMIS_MODE_AUTO, 0, STIX_FORM_CONTENT                 \
    }

static const struct row rows[] = {
    {"ipv4-addr:value", {TAMIS_KIND_IP, TAMIS_MODE_AUTO, 0, STIX_FORM_IPV4}},
    {"ipv6-addr:value", {TAMIS_KIND_IP, TAMIS_MODE_AUTO, 0, STIX_FORM_IPV6}},
    {"domain-name:value",
     {TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, 0, STIX_FORM_TEXT}},
    {"hostname:value",
     {TAMIS_KIND_DOMAIN, TAMIS_MODE_EXACT, 0, STIX_FORM_TEXT}},
    {"domain-name:resolves_to_refs[*].value",
     REFERENCE(TAMIS_FIELD_DNS_ANSWER)},
    {"network-traffic:dst_ref.value", REFERENCE(TAMIS_FIELD_DESTINATION)},
    {"network-traffic:src_ref.value", REFERENCE(TAMIS_FIELD_SOURCE)},
    {"url:value", TEXT(URL, 0)},
    {"email-addr:value", TEXT(EMAIL, 0)},
    {"email-message:from_ref.value", TEXT(EMAIL, TAMIS_FIELD_EMAIL_FROM)},
    {"email-message:sender_ref.value", TEXT(EMAIL, TAMIS_FIELD_EMAIL_FROM)},
    {"email-message:to_refs[*].value", TEXT(EMAIL, TAMIS_FIELD_EMAIL_TO)},
    {"email-message:cc_refs[*].value", TEXT(EMAIL, TAMIS_FIELD_EMAIL_TO)},
    {"email-message:bcc_refs[*].value", TEXT(EMAIL, TAMIS_FIELD_EMAIL_TO)},
    {"email-message:subject", TEXT(EMAIL_SUBJECT, 0)},
    {"email-message:body_multipart[*].body_raw_ref.name",
     TEXT(EMAIL_ATTACHMENT, 0)},
    {"file:name", TEXT(FILENAME, 0)},
    {"file:path", TEXT(FILENAME, 0)},
    {"directory:path", TEXT(FILENAME, 0)},
    {"file:extensions.windows-pebinary-ext.imphash",
     {TAMIS_KIND_IMPHASH, TAMIS_MODE_AUTO, 0, STIX_FORM_DIGEST}},
    {"process:command_line", TEXT(COMMAND_LINE, 0)},
    {"process:name", TEXT(PROCESS_NAME, 0)},
    {"process:image_ref.name", TEXT(PROCESS_NAME, 0)},
    {"process:binary_ref.name", TEXT(PROCESS_NAME, 0)},
    {"process:extensions.windows-service-ext.service_name",
     TEXT(SERVICE_NAME, 0)},
    {"windows-registry-key:key", TEXT(REGISTRY_KEY, 0)},
    {"mutex:name", TEXT(MUTEX, 0)},
    {"network-traffic:extensions.http-request-ext.request_header.User-Agent",
     TEXT(USER_AGENT, 0)},
    {"user-agent:value", TEXT(USER_AGENT, 0)},
    {"mac-addr:value", TEXT(MAC, 0)},
    {"autonomous-system:number",
     {TAMIS_KIND_ASN, TAMIS_MODE_AUTO, 0, STIX_FORM_NUMBER}},
    {"app:id", TEXT(APP_ID, 0)},
    {"artifact:payload_bin", CONTENT},
    {"file:content_ref.payload_bin", CONTENT},
    {"network-traffic:src_payload_ref.payload_bin", CONTENT},
    {"network-traffic:dst_payload_ref.payload_bin", CONTENT},
    {"email-message:body", CONTENT},
};

static const char *const file_hashes[] = {
    "file:hashes.",
    "artifact:hashes.",
    "file:content_ref.hashes.",
    "process:image_ref.hashes.",
    "process:binary_ref.hashes.",
    "email-message:body_multipart[*].body_raw_ref.hashes.",
};

static const char *const certificate_hashes[] = {
    "x509-certificate:hashes.",
    "app:cert.",
};

struct hash_name {
    const char *name; /* lower case, without - _ and blanks */
    tamis_kind kind, certificate_kind;
};

static const struct hash_name hash_names[] = {
    {"md5", TAMIS_KIND_MD5, TAMIS_KIND_X509_MD5},
    {"sha1", TAMIS_KIND_SHA1, TAMIS_KIND_X509_SHA1},
    {"sha224", TAMIS_KIND_SHA224, 0},
    {"sha256", TAMIS_KIND_SHA256, TAMIS_KIND_X509_SHA256},
    {"sha384", TAMIS_KIND_SHA384, 0},
    {"sha512", TAMIS_KIND_SHA512, 0},
    {"sha512224", TAMIS_KIND_SHA512_224, 0},
    {"sha512256", TAMIS_KIND_SHA512_256, 0},
    {"sha3224", TAMIS_KIND_SHA3_224, 0},
    {"sha3256", TAMIS_KIND_SHA3_256, 0},
    {"sha3384", TAMIS_KIND_SHA3_384, 0},
    {"sha3512", TAMIS_KIND_SHA3_512, 0},
    {"ssdeep", TAMIS_KIND_SSDEEP, 0},
    {"tlsh", TAMIS_KIND_TLSH, 0},
    {"imphash", TAMIS_KIND_IMPHASH, 0},
    {"authentihash", TAMIS_KIND_AUTHENTIHASH, 0},
    {"pehash", TAMIS_KIND_PEHASH, 0},
    {"vhash", TAMIS_KIND_VHASH, 0},
    {"telfhash", TAMIS_KIND_TELFHASH, 0},
    {"impfuzzy", TAMIS_KIND_IMPFUZZY, 0},
};

/* Is text the name, but for case and - _ / and blanks? */
static bool is_hash_name(tamis_slice text, const char *name)
{
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];

        if (byte == '-' || byte == '_' || byte == ' ' || byte == '/')
            continue;
        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte - 'A' + 'a');
        if (byte != *name++)
            return false;
    }
    return *name == 0;
}

static bool find_hash(tamis_slice name, bool of_certificate,
                      struct stix_path *found)
{
    for (size_t i = 0; i < sizeof hash_names / sizeof *hash_names; i++) {
        if (!is_hash_name(name, hash_names[i].name))
            continue;
        found->kind = of_certificate ? hash_names[i].certificate_kind
                                     : hash_names[i].kind;
        found->mode = TAMIS_MODE_AUTO;
        found->fields = 0;
        found->form = STIX_FORM_DIGEST;
        return found->kind != 0;
    }
    return false;
}

static bool find_hash_under(tamis_slice path, const char *const *prefixes,
                            size_t count, bool of_certificate,
                            struct stix_path *found)
{
    for (size_t i = 0; i < count; i++)
        if (slice_starts(path, prefixes[i]))
            return find_hash(slice_from(path, strlen(prefixes[i])),
                             of_certificate, found);
    return false;
}

bool stix_path_find(tamis_slice path, struct stix_path *found)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (slice_is(path, rows[i].path)) {
            *found = rows[i].is;
            return true;
        }
    }
    return find_hash_under(path, file_hashes,
                           sizeof file_hashes / sizeof *file_hashes, false,
                           found) ||
           find_hash_under(path, certificate_hashes,
                           sizeof certificate_hashes /
                               sizeof *certificate_hashes,
                           true, found);
}

bool stix_path_identifies(tamis_kind kind)
{
    return (kind >= TAMIS_KIND_MD5 && kind <= TAMIS_KIND_SHA3_512) ||
           (kind >= TAMIS_KIND_X509_MD5 && kind <= TAMIS_KIND_X509_SHA256);
}
