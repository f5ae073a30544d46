/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses in batches. Each goes through its index first; only the few that
 * are there at all reach the slower question of what may be said about them. */
#include "base/slice.h"
#include "match/find.h"

#include <string.h>

static tamis_record_id find_address(tamis_matcher *matcher,
                                    const tamis_address *address)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255};
    const tamis_database *database = matcher->view.database;
    bool is_v4 = !memcmp(address->bytes, mapped, sizeof mapped);
    const uint8_t *bytes = is_v4 ? address->bytes + 12 : address->bytes;
    const struct database_class *key_class =
        &database->classes[is_v4 ? KEY_CLASS_IPV4 : KEY_CLASS_IPV6];
    size_t size = is_v4 ? 4 : 16;
    uint8_t key[17];

    if (key_class->count == 0 ||
        prefix_table_find(&key_class->prefix, bytes) == SLOT_NONE)
        return TAMIS_RECORD_NONE;
    memcpy(key, bytes, size);
    key[size] = (uint8_t)(size * 8);
    return find_key(matcher, TAMIS_KIND_IP, slice_make(key, size + 1));
}

size_t tamis_matcher_find_addresses(tamis_matcher *matcher, size_t count,
                                    const tamis_address *addresses,
                                    tamis_record_id *records)
{
    size_t hits = 0;

    for (size_t i = 0; i < count; i++) {
        records[i] = find_address(matcher, &addresses[i]);
        hits += records[i] != TAMIS_RECORD_NONE;
    }
    return hits;
}
