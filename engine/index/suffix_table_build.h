/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Domain names, write side: an exact table over the names' own hash, and a
 * filter that knows gates too. The gates are found in parts, each of which may
 * be the work of another thread.
 */
#ifndef TAMIS_INDEX_SUFFIX_TABLE_BUILD_H
#define TAMIS_INDEX_SUFFIX_TABLE_BUILD_H

#include "index/exact_table_build.h"
#include "index/suffix_gate.h"

/* The hash of a name under the seed that a table takes first; see
 * exact_table_first_hash(). */
uint64_t suffix_table_first_hash(const void *name, size_t name_size);

#define SUFFIX_PARTS_MAX 8u

/* What a table is made of, all of which must live as long as the build. */
struct suffix_input {
    const struct key_store *keys; /* (key, mode) is unique, see exact_input */
    const uint64_t *hashes;       /* see exact_input; or NULL */
    const uint8_t *modes;
    const struct kernels *kernels;
    enum key_form form; /* see exact_input */
    uint32_t fingerprint_size;
    unsigned part_count; /* 1 to SUFFIX_PARTS_MAX; the bytes do not tell */
};

/* The gates of a run of names. */
struct suffix_part {
    uint64_t *gates; /* in the build's */
    size_t gate_count;
    uint8_t *seen; /* a bit for each of 2^seen_bits places that gates fall on */
    uint64_t depths[2];
};

struct suffix_build {
    struct exact_build names;
    struct suffix_input input;
    struct suffix_part parts[SUFFIX_PARTS_MAX];
    uint64_t *gates;
    unsigned seen_bits;
    uint32_t block_count; /* of the filter */
    uint64_t depths[2];
};

/*
 * In this order: suffix_build_open() gives names their places;
 * suffix_build_part(), once for each part and by any thread, finds gates;
 * suffix_build_join() decides about the filter, from when on size and bytes
 * can be asked for. What was opened must be closed, also after an error.
 *
 * Errors: MEMORY, LIMIT, ARGUMENT (a name that cannot be asked for, a mode
 * that names do not have, hashes out of order). Memory: at most 16 bytes a
 * name and a part's byte a name, and the filter while it is written.
 */
tamis_status suffix_build_open(struct suffix_build *build,
                               const tamis_allocator *allocator,
                               const struct suffix_input *input,
                               tamis_error *error);
tamis_status suffix_build_part(struct suffix_build *build, unsigned part,
                               tamis_error *error);
void suffix_build_join(struct suffix_build *build);
void suffix_build_close(struct suffix_build *build);

uint64_t suffix_build_size(const struct suffix_build *build);
tamis_status suffix_build_write(const struct suffix_build *build,
                                struct byte_sink *sink, tamis_error *error);

#endif
