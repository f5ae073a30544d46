/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names and what they are answered with. One thread puts all of them into an
 * index; then each answers some of them, with a list of its own.
 */
#ifndef TAMIS_EBPF_IMAGE_NAME_NODES_H
#define TAMIS_EBPF_IMAGE_NAME_NODES_H

#include "image/answer_list.h"
#include "image/name_index.h"

#include <pthread.h>
#include <stdatomic.h>

/* Names answered at a time; one may have two answers. */
#define NAME_CHUNK         4096u
#define NAME_CHUNK_ANSWERS (2 * NAME_CHUNK)

enum name_index_state { NAMES_AWAITED, NAMES_INDEXED, NAMES_FAILED };

struct name_nodes {
    struct image_nodes *nodes;
    __u64 seed;
    struct name_index index;
    struct term_sets terms; /* of the names as they came */
    __u8 *answered_by;      /* by chunk: the number of the list */
    atomic_uint next_chunk;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    enum name_index_state state;
};

void name_nodes_begin(struct name_nodes *names, struct image_nodes *nodes);
/* Gives back what was taken, after a failure too. */
void name_nodes_end(struct name_nodes *names);

/* Values that the threads gathered. */
__u32 name_nodes_count(const struct gathered *gathered, __u32 count);

/* Puts the names of all threads together and lets the others begin, even
 * without memory, which is false. Called once, before any thread waits that
 * could make it wait itself. */
bool name_nodes_index(struct name_nodes *names, struct gathered *gathered,
                      __u32 count);
/* Waits for the index, and answers names until all are taken; list, which is
 * empty, is the one of that number. False without memory. */
bool name_nodes_answer(struct name_nodes *names, struct answer_list *list,
                       __u8 number);
/* Makes the names of nodes from what all lists answered: before, by number of
 * the list, is what its answers' numbers grow by. */
void name_nodes_finish(struct name_nodes *names, const __u32 *before);

#endif
