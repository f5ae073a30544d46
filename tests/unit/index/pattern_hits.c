/* SPDX-License-Identifier: BSD-2-Clause */
#include "pattern_hits.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void pattern_hits_release(struct pattern_hits *hits)
{
    free(hits->hits);
    *hits = (struct pattern_hits){0};
}

int pattern_hits_collect(void *context, uint32_t id, uint64_t from, uint64_t to)
{
    struct pattern_hits *hits = context;

    if (hits->count == hits->capacity) {
        hits->capacity = hits->capacity ? 2 * hits->capacity : 64;
        hits->hits = realloc(hits->hits, hits->capacity * sizeof *hits->hits);
        if (!hits->hits)
            abort();
    }
    hits->hits[hits->count++] = (struct pattern_hit){id, from, to};
    return 0;
}

static int compare_hits(const void *a, const void *b)
{
    const struct pattern_hit *x = a, *y = b;

    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

void pattern_hits_sort(struct pattern_hits *hits)
{
    if (hits->count)
        qsort(hits->hits, hits->count, sizeof *hits->hits, compare_hits);
}

bool pattern_hits_equal(const struct pattern_hits *a,
                        const struct pattern_hits *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (compare_hits(&a->hits[i], &b->hits[i]))
            return false;
    return true;
}

char *pattern_hits_write(struct pattern_hits *hits)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    if (!file)
        abort();
    pattern_hits_sort(hits);
    for (size_t i = 0; i < hits->count; i++) {
        const struct pattern_hit *hit = &hits->hits[i];

        fprintf(file, "%s%" PRIu32 "@", i ? " " : "", hit->id);
        if (hit->from != PATTERN_START_NONE)
            fprintf(file, "%" PRIu64, hit->from);
        fprintf(file, "-%" PRIu64, hit->to);
    }
    fclose(file);
    return text;
}
