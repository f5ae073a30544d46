/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accounting: what became of every statement that a feed made.
 *
 * Nothing is dropped in silence: each statement read ends in exactly one of
 * kept, merged, expired, allowed, withheld or rejected by one reason, counted
 * per feed and per label, so that a clearance sees only the counts of what it
 * may see.
 */
#ifndef TAMIS_REPORT_H
#define TAMIS_REPORT_H

#include <tamis/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Why a statement was not kept. Pinned, append-only; 0 is no reason. */
typedef uint32_t tamis_reason;

#define TAMIS_REASON_NONE                      0u
#define TAMIS_REASON_SYNTAX                    1u
#define TAMIS_REASON_TOO_LONG                  2u
#define TAMIS_REASON_BAD_ENCODING              3u
#define TAMIS_REASON_UNKNOWN_KIND              4u
#define TAMIS_REASON_BAD_HASH_LENGTH           5u
#define TAMIS_REASON_TRIVIAL_HASH              6u
#define TAMIS_REASON_BAD_DOMAIN                7u
#define TAMIS_REASON_SINGLE_LABEL              8u
#define TAMIS_REASON_IDNA                      9u
#define TAMIS_REASON_PUBLIC_SUFFIX             10u
#define TAMIS_REASON_BAD_IP                    11u
#define TAMIS_REASON_IPV4_LEADING_ZERO         12u
#define TAMIS_REASON_PREFIX_TOO_SHORT          13u
#define TAMIS_REASON_SPECIAL_USE               14u
#define TAMIS_REASON_ZONE_ID                   15u
#define TAMIS_REASON_BAD_PORT                  16u
#define TAMIS_REASON_BAD_URL                   17u
#define TAMIS_REASON_URL_UNESCAPE_DEPTH        18u
#define TAMIS_REASON_BAD_EMAIL                 19u
#define TAMIS_REASON_ABP_WILDCARD              20u
#define TAMIS_REASON_ABP_MODIFIER              21u
#define TAMIS_REASON_ABP_COSMETIC              22u
#define TAMIS_REASON_ABP_URL_RULE              23u
#define TAMIS_REASON_HOSTS_NONSINK             24u
#define TAMIS_REASON_RPZ_TRIGGER               25u
#define TAMIS_REASON_STIX_STATEFUL             26u
#define TAMIS_REASON_STIX_NEGATIVE             27u
#define TAMIS_REASON_STIX_UNSUPPORTED_PATH     28u
#define TAMIS_REASON_STIX_UNSUPPORTED_OPERATOR 29u
#define TAMIS_REASON_STIX_CONJUNCTION          30u
#define TAMIS_REASON_PATTERN_TYPE              31u
#define TAMIS_REASON_REGEX_UNSUPPORTED         32u
#define TAMIS_REASON_NOT_TO_IDS                33u
#define TAMIS_REASON_DELETED                   34u
#define TAMIS_REASON_UNPUBLISHED               35u
#define TAMIS_REASON_REVOKED                   36u
#define TAMIS_REASON_SUPERSEDED                37u
#define TAMIS_REASON_NOT_AN_INDICATOR          38u
#define TAMIS_REASON_PERSONAL_DATA             39u
#define TAMIS_REASON_BAD_TIME                  40u
#define TAMIS_REASON_BAD_LABEL                 41u
#define TAMIS_REASON_TOO_DEEP                  42u
#define TAMIS_REASON_BAD_FIELD_COUNT           43u
#define TAMIS_REASON_PATH_ONLY                 44u
#define TAMIS_REASON_WARN_UNSUPPORTED          45u
#define TAMIS_REASON_ALLOW_IGNORED             46u
#define TAMIS_REASON_COMPOSITE                 47u
#define TAMIS_REASON_FEED_FAILED               48u
#define TAMIS_REASON_MISSING_FILE              49u
#define TAMIS_REASON_UNLISTED_FILE             50u
#define TAMIS_REASON_PATTERN                   51u
#define TAMIS_REASON_COUNT                     52u
/* Places for counts by reason in structs, with room for reasons to come, so
 * that what follows never moves; those from the count on are 0. */
#define TAMIS_REASON_CAPACITY 128u

/* What became of a statement. */
typedef uint32_t tamis_outcome;

#define TAMIS_OUTCOME_KEPT     0u /* became an entry of its own */
#define TAMIS_OUTCOME_MERGED   1u /* said again: joined an entry */
#define TAMIS_OUTCOME_EXPIRED  2u /* was over before the compile's time */
#define TAMIS_OUTCOME_ALLOWED  3u /* the operator's allow covers it */
#define TAMIS_OUTCOME_REJECTED 4u /* see the reason */
#define TAMIS_OUTCOME_WITHHELD 5u /* above --max-tlp, outside --for */
#define TAMIS_OUTCOME_COUNT    6u
#define TAMIS_OUTCOME_CAPACITY 16u /* as with reasons */

/*
 * tamis_reason_name() is the code as reports spell it, "public-suffix";
 * tamis_reason_description() is one sentence for people: what it means and
 * which option lets such a value in, if one does. NULL for no reason.
 * tamis_outcome_name(): "kept", "merged", "expired", "allowed", "rejected",
 * "withheld".
 *
 * Ownership: static storage. Threads: any. Since 0.1.0.
 */
TAMIS_API const char *tamis_reason_name(tamis_reason reason);
TAMIS_API const char *tamis_reason_description(tamis_reason reason);
TAMIS_API const char *tamis_outcome_name(tamis_outcome outcome);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_REPORT_H */
