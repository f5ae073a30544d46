/* SPDX-License-Identifier: BSD-2-Clause */
/* The words of the compile report: reasons and outcomes. */
#include <tamis/report.h>

struct wording {
    const char *name;
    const char *description;
};

#define REASON(number, code, sentence)                                         \
    [TAMIS_REASON_##number] = {code, sentence}

_Static_assert(TAMIS_REASON_COUNT <= TAMIS_REASON_CAPACITY &&
                   TAMIS_OUTCOME_COUNT <= TAMIS_OUTCOME_CAPACITY,
               "structs of the interface have a place for each");

static const struct wording reasons[TAMIS_REASON_COUNT] = {
    REASON(SYNTAX, "syntax",
           "The line or object does not read as its format says; look at it "
           "in the file, or name another format with --format."),
    REASON(TOO_LONG, "too-long",
           "The line is longer than 64 KiB or the value's key longer than "
           "4096 bytes; no option lets it in."),
    REASON(BAD_ENCODING, "bad-encoding",
           "The text is not UTF-8 or holds a zero byte; convert the file to "
           "UTF-8."),
    REASON(UNKNOWN_KIND, "unknown-kind",
           "The value is of a type that tamis does not match; docs/KINDS.md "
           "lists the kinds there are."),
    REASON(BAD_HASH_LENGTH, "bad-hash-length",
           "The value is called a digest, but has not that digest's length or "
           "is not hexadecimal; correct the type or the value in the feed."),
    REASON(TRIVIAL_HASH, "trivial-hash",
           "It is the digest of the empty file or of another content that "
           "every machine has, so that it would match everywhere."),
    REASON(BAD_DOMAIN, "bad-domain",
           "This is no host name: a label is empty or longer than 63 bytes, "
           "the name longer than 253, or a byte is not allowed."),
    REASON(SINGLE_LABEL, "single-label",
           "The name has one label only, such as \"localhost\"; a name "
           "needs at least two to be listed."),
    REASON(IDNA, "idna",
           "The international name cannot be written as A-labels (IDNA 2008); "
           "give its xn-- form if it exists."),
    REASON(PUBLIC_SUFFIX, "public-suffix",
           "The name is a public suffix such as \"co.uk\", and would list "
           "everybody's domains under it; list the domains themselves."),
    REASON(BAD_IP, "bad-ip",
           "This is no IPv4 or IPv6 address, prefix or range, or a range of "
           "more than 64 prefixes; list the prefixes that are meant."),
    REASON(IPV4_LEADING_ZERO, "ipv4-leading-zero",
           "A part of the IPv4 address begins with 0, which some programs "
           "read as octal and others as decimal; write it without."),
    REASON(PREFIX_TOO_SHORT, "prefix-too-short",
           "The prefix covers so many addresses that it looks like a mistake; "
           "--allow-short lets such prefixes in."),
    REASON(SPECIAL_USE, "special-use",
           "The address is of a private, loopback, multicast or other special "
           "range (RFC 6890); --allow-special lets it in."),
    REASON(ZONE_ID, "zone-id",
           "The address names an interface of one machine (%eth0), which "
           "means nothing elsewhere; remove the zone from the feed."),
    REASON(BAD_PORT, "bad-port",
           "The port is missing, is no number, or is not in 1..65535."),
    REASON(BAD_URL, "bad-url",
           "This is no absolute URL with a host, or its host is neither a "
           "name nor an address."),
    REASON(URL_UNESCAPE_DEPTH, "url-unescape-depth",
           "The URL is percent-escaped again and again, deeper than is "
           "undone; no option lets it in."),
    REASON(BAD_EMAIL, "bad-email",
           "This is no e-mail address: there is no \"@\", or one side of it "
           "is empty or not allowed."),
    REASON(ABP_WILDCARD, "abp-wildcard",
           "The block-list rule has a wildcard inside the name, which cannot "
           "be kept exactly."),
    REASON(ABP_MODIFIER, "abp-modifier",
           "The block-list rule holds only under conditions ($third-party, "
           "$script, ...), which cannot be kept exactly."),
    REASON(ABP_COSMETIC, "abp-cosmetic",
           "The block-list rule hides parts of pages and lists nothing."),
    REASON(ABP_URL_RULE, "abp-url-rule",
           "The block-list rule is about parts of URLs, not about whole host "
           "names, and cannot be kept exactly."),
    REASON(HOSTS_NONSINK, "hosts-nonsink",
           "The line of the hosts file points its name at a real address "
           "instead of 0.0.0.0, 127.0.0.1 or ::1, so it blocks nothing."),
    REASON(RPZ_TRIGGER, "rpz-trigger",
           "The zone's record is triggered by a name server or a client, "
           "which are not matched; triggers by name (QNAME) and by an address "
           "of the answer (rpz-ip) are."),
    REASON(STIX_STATEFUL, "stix-stateful",
           "The pattern relates several observations in time (FOLLOWEDBY, "
           "WITHIN, REPEATS) and cannot be kept as single values."),
    REASON(STIX_NEGATIVE, "stix-negative",
           "The pattern lists what is not equal to a value (NOT, !=), which "
           "is no list of values."),
    REASON(STIX_UNSUPPORTED_PATH, "stix-unsupported-path",
           "The pattern compares a property that is not matched; "
           "docs/FEEDS.md lists those that are."),
    REASON(STIX_UNSUPPORTED_OPERATOR, "stix-unsupported-operator",
           "The pattern compares with an operator (LIKE, MATCHES, <, ...) "
           "that cannot be kept as an exact value."),
    REASON(STIX_CONJUNCTION, "stix-conjunction",
           "The pattern needs several values at once (AND); listing one of "
           "them alone would say more than the feed does."),
    REASON(PATTERN_TYPE, "pattern-type",
           "The indicator is written in another language (YARA, Sigma, Snort, "
           "...), which is for that engine to match."),
    REASON(REGEX_UNSUPPORTED, "regex-unsupported",
           "The regular expression uses what the engine does not support, or "
           "is not valid."),
    REASON(NOT_TO_IDS, "not-to-ids",
           "The MISP attribute has no to_ids flag: it is context; "
           "--all-attributes takes such attributes too."),
    REASON(DELETED, "deleted",
           "The attribute or object is marked deleted at its source."),
    REASON(UNPUBLISHED, "unpublished",
           "The MISP event is not published yet; --unpublished takes such "
           "events too."),
    REASON(REVOKED, "revoked", "The indicator was revoked by its producer."),
    REASON(SUPERSEDED, "superseded",
           "Another version of the same object in the same feed counts: a "
           "newer one, or the first of those that are equally new."),
    REASON(NOT_AN_INDICATOR, "not-an-indicator",
           "The object tells of something else (a report, a relation, a "
           "sighting) and lists no value."),
    REASON(PERSONAL_DATA, "personal-data",
           "The value is people's data (names, accounts, phone numbers), "
           "which is never loaded unless its kind is asked for."),
    REASON(BAD_TIME, "bad-time",
           "A date or time does not parse, or the end of the validity is not "
           "after its begin."),
    REASON(BAD_LABEL, "bad-label",
           "The mark or audience cannot be resolved; correct the mark in the "
           "feed or define the audience in the manifest."),
    REASON(TOO_DEEP, "too-deep",
           "The object is nested deeper than 128 levels; no option lets it "
           "in."),
    REASON(BAD_FIELD_COUNT, "bad-field-count",
           "The row has fewer fields than its columns need, or more than they "
           "allow; look for an unclosed quote or another delimiter."),
    REASON(PATH_ONLY, "path-only",
           "The value is only the path of a URL, without a host, and would "
           "match on any site."),
    REASON(WARN_UNSUPPORTED, "warn-unsupported",
           "The warning list's entry is of an unknown type, or looks inside "
           "of values that patterns are not asked about."),
    REASON(ALLOW_IGNORED, "allow-ignored",
           "The block-list allows this value; its allows are taken only with "
           "--honour-allow."),
    REASON(COMPOSITE, "composite",
           "A value of several parts (a|b) whose parts cannot stand alone, or "
           "do not parse."),
    REASON(FEED_FAILED, "feed-failed",
           "The feed could not be read to its end, so nothing of it is kept; "
           "fetch the feed again."),
    REASON(MISSING_FILE, "missing-file",
           "The feed's own manifest names the file, but it is not there; get "
           "the rest of the feed."),
    REASON(UNLISTED_FILE, "unlisted-file",
           "The file or folder lies in a MISP feed's folder, whose manifest "
           "does not name it, so it was not read; give it as a feed of its "
           "own if it is one."),
    REASON(PATTERN, "pattern",
           "The regular expression does not read as one, or asks for what the "
           "engine of patterns never compiles; each example tells what and "
           "where."),
};

static const char *const outcomes[TAMIS_OUTCOME_COUNT] = {
    [TAMIS_OUTCOME_KEPT] = "kept",
    [TAMIS_OUTCOME_MERGED] = "merged",
    [TAMIS_OUTCOME_EXPIRED] = "expired",
    [TAMIS_OUTCOME_ALLOWED] = "allowed",
    [TAMIS_OUTCOME_REJECTED] = "rejected",
    [TAMIS_OUTCOME_WITHHELD] = "withheld",
};

const char *tamis_reason_name(tamis_reason reason)
{
    return reason < TAMIS_REASON_COUNT ? reasons[reason].name : NULL;
}

const char *tamis_reason_description(tamis_reason reason)
{
    return reason < TAMIS_REASON_COUNT ? reasons[reason].description : NULL;
}

const char *tamis_outcome_name(tamis_outcome outcome)
{
    return outcome < TAMIS_OUTCOME_COUNT ? outcomes[outcome] : NULL;
}
