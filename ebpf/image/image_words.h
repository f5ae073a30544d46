/* SPDX-License-Identifier: BSD-2-Clause */
/* What a policy makes of sets: their words. */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_WORDS_H
#define TAMIS_EBPF_IMAGE_IMAGE_WORDS_H

#include "image/image_nodes.h"

/*
 * image_words_make() writes the policy word of every set of nodes into it, as
 * policy says (NULL: everything is reported). Errors: MEMORY; then nothing is
 * changed.
 */
tamis_status image_words_make(struct image_nodes *nodes,
                              const tamis_xdp_policy *policy,
                              tamis_error *error);

#endif
