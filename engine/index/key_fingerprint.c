/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/key_fingerprint.h"

#include "base/bytes.h"
#include "base/hash.h"
#include "base/slice.h"

/* No index hashes with this seed. The same in every file, so that two files
 * can be compared. (The fraction of the square root of 2.) */
#define FINGERPRINT_SEED UINT64_C(0x6a09e667f3bcc908)

static void hash_key(const void *key, size_t key_size,
                     uint8_t hash[KEY_FINGERPRINT_SIZE_MAX])
{
    XXH128_hash_t both = XXH3_128bits_withSeed(key, key_size, FINGERPRINT_SEED);

    store_le64(hash, both.low64);
    store_le64(hash + 8, both.high64);
}

void key_fingerprint_write(enum key_form form, tamis_slice key,
                           uint8_t *fingerprint, size_t fingerprint_size)
{
    uint8_t hash[KEY_FINGERPRINT_SIZE_MAX];

    if (form == KEY_FORM_PREFIX) {
        memcpy(fingerprint, key.data, fingerprint_size);
        return;
    }
    hash_key(key.data, key.size, hash);
    memcpy(fingerprint, hash, fingerprint_size);
}

bool key_fingerprint_fits(const struct key_store *store, uint32_t slot,
                          const void *key, size_t key_size)
{
    tamis_slice listed = key_store_get(store, slot);
    uint8_t hash[KEY_FINGERPRINT_SIZE_MAX];

    if (listed.size == 0 || key_size == 0)
        return false;
    if (store->form == KEY_FORM_PREFIX)
        return listed.size <= key_size &&
               !memcmp(listed.data, key, listed.size);
    hash_key(key, key_size, hash);
    return listed.size <= sizeof hash &&
           !memcmp(listed.data, hash, listed.size);
}
