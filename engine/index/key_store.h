/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The keys of one class, by slot: either all of one size, or with what tells
 * where each of them is. Every index verifies its candidates against the store,
 * so that a colliding hash is never an answer; a store of fingerprints leaves a
 * chance.
 */
#ifndef TAMIS_INDEX_KEY_STORE_H
#define TAMIS_INDEX_KEY_STORE_H

#include <tamis/status.h>

#define SLOT_NONE UINT32_MAX

/* Slots of one class. The indexes keep two bits of a slot's word for
 * themselves; see docs/FILE_FORMAT.md. */
#define KEY_STORE_COUNT_MAX (UINT32_C(1) << 30)

/* What the bytes of a slot are. */
enum key_form {
    KEY_FORM_WHOLE,  /* the key */
    KEY_FORM_PREFIX, /* its first key_size bytes: of digests */
    KEY_FORM_HASHED, /* key_size bytes of a hash of it */
};

struct key_store {
    const uint8_t *bytes;
    uint64_t bytes_size;
    const uint8_t *ends; /* count little-endian uint32: where each key ends, as
                            a compiler has it; with neither, all keys have
                            key_size */
    uint32_t key_size;
    uint32_t count;
    enum key_form form;   /* other than WHOLE: see key_fingerprint.h */
    const uint8_t *sizes; /* groups of key_sizes.h, as files have them */
    uint32_t size_width;
};

/*
 * key_store_get() is the key of a slot, or what stands for it; empty when the
 * slot or the offsets of a hostile file point outside. Cost: one or two loads.
 */
tamis_slice key_store_get(const struct key_store *store, uint32_t slot);

/* Asks for what key_store_get() reads: the key, or where it ends. Any slot is
 * fine, SLOT_NONE too. */
void key_store_prefetch(const struct key_store *store, uint32_t slot);
/* Reads where a key ends and asks for its bytes: the second round for stores
 * with ends. */
void key_store_prefetch_bytes(const struct key_store *store, uint32_t slot);

/*
 * key_store_check() proves that the keys fill the bytes without gaps, none of
 * them empty. Cost: linear. Errors: CORRUPT.
 */
tamis_status key_store_check(const struct key_store *store, tamis_error *error);

#endif
