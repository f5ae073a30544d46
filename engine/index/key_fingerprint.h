/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a key store may keep instead of a key: some bytes that tell it from
 * others, but for a chance of 2^-64 to 2^-128 (docs/FILE_FORMAT.md,
 * "Fingerprints").
 */
#ifndef TAMIS_INDEX_KEY_FINGERPRINT_H
#define TAMIS_INDEX_KEY_FINGERPRINT_H

#include "index/key_store.h"

#include <stdbool.h>

#define KEY_FINGERPRINT_SIZE_MIN 8u
#define KEY_FINGERPRINT_SIZE_MAX 16u

/* Writes the fingerprint of a key, which for KEY_FORM_PREFIX is longer than
 * it. form is not KEY_FORM_WHOLE. */
void key_fingerprint_write(enum key_form form, tamis_slice key,
                           uint8_t *fingerprint, size_t fingerprint_size);

/* Does the fingerprint in a slot fit the key? The store has fingerprints. */
bool key_fingerprint_fits(const struct key_store *store, uint32_t slot,
                          const void *key, size_t key_size);

#endif
