/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The oracle: listed values in an array, searched from one end to the other.
 * Slow and obviously right; it shares no code with the engine.
 */
#ifndef TAMIS_TESTS_SUPPORT_MODEL_H
#define TAMIS_TESTS_SUPPORT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODEL_NONE UINT32_MAX

/* A listed value: exact keys and names as bytes, prefixes as address bytes and
 * one byte of length. mode is TAMIS_MODE_* for names. */
struct model_key {
    const uint8_t *bytes;
    size_t size;
    uint32_t mode;
};

struct model {
    const struct model_key *keys; /* by slot */
    size_t count;
};

struct model_match {
    uint32_t slot;
    uint32_t mode;
    size_t suffix_size;
};

/* The n-th slot (from 0) whose key equals, or MODEL_NONE. */
uint32_t model_find_exact(const struct model *model, const void *bytes,
                          size_t size, size_t n);

/*
 * Every slot that lists the name: exact, then suffix, then subdomains, the
 * longest key first within each. Returns how many there are; at most capacity
 * are written. (key, mode) is unique.
 */
size_t model_find_names(const struct model *model, const char *name,
                        size_t name_size, struct model_match *matches,
                        size_t capacity);

/* The longest prefix of at most `length` bits that covers the address, or
 * MODEL_NONE. A next shorter one: ask again with one bit less than it has. */
uint32_t model_find_prefix(const struct model *model, const uint8_t *address,
                           size_t address_size, unsigned length);

/* Is address inside of prefix/length? Bit by bit. */
bool model_covers(const uint8_t *prefix, unsigned length,
                  const uint8_t *address);

#endif
