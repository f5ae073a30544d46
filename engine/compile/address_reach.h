/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which allow and warn records can be met together with which listed ones, for
 * addresses: two prefixes are when one is inside the other. IPv4 is written as
 * mapped IPv6 here.
 */
#ifndef TAMIS_COMPILE_ADDRESS_REACH_H
#define TAMIS_COMPILE_ADDRESS_REACH_H

#include <tamis/allocator.h>
#include <tamis/status.h>

#include <stdbool.h>

#define REACH_KEY_SIZE 17u

/* 16 address bytes with the bits below the prefix zero, then its length. */
struct reach_prefix {
    uint8_t key[REACH_KEY_SIZE];
    bool allows; /* it, or (sealed) one around it, may drop what it covers */
    uint32_t parent; /* the next larger one around it, or REACH_NO_PARENT */
};

#define REACH_NO_PARENT UINT32_MAX

struct address_reach {
    const tamis_allocator *allocator;
    struct reach_prefix *prefixes; /* sealed: sorted by key, unique */
    size_t capacity;
    uint32_t count;
    uint64_t *rows; /* `words` words for each prefix: labels met */
    size_t words;
};

void address_reach_init(struct address_reach *reach,
                        const tamis_allocator *allocator, uint32_t label_count);
void address_reach_release(struct address_reach *reach);
/* An allow or warn record. Errors: MEMORY, LIMIT. */
tamis_status address_reach_add(struct address_reach *reach,
                               const uint8_t key[REACH_KEY_SIZE], bool allows);
/* After the last one was added. Errors: MEMORY. */
tamis_status address_reach_seal(struct address_reach *reach);
/* Is the whole listed prefix allowed? */
bool address_reach_allows(const struct address_reach *reach,
                          const uint8_t key[REACH_KEY_SIZE]);
/* A listed prefix. From any thread, while nobody asks. */
void address_reach_meet(struct address_reach *reach,
                        const uint8_t key[REACH_KEY_SIZE], uint32_t label);
/* Adds to bits the labels that were met with an allow or warn record. */
void address_reach_labels(const struct address_reach *reach,
                          const uint8_t key[REACH_KEY_SIZE], uint64_t *bits);

#endif
