/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Indicators: kinds, match modes, and one function each to parse and to write.
 *
 * An indicator is one (kind, normalised value, match mode). The same parser
 * serves feeds and questions, so that what was compiled and what is asked
 * meet in the same bytes (docs/KINDS.md lists every kind with its rules).
 */
#ifndef TAMIS_INDICATOR_H
#define TAMIS_INDICATOR_H

#include <tamis/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds: pinned, append-only. Names: tamis_kind_name(). */
typedef uint32_t tamis_kind;

#define TAMIS_KIND_AUTO             0u /* parsing: found from the value */
#define TAMIS_KIND_IP               1u
#define TAMIS_KIND_IP_PORT          2u
#define TAMIS_KIND_DOMAIN           3u
#define TAMIS_KIND_URL              4u
#define TAMIS_KIND_EMAIL            5u
#define TAMIS_KIND_MD5              6u
#define TAMIS_KIND_SHA1             7u
#define TAMIS_KIND_SHA224           8u
#define TAMIS_KIND_SHA256           9u
#define TAMIS_KIND_SHA384           10u
#define TAMIS_KIND_SHA512           11u
#define TAMIS_KIND_SHA512_224       12u
#define TAMIS_KIND_SHA512_256       13u
#define TAMIS_KIND_SHA3_224         14u
#define TAMIS_KIND_SHA3_256         15u
#define TAMIS_KIND_SHA3_384         16u
#define TAMIS_KIND_SHA3_512         17u
#define TAMIS_KIND_IMPHASH          18u
#define TAMIS_KIND_PEHASH           19u
#define TAMIS_KIND_AUTHENTIHASH     20u
#define TAMIS_KIND_JA3              21u
#define TAMIS_KIND_HASSH            22u
#define TAMIS_KIND_X509_MD5         23u
#define TAMIS_KIND_X509_SHA1        24u
#define TAMIS_KIND_X509_SHA256      25u
#define TAMIS_KIND_DOM_HASH         26u
#define TAMIS_KIND_JA4              27u
#define TAMIS_KIND_JARM             28u
#define TAMIS_KIND_SSDEEP           29u
#define TAMIS_KIND_TLSH             30u
#define TAMIS_KIND_TELFHASH         31u
#define TAMIS_KIND_VHASH            32u
#define TAMIS_KIND_IMPFUZZY         33u
#define TAMIS_KIND_CDHASH           34u
#define TAMIS_KIND_GIT_COMMIT       35u
#define TAMIS_KIND_FAVICON_MMH3     36u
#define TAMIS_KIND_FILENAME         37u
#define TAMIS_KIND_USER_AGENT       38u
#define TAMIS_KIND_MUTEX            39u
#define TAMIS_KIND_NAMED_PIPE       40u
#define TAMIS_KIND_REGISTRY_KEY     41u
#define TAMIS_KIND_PDB              42u
#define TAMIS_KIND_SERVICE_NAME     43u
#define TAMIS_KIND_SCHEDULED_TASK   44u
#define TAMIS_KIND_COMMAND_LINE     45u
#define TAMIS_KIND_PROCESS_NAME     46u
#define TAMIS_KIND_ASN              47u
#define TAMIS_KIND_MAC              48u
#define TAMIS_KIND_BTC              49u
#define TAMIS_KIND_XMR              50u
#define TAMIS_KIND_DASH             51u
#define TAMIS_KIND_IBAN             52u
#define TAMIS_KIND_BIC              53u
#define TAMIS_KIND_PHONE_NUMBER     54u
#define TAMIS_KIND_COMMUNITY_ID     55u
#define TAMIS_KIND_SSH_FINGERPRINT  56u
#define TAMIS_KIND_EMAIL_SUBJECT    57u
#define TAMIS_KIND_EMAIL_ATTACHMENT 58u
#define TAMIS_KIND_URI_PATH         59u
#define TAMIS_KIND_APP_ID           60u
#define TAMIS_KIND_CHROME_EXTENSION 61u
#define TAMIS_KIND_LITERAL          62u /* text anywhere: patterns.h */
#define TAMIS_KIND_PATTERN          63u /* a regex: patterns.h */
#define TAMIS_KIND_COUNT            64u /* one past the last */

/* Match modes, in the order in which events list them. */
typedef uint32_t tamis_mode;

#define TAMIS_MODE_EXACT      0u   /* this value only */
#define TAMIS_MODE_SUFFIX     1u   /* a domain and everything under it */
#define TAMIS_MODE_SUBDOMAINS 2u   /* everything under a domain, not itself */
#define TAMIS_MODE_PREFIX     3u   /* a prefix shorter than the address */
#define TAMIS_MODE_AUTO       255u /* let the value decide (docs/FEEDS.md) */

/* Bytes of the longest key. A value whose key is longer is refused. */
#define TAMIS_KEY_SIZE_MAX 4096u
/* Bytes of a name: RFC 1035, without the trailing dot. */
#define TAMIS_DOMAIN_SIZE_MAX 253u

/* What a parser met on its way (tamis_indicator.notes). */
#define TAMIS_NOTE_DEFANGED     0x1u  /* hxxp, [.] and the like were undone */
#define TAMIS_NOTE_HOST_BITS    0x2u  /* bits below the prefix were cleared */
#define TAMIS_NOTE_NO_PATH      0x4u  /* a URL without path and query */
#define TAMIS_NOTE_UNUSUAL_IPV4 0x8u  /* octal, hex or short IPv4 in a URL */
#define TAMIS_NOTE_V4_MAPPED    0x10u /* ::ffff:a.b.c.d became a.b.c.d */

/* Parser flags (the flags argument of tamis_indicator_parse). */
#define TAMIS_PARSE_REFANG       0x1u /* undo defanging: feeds, not traffic */
#define TAMIS_PARSE_ZONE_ID      0x2u /* drop %eth0 of an address, not refuse */
#define TAMIS_PARSE_SINGLE_LABEL 0x4u /* accept a domain of one label */

/*
 * An indicator in normal form: caller-owned plain data, no pointers.
 *
 * key holds key_size bytes whose meaning belongs to the kind:
 *   ip        4 or 16 address bytes, then one byte of prefix length (5 or 17)
 *   ip-port   16 address bytes (IPv4 mapped), then the port, big-endian (18)
 *   digests   the raw bytes of the digest
 *   others    UTF-8 text, folded as the kind says
 */
typedef struct tamis_indicator {
    tamis_kind kind;
    tamis_mode mode;
    uint32_t notes;
    uint32_t key_size;
    uint8_t key[TAMIS_KEY_SIZE_MAX];
} tamis_indicator;

/*
 * tamis_indicator_parse() reads one value into its normal form.
 *
 * kind says what the value is; TAMIS_KIND_AUTO finds it (address, address and
 * port, prefix, digest by its length, e-mail, URL, domain, in this order).
 * mode is AUTO except for domains, where "*.x" gives SUBDOMAINS and ".x"
 * SUFFIX, and for ip, where it is EXACT or PREFIX.
 *
 * Cost: linear in text_size; allocates only inside libidn2, for names with
 * bytes >= 0x80. Errors: SYNTAX (message says what is wrong, offset where),
 * LIMIT (key too long), ARGUMENT (no such kind), MEMORY. *indicator is
 * unspecified after an error. Threads: any. Since 0.1.0.
 */
TAMIS_API tamis_status tamis_indicator_parse(tamis_indicator *indicator,
                                             tamis_kind kind, const char *text,
                                             size_t text_size, uint32_t flags,
                                             tamis_error *error);

/*
 * tamis_indicator_format() writes the normal form as text: "1.2.3.4",
 * "1.2.3.0/24", "[2001:db8::1]:443", lower-case hex, a name, a URL's key.
 *
 * Writes at most text_capacity bytes, the terminating zero included, and
 * returns the length of the whole text without it, as snprintf does.
 * Cost: linear in the key. Threads: any. Since 0.1.0.
 */
TAMIS_API size_t tamis_indicator_format(const tamis_indicator *indicator,
                                        char *text, size_t text_capacity);

/*
 * tamis_key_format() does the same for a key that was not copied into a
 * tamis_indicator, such as one that points into a database.
 */
TAMIS_API size_t tamis_key_format(tamis_kind kind, const void *key,
                                  size_t key_size, char *text,
                                  size_t text_capacity);

/*
 * tamis_kind_name() names a kind ("ip-port"), NULL for a number that is none.
 * tamis_kind_find() is its inverse, case-insensitive; 0 when there is none.
 * tamis_kind_description() is one line for people, NULL for no kind.
 *
 * Ownership: static storage. Threads: any. Since 0.1.0.
 */
TAMIS_API const char *tamis_kind_name(tamis_kind kind);
TAMIS_API tamis_kind tamis_kind_find(const char *name, size_t name_size);
TAMIS_API const char *tamis_kind_description(tamis_kind kind);

/* tamis_mode_name(): "exact", "suffix", "subdomains", "prefix", "auto";
 * NULL for a number that is none. tamis_mode_find() is its inverse, -1 (as
 * UINT32_MAX) when there is none. */
TAMIS_API const char *tamis_mode_name(tamis_mode mode);
TAMIS_API tamis_mode tamis_mode_find(const char *name, size_t name_size);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_INDICATOR_H */
