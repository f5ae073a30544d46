/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Databases that keep some bits of a fingerprint instead of values: digests,
 * names, URLs, e-mails, endpoints and texts, all that is asked for as a whole.
 *
 * What is listed is always found, and told as it was asked for. What is not is
 * taken for something listed with a chance below 2^-(27 + bits) for each key
 * asked, unless somebody made it so (docs/FILE_FORMAT.md, "Fingerprints").
 * tamis_compiler_options.fingerprint_bits makes such a database, and
 * tamis_database_info.fingerprint_bits tells of one. What
 * tamis_database_verify() else builds again from keys it leaves unproved in
 * fingerprint_index_count of the indexes.
 */
#ifndef TAMIS_FINGERPRINT_H
#define TAMIS_FINGERPRINT_H

#include <tamis/database.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bits are a multiple of 8. */
#define TAMIS_FINGERPRINT_BITS_MIN     64u
#define TAMIS_FINGERPRINT_BITS_DEFAULT 96u
#define TAMIS_FINGERPRINT_BITS_MAX     128u
/* The 27 of 2^-(27 + bits). */
#define TAMIS_FINGERPRINT_CHANCE_BITS 27u

/*
 * tamis_record_is_fingerprint() tells whether the key of a record that a
 * cursor or a matcher gave is a fingerprint: 1, or 0 for a value. Neither
 * tamis_key_format() nor anything else can tell what it stands for.
 *
 * Cost: a few loads. Threads: any. Since 0.1.0.
 */
TAMIS_API int tamis_record_is_fingerprint(const tamis_database *database,
                                          const tamis_record *record);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_FINGERPRINT_H */
