/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which of a generation's counts were taken along from those before it: a file
 * beside its image's. A reader from whom something is hidden is told what came
 * since only: counts that were taken along went by what was listed before,
 * visible to him or not.
 */
#ifndef TAMIS_EBPF_FILTER_HITS_CARRIED_H
#define TAMIS_EBPF_FILTER_HITS_CARRIED_H

#include <tamis/allocator.h>
#include <tamis/status.h>

#include <linux/types.h>

/* hits_carried_save() writes the counts of answers 1 to answer_count that are
 * not 0 to a new file, which then takes path's place. Errors: SYSTEM. */
tamis_status hits_carried_save(const char *path, __u64 generation,
                               const __u64 *counts, __u32 answer_count,
                               tamis_error *error);

/* hits_carried_load() reads it: *counts has a place for each answer and is
 * given back by the caller. Errors: NOT_FOUND, SYSTEM, MEMORY, CORRUPT. */
tamis_status hits_carried_load(const char *path, __u64 generation,
                               __u32 answer_count, const tamis_allocator *heap,
                               __u64 **counts, tamis_error *error);

#endif
