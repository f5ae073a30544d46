/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pieces of a build: judging a source as it is written, compiling sources
 * that belong together, and putting what came out into one image.
 */
#ifndef TAMIS_INDEX_PATTERN_SET_COMPILE_H
#define TAMIS_INDEX_PATTERN_SET_COMPILE_H

#include "base/buffer.h"
#include "index/pattern_image.h"
#include "index/pattern_set_build.h"

/* Why a source cannot be in a set. */
struct pattern_refusal {
    uint64_t offset; /* UINT64_MAX: unknown */
    char reason[PATTERN_REASON_SIZE];
};

/* The sources of one field, and where each is in the caller's array. */
struct pattern_selection {
    tamis_allocator allocator;
    struct pattern_source *sources;
    uint32_t *places;
    size_t count;
};

/* Errors: MEMORY, LIMIT (more than PATTERN_SET_COUNT_MAX). */
tamis_status pattern_selection_make(struct pattern_selection *selection,
                                    const tamis_allocator *allocator,
                                    const struct pattern_source *sources,
                                    size_t count, uint32_t field,
                                    tamis_error *error);
void pattern_selection_release(struct pattern_selection *selection);

/* A hash of what a compiled set may only be used with: the version of
 * Hyperscan and what it uses of the CPU. */
uint64_t pattern_set_machine(void);

/* What needs no compiler: sizes, flags, zero bytes. True when it is well. */
bool pattern_source_plain(const struct pattern_source *source,
                          struct pattern_refusal *refusal);

/* How dear compiling a regex may be, guessed from its text: 0 for most, and one
 * more for each doubling. Those above 0 are compiled alone and later. */
#define PATTERN_CLASS_MAX 20u
unsigned pattern_source_class(const struct pattern_source *source);

/* Sources that are compiled into one database: all literals or all regexes.
 * members are their places in sources, and what reports will say. */
struct pattern_unit {
    const struct pattern_source *sources;
    const uint32_t *members;
    size_t count;
};

/* bytes is malloc's, and NULL when the unit does not compile. Then culprit is
 * the member that is at fault, or SIZE_MAX when it is the unit. */
struct pattern_compiled {
    char *bytes;
    size_t size;
    size_t culprit;
    struct pattern_refusal refusal;
};

/* Errors: MEMORY for the call's own; what the compiler says is in *compiled. */
tamis_status pattern_unit_compile(const struct pattern_unit *unit,
                                  uint32_t mode,
                                  struct pattern_compiled *compiled);

/* An image is begun, given its parts, and finished. Errors: MEMORY, LIMIT. */
struct pattern_image {
    struct buffer bytes;
    struct buffer directory;
    struct pattern_image_header header;
};

tamis_status pattern_image_begin(struct pattern_image *image,
                                 const tamis_allocator *allocator,
                                 uint32_t mode, size_t source_count);
tamis_status pattern_image_add(struct pattern_image *image, uint32_t kind,
                               uint32_t count, const void *bytes, size_t size);
/* What was compiled, the first of it being `source`. */
tamis_status pattern_image_add_of(struct pattern_image *image, uint32_t kind,
                                  uint32_t count, uint32_t source,
                                  const struct pattern_compiled *compiled);
tamis_status pattern_image_finish(struct pattern_image *image,
                                  const uint64_t key[2]);
void pattern_image_release(struct pattern_image *image);

/* pattern_set_open() makes a set of an image of this selection, whose bytes are
 * not needed later, and tells options->rejected what the image says of that.
 * Errors: MEMORY, CORRUPT. */
tamis_status pattern_set_open(struct pattern_set **set, tamis_slice image,
                              const struct pattern_selection *selection,
                              const struct pattern_set_options *options,
                              tamis_error *error);

#endif
