/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one thread took from its part of a database: values as they came, with
 * the number of what is stated of each in the thread's own term sets.
 */
#ifndef TAMIS_EBPF_IMAGE_GATHERED_H
#define TAMIS_EBPF_IMAGE_GATHERED_H

#include "image/image_nodes.h"
#include "image/term_sets.h"

/* A prefix, or an address with a port, which comes behind the prefix of the
 * whole address in the order (high, low, length, port). Of version 4 the
 * address is in the upper half of high. */
struct gathered_address {
    __u64 high, low;
    __u32 terms;
    tamis_record_id record;
    __u16 until_hours, port;
    __u8 length; /* one more than the address has: with a port */
};

struct gathered_name {
    const char *text;
    __u64 hash; /* name_index.h */
    __u32 terms;
    tamis_record_id record;
    __u32 next; /* name_index.h */
    __u16 until_hours;
    __u8 size;
    __u8 label_count : 5;
    __u8 mode : 2; /* TAMIS_MODE_EXACT, _SUFFIX, _SUBDOMAINS */
    __u8 is_first : 1;
};

struct gathered_addresses {
    struct gathered_address *items;
    __u32 count, capacity;
};

struct gathered_names {
    struct gathered_name *items;
    __u32 count, capacity;
};

/* The arrays of a thread; prefixes of a version and addresses with ports are
 * apart, as the first mostly come in order. */
#define GATHERED_V4      0
#define GATHERED_V6      1
#define GATHERED_V4_PORT 2
#define GATHERED_V6_PORT 3
#define GATHERED_LISTS   4

struct gathered {
    tamis_allocator heap;
    __u64 name_seed; /* name_index.h */
    __u32 first;     /* values that an array first has room for */
    struct term_sets terms;
    struct gathered_addresses addresses[GATHERED_LISTS];
    struct gathered_names names;
    tamis_xdp_image_info info; /* what was counted */
};

/* Where a record belongs. */
enum gathered_kind {
    GATHERED_IS_V4,
    GATHERED_IS_V6,
    GATHERED_IS_PORT,
    GATHERED_IS_NAME,
    GATHERED_IS_DEEP,  /* a name of too many labels */
    GATHERED_IS_OTHER, /* no packet shows it */
    GATHERED_KINDS
};

struct gathered_place {
    enum gathered_kind kind;
    __u32 label_count; /* of a name */
};

/* gathered_release() gives back what was taken, after a failure too. */
bool gathered_begin(struct gathered *gathered, const tamis_allocator *heap,
                    __u64 name_seed, __u32 first);
void gathered_release(struct gathered *gathered);

struct gathered_place gathered_place_of(const tamis_record *record);
/* Adds a record of which these terms are stated until then to the array of its
 * place, which is not OTHER. False without memory. */
bool gathered_add(struct gathered *gathered, const tamis_record *record,
                  struct gathered_place place, __u32 terms, __u16 until_hours);

#endif
