/* SPDX-License-Identifier: BSD-2-Clause */
#include "support/model.h"

#include <tamis/indicator.h>

#include <string.h>

uint32_t model_find_exact(const struct model *model, const void *bytes,
                          size_t size, size_t n)
{
    for (size_t slot = 0; slot < model->count; slot++) {
        const struct model_key *key = &model->keys[slot];

        if (key->size == size && memcmp(key->bytes, bytes, size) == 0 &&
            n-- == 0)
            return (uint32_t)slot;
    }
    return MODEL_NONE;
}

static bool is_well_formed(const char *name, size_t size)
{
    if (size == 0 || size > TAMIS_DOMAIN_SIZE_MAX)
        return false;
    for (size_t i = 0; i < size; i++) {
        bool is_edge = i == 0 || i == size - 1;

        if (name[i] == '.' && (is_edge || name[i + 1] == '.'))
            return false;
    }
    return true;
}

static bool lists_name(const struct model_key *key, const char *name,
                       size_t size)
{
    bool is_same = key->size == size && memcmp(key->bytes, name, size) == 0;
    bool is_under = key->size < size && name[size - key->size - 1] == '.' &&
                    memcmp(key->bytes, name + size - key->size, key->size) == 0;

    if (key->mode == TAMIS_MODE_EXACT)
        return is_same;
    if (key->mode == TAMIS_MODE_SUFFIX)
        return is_same || is_under;
    return key->mode == TAMIS_MODE_SUBDOMAINS && is_under;
}

/* The slot of the key of this size and mode that lists the name. */
static uint32_t find_listed(const struct model *model, uint32_t mode,
                            size_t size, const char *name, size_t name_size)
{
    for (size_t slot = 0; slot < model->count; slot++) {
        const struct model_key *key = &model->keys[slot];

        if (key->mode == mode && key->size == size &&
            lists_name(key, name, name_size))
            return (uint32_t)slot;
    }
    return MODEL_NONE;
}

size_t model_find_names(const struct model *model, const char *name,
                        size_t name_size, struct model_match *matches,
                        size_t capacity)
{
    size_t count = 0;

    if (!is_well_formed(name, name_size))
        return 0;
    for (uint32_t mode = 0; mode <= TAMIS_MODE_SUBDOMAINS; mode++) {
        for (size_t size = name_size; size > 0; size--) {
            uint32_t slot = find_listed(model, mode, size, name, name_size);

            if (slot == MODEL_NONE)
                continue;
            if (count < capacity)
                matches[count] = (struct model_match){slot, mode, size};
            count++;
        }
    }
    return count;
}

bool model_covers(const uint8_t *prefix, unsigned length,
                  const uint8_t *address)
{
    for (unsigned bit = 0; bit < length; bit++) {
        unsigned shift = 7 - bit % 8;

        if ((prefix[bit / 8] >> shift & 1) != (address[bit / 8] >> shift & 1))
            return false;
    }
    return true;
}

uint32_t model_find_prefix(const struct model *model, const uint8_t *address,
                           size_t address_size, unsigned length)
{
    uint32_t best = MODEL_NONE;
    unsigned best_length = 0;

    for (size_t slot = 0; slot < model->count; slot++) {
        const uint8_t *prefix = model->keys[slot].bytes;
        unsigned listed = prefix[address_size];

        if (listed <= length && (best == MODEL_NONE || listed > best_length) &&
            model_covers(prefix, listed, address)) {
            best = (uint32_t)slot;
            best_length = listed;
        }
    }
    return best;
}
