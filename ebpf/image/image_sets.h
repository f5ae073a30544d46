/* SPDX-License-Identifier: BSD-2-Clause */
/* From the threads' answers to an image's: sets get the numbers they keep. */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_SETS_H
#define TAMIS_EBPF_IMAGE_IMAGE_SETS_H

#include "image/answer_list.h"

/*
 * image_sets_make() fills answers, records, sets, spans and statements of
 * nodes, and info's counts of them: the answers of lists[0] first, then those
 * of the next, whose numbers so grow by what was before.
 *
 * Answers whose combinations are too many for numbers of 16 bits share a set
 * that has the statements of all of them, and are in doubt from the beginning,
 * so that nothing is dropped for what another is said to be. False without
 * memory.
 */
bool image_sets_make(struct image_nodes *nodes, const struct answer_list *lists,
                     __u32 count);

#endif
