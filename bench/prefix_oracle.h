/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is the longest listed prefix of an address? Answered plainly, by a
 * binary search over the borders of all prefixes: the benchmark knows what
 * every query must answer before anything is measured.
 */
#ifndef TAMIS_BENCH_PREFIX_ORACLE_H
#define TAMIS_BENCH_PREFIX_ORACLE_H

#include "key_list.h"

struct address_number {
    uint64_t high, low;
};

struct prefix_oracle {
    size_t count;
    struct address_number *starts; /* ascending; each holds to the next */
    uint32_t *values;              /* KEY_ABSENT between prefixes */
    size_t *first;                 /* by the leading 16 bits of the family */
    bool is_ipv4;
};

struct address_number address_number(const tamis_address *address);
/* The last address of a prefix; length counts from 128. */
struct address_number address_last(struct address_number start,
                                   uint32_t length_of_128);
int address_compare(struct address_number a, struct address_number b);

/* prefix_oracle_open() reads listed prefixes in ascending order of (address,
 * length), without duplicates. */
void prefix_oracle_open(struct prefix_oracle *oracle,
                        const struct key_list *sorted);
void prefix_oracle_close(struct prefix_oracle *oracle);
/* The value of the longest prefix that covers address, else KEY_ABSENT. */
uint32_t prefix_oracle_find(const struct prefix_oracle *oracle,
                            const tamis_address *address);

#endif
