/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was counted before a generation: a file beside its image's. A reader
 * from whom something is hidden is not told the counts that were taken along
 * into it, which went by what was listed before, visible to him or not. While
 * the database is the same file he is told what was met earlier by its record:
 * of what value it was depends on nothing that a swap changes.
 */
#ifndef TAMIS_EBPF_FILTER_HITS_CARRIED_H
#define TAMIS_EBPF_FILTER_HITS_CARRIED_H

#include <tamis/allocator.h>
#include <tamis/status.h>

#include <linux/types.h>

/* What one answer of a generation before had of its own, taken along not. */
struct hits_earlier {
    __u64 record;    /* of the answer */
    __u64 hit;       /* as an image has it (IMAGE_HIT_ONE) */
    int64_t time_ns; /* from which the statements of its image held */
    __u64 is_under;  /* it was of what is under the record's name */
};

struct hits_carried {
    __u64 *counts; /* by answer: how much of it was taken along */
    struct hits_earlier *earlier;
    size_t earlier_count;
};

/* hits_carried_save() writes the counts of answers 1 to answer_count that are
 * not 0, and the earlier ones, to a new file, which then takes path's place.
 * Errors: SYSTEM. */
tamis_status hits_carried_save(const char *path, __u64 generation,
                               const struct hits_carried *carried,
                               __u32 answer_count, tamis_error *error);

/* hits_carried_load() reads it: counts has a place for each answer. Errors:
 * NOT_FOUND, SYSTEM, MEMORY, CORRUPT; then *carried is all zero. */
tamis_status hits_carried_load(const char *path, __u64 generation,
                               __u32 answer_count, const tamis_allocator *heap,
                               struct hits_carried *carried,
                               tamis_error *error);
void hits_carried_release(struct hits_carried *carried,
                          const tamis_allocator *heap);

#endif
