/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names by their text: those of one name chained, the first of them in the
 * table. Hashes are of a seed that a feed's author does not know, so that he
 * cannot make a build slow.
 */
#ifndef TAMIS_EBPF_IMAGE_NAME_INDEX_H
#define TAMIS_EBPF_IMAGE_NAME_INDEX_H

#include "image/gathered.h"

#define NAME_NONE UINT32_MAX

struct name_slot {
    __u32 tag; /* of the hash */
    __u32 name;
};

struct name_index {
    struct gathered_name *names;
    __u32 count;
    struct name_slot *slots;
    __u32 slot_mask;
    /* Bit n: some name of n labels lists names under it. */
    __u32 depths;
};

/* A seed from the system's random bytes. */
__u64 name_index_seed(void);
__u64 name_index_hash(__u64 seed, const char *text, size_t size);

/* Puts all names in; they stay where they are. False without memory. */
bool name_index_begin(struct name_index *table, const tamis_allocator *heap,
                      struct gathered_name *names, __u32 count);
void name_index_end(struct name_index *table, const tamis_allocator *heap);

/* The first of the names with this text, or NONE. */
__u32 name_index_find(const struct name_index *table, __u64 hash,
                      const char *text, size_t size);
/* Asks for what a search for that hash reads first. */
void name_index_prefetch(const struct name_index *table, __u64 hash);

#endif
