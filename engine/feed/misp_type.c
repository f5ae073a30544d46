/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/misp_type.h"

#include "base/slice.h"
#include "indicator/kind.h"

struct row {
    const char *name;
    struct misp_type is;
};

#define REFUSED(reason)                                                        \
    {                                                                          \
        MISP_REFUSED, TAMIS_KIND_AUTO, TAMIS_MODE_AUTO, 0, reason              \
    }
#define SHAPE(shape, kind, mode, fields)                                       \
    {                                                                          \
        shape, TAMIS_KIND_##kind, TAMIS_MODE_##mode, fields, TAMIS_REASON_NONE \
    }

/* Types whose kind alone does not say all. */
static const struct row rows[] = {
    {"ip-src", SHAPE(MISP_PLAIN, IP, AUTO, TAMIS_FIELD_SOURCE)},
    {"ip-dst", SHAPE(MISP_PLAIN, IP, AUTO, TAMIS_FIELD_DESTINATION)},
    {"ip-src|port", SHAPE(MISP_PLAIN, IP_PORT, AUTO, TAMIS_FIELD_SOURCE)},
    {"ip-dst|port", SHAPE(MISP_PLAIN, IP_PORT, AUTO, TAMIS_FIELD_DESTINATION)},
    {"domain", SHAPE(MISP_PLAIN, DOMAIN, SUFFIX, 0)},
    {"hostname", SHAPE(MISP_PLAIN, DOMAIN, EXACT, 0)},
    {"onion-address", SHAPE(MISP_PLAIN, DOMAIN, EXACT, 0)},
    {"domain|ip", SHAPE(MISP_NAME_ADDRESS, DOMAIN, SUFFIX, 0)},
    /* A host or a key alone would say more than the feed does. */
    {"hostname|port", REFUSED(TAMIS_REASON_COMPOSITE)},
    {"email-src", SHAPE(MISP_PLAIN, EMAIL, AUTO, TAMIS_FIELD_EMAIL_FROM)},
    {"email-dst", SHAPE(MISP_PLAIN, EMAIL, AUTO, TAMIS_FIELD_EMAIL_TO)},
    {"regkey|value", REFUSED(TAMIS_REASON_COMPOSITE)},
    {"malware-sample", SHAPE(MISP_FILE_DIGEST, MD5, AUTO, 0)},
    {"filename-pattern", SHAPE(MISP_NAME_REGEX, PATTERN, AUTO, 0)},
    {"pattern-in-file", SHAPE(MISP_REGEX, PATTERN, AUTO, 0)},
    {"pattern-in-traffic", SHAPE(MISP_REGEX, PATTERN, AUTO, 0)},
    {"pattern-in-memory", SHAPE(MISP_REGEX, PATTERN, AUTO, 0)},
    {"stix2-pattern", SHAPE(MISP_STIX_PATTERN, AUTO, AUTO, 0)},
};

/* Rules of other engines. */
static const char *const languages[] = {
    "yara", "sigma", "snort",  "suricata",    "bro",
    "zeek", "gene",  "cortex", "kusto-query",
};

/* About people: never loaded. */
static const char *const personal[] = {
    "first-name",
    "middle-name",
    "last-name",
    "full-name",
    "date-of-birth",
    "place-of-birth",
    "gender",
    "nationality",
    "passport-number",
    "passport-country",
    "passport-expiration",
    "identity-card-number",
    "visa-number",
    "issue-date-of-the-visa",
    "redress-number",
    "travel-details",
    "payment-details",
    "place-port-of-original-embarkation",
    "place-port-of-clearance",
    "place-port-of-onward-foreign-destination",
    "passenger-name-record-locator-number",
    "primary-residence",
    "country-of-residence",
    "special-service-request",
    "frequent-flyer-number",
    "cc-number",
    "prtn",
    "bank-account-nr",
    "aba-rtn",
    "bin",
    "eppn",
    "jabber-id",
    "twitter-id",
    "target-user",
    "target-email",
    "target-machine",
    "target-org",
    "target-location",
    "target-external",
    "whois-registrant-email",
    "whois-registrant-phone",
    "whois-registrant-name",
    "whois-registrant-org",
    "email-src-display-name",
    "email-dst-display-name",
    "github-username",
};

/* Context, and values that identify nothing by themselves. */
static const char *const context[] = {
    "text",
    "comment",
    "other",
    "link",
    "attachment",
    "datetime",
    "counter",
    "size-in-bytes",
    "float",
    "integer",
    "hex",
    "boolean",
    "uuid",
    "cpe",
    "vulnerability",
    "weakness",
    "threat-actor",
    "campaign-name",
    "campaign-id",
    "port",
    "mime-type",
    "malware-type",
    "anonymised",
    "process-state",
    "whois-registrar",
    "whois-creation-date",
    "dns-soa-email",
    "email-body",
    "email-header",
    "email-x-mailer",
    "email-mime-boundary",
    "email-thread-index",
    "email-message-id",
    "github-repository",
    "github-organisation",
    "github-organization",
    "twitter-id",
    "dkim",
    "dkim-signature",
    "http-method",
    "xmpp-jid",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_among(tamis_slice type, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(type, names[i]))
            return true;
    return false;
}

static void find_plain(tamis_slice type, struct misp_type *found)
{
    tamis_kind kind = kind_from_misp(type);
    const struct kind_info *info = kind_get(kind);

    if (info && !info->is_personal) {
        *found = (struct misp_type)SHAPE(MISP_PLAIN, AUTO, AUTO, 0);
        found->kind = kind;
        return;
    }
    *found = (struct misp_type)REFUSED(TAMIS_REASON_UNKNOWN_KIND);
    if (info || slice_starts(type, "person-") ||
        is_among(type, personal, COUNT(personal)))
        found->reason = TAMIS_REASON_PERSONAL_DATA;
    else if (is_among(type, languages, COUNT(languages)))
        found->reason = TAMIS_REASON_PATTERN_TYPE;
    else if (is_among(type, context, COUNT(context)))
        found->reason = TAMIS_REASON_NOT_AN_INDICATOR;
}

void misp_type_find(tamis_slice type, struct misp_type *found)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (slice_is(type, rows[i].name)) {
            *found = rows[i].is;
            return;
        }
    }
    if (!slice_starts(type, "filename|")) {
        find_plain(type, found);
        return;
    }
    find_plain(slice_from(type, strlen("filename|")), found);
    if (found->shape == MISP_PLAIN)
        found->shape = MISP_FILE_DIGEST;
}
