/* SPDX-License-Identifier: BSD-2-Clause */
/* The hashes of a name in text, as the programs make them of its wire form. */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_NAME_HASH_H
#define TAMIS_EBPF_IMAGE_IMAGE_NAME_HASH_H

#include <stddef.h>

#include "image/keyed_hash.h"

/*
 * The hashes of a name's labels, from the left: of more than IMAGE_NAME_LABELS
 * the last ones, the n-th of all at labels[n % IMAGE_NAME_LABELS]. Returns how
 * many there are; 0 for what is no name: a label empty or of more than 63
 * octets, or more than 253 in all.
 */
__u32 name_label_hashes(const struct image_secret *secret, const char *text,
                        size_t size, __u64 labels[IMAGE_NAME_LABELS]);

/* The hash of a whole name of at most IMAGE_NAME_LABELS labels; 0 for
 * another, and else by a chance of 2^-64. */
__u64 name_hash(const struct image_secret *secret, const char *text,
                size_t size);

#endif
