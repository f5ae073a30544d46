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

static void begin_step(const struct exact_table *table, size_t left,
                       const uint8_t *digests, size_t digest_size,
                       struct exact_step *step)
{
    step->count = find_step(left);
    step->keys = (struct exact_keys){.runs = digests, .run_size = digest_size};
    exact_step_begin(table, step);
}

static size_t end_step(tamis_matcher *matcher,
                       const struct database_class *digests,
                       struct exact_step *step, tamis_record_id *records)
{
    return exact_step_filter(&digests->exact, step)
               ? find_exact_step(matcher, digests, step, records)
               : 0;
}

/* The lines of the next step are asked for before this one is looked at. */
size_t tamis_matcher_find_digests(tamis_matcher *matcher, size_t count,
                                  size_t digest_size, const uint8_t *digests,
                                  tamis_record_id *records)
{
    tamis_kind kind = kind_of_digest(digest_size);
    const struct database_class *listed;
    struct exact_step steps[2];
    unsigned now = 0;
    size_t hits = 0;

    find_nothing(count, records);
    if (kind == TAMIS_KIND_AUTO || count == 0)
        return 0;
    listed =
        &matcher->view.database->classes[kind_key_class(kind, digest_size)];
    begin_step(&listed->exact, count, digests, digest_size, &steps[now]);
    for (size_t done = 0; done < count; done += KERNELS_BATCH_MAX, now ^= 1) {
        size_t next = done + KERNELS_BATCH_MAX;

        if (next < count)
            begin_step(&listed->exact, count - next,
                       digests + next * digest_size, digest_size,
                       &steps[now ^ 1]);
        hits += end_step(matcher, listed, &steps[now], records + done);
    }
    return hits;
}
