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

/* One step of a batch. */
struct digest_step {
    size_t count;
    struct exact_keys keys;
    uint64_t hashes[KERNELS_BATCH_MAX];
};

static void begin_step(const struct exact_table *table, size_t left,
                       const uint8_t *digests, size_t digest_size,
                       struct digest_step *step)
{
    step->count = find_step(left);
    step->keys.slices = NULL;
    step->keys.runs = digests;
    step->keys.run_size = digest_size;
    exact_table_hash_some(table, step->count, &step->keys, step->hashes);
}

static size_t end_step(tamis_matcher *matcher, tamis_kind kind,
                       const struct exact_table *table,
                       const struct digest_step *step, tamis_record_id *records)
{
    uint32_t slots[KERNELS_BATCH_MAX];
    uint64_t listed = exact_table_find_some(table, step->count, &step->keys,
                                            step->hashes, slots);
    size_t hits = 0;

    for (; listed; listed &= listed - 1) {
        size_t n = (size_t)__builtin_ctzll(listed);
        const uint8_t *digest = step->keys.runs + n * step->keys.run_size;

        records[n] =
            find_key(matcher, kind, slice_make(digest, step->keys.run_size));
        hits += records[n] != TAMIS_RECORD_NONE;
    }
    return hits;
}

/* The lines of the next step are asked for before this one is looked at. */
size_t tamis_matcher_find_digests(tamis_matcher *matcher, size_t count,
                                  size_t digest_size, const uint8_t *digests,
                                  tamis_record_id *records)
{
    tamis_kind kind = kind_of_digest(digest_size);
    const struct exact_table *table;
    struct digest_step steps[2];
    unsigned now = 0;
    size_t hits = 0;

    find_nothing(count, records);
    if (kind == TAMIS_KIND_AUTO || count == 0)
        return 0;
    table = &matcher->view.database->classes[kind_key_class(kind, digest_size)]
                 .exact;
    begin_step(table, count, digests, digest_size, &steps[now]);
    for (size_t done = 0; done < count; done += KERNELS_BATCH_MAX, now ^= 1) {
        size_t next = done + KERNELS_BATCH_MAX;

        if (next < count)
            begin_step(table, count - next, digests + next * digest_size,
                       digest_size, &steps[now ^ 1]);
        hits += end_step(matcher, kind, table, &steps[now], records + done);
    }
    return hits;
}
