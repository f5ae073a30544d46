/* SPDX-License-Identifier: BSD-2-Clause */
/* Digests in batches. Their index answers for all of a step at once; only the
 * few that are listed reach the question of what may be said about them. */
#include "indicator/kind.h"
#include "match/find.h"

#include "base/slice.h"

static tamis_kind kind_of_digest(size_t size)
{
    switch (size) {
    case 16:
        return TAMIS_KIND_MD5;
    case 20:
        return TAMIS_KIND_SHA1;
    case 28:
        return TAMIS_KIND_SHA224;
    case 32:
        return TAMIS_KIND_SHA256;
    case 48:
        return TAMIS_KIND_SHA384;
    case 64:
        return TAMIS_KIND_SHA512;
    default:
        return TAMIS_KIND_AUTO;
    }
}

size_t tamis_matcher_find_digests(tamis_matcher *matcher, size_t count,
                                  size_t digest_size, const uint8_t *digests,
                                  tamis_record_id *records)
{
    tamis_kind kind = kind_of_digest(digest_size);
    const struct database_class *key_class;
    size_t hits = 0;

    find_nothing(count, records);
    if (kind == TAMIS_KIND_AUTO)
        return 0;
    key_class =
        &matcher->view.database->classes[kind_key_class(kind, digest_size)];
    for (size_t done = 0; done < count; done += KERNELS_BATCH_MAX) {
        size_t some = find_step(count - done);
        uint32_t slots[KERNELS_BATCH_MAX];
        uint64_t listed =
            exact_table_find_digests(&key_class->exact, some, digest_size,
                                     digests + done * digest_size, slots);

        for (; listed; listed &= listed - 1) {
            size_t n = done + (size_t)__builtin_ctzll(listed);

            records[n] =
                find_key(matcher, kind,
                         slice_make(digests + n * digest_size, digest_size));
            hits += records[n] != TAMIS_RECORD_NONE;
        }
    }
    return hits;
}
