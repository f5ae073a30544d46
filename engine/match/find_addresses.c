/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses in batches. All go through their index first; only the few that
 * are there at all reach the slower question of what may be said about them. */
#include "base/slice.h"
#include "match/find.h"

#include <string.h>

/* Addresses whose places in the two families are kept at once. */
#define STEP_MAX 128

/* The addresses of one family within a step. */
struct family {
    const struct database_class *key_class;
    size_t address_size, count;
    uint8_t bytes[STEP_MAX * 16];
    uint8_t places[STEP_MAX];
};

static bool is_ipv4(const tamis_address *address)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255};

    return memcmp(address->bytes, mapped, sizeof mapped) == 0;
}

static tamis_record_id judge_address(tamis_matcher *matcher,
                                     const struct family *family, size_t n)
{
    size_t size = family->address_size;
    uint8_t key[17];

    memcpy(key, family->bytes + n * size, size);
    key[size] = (uint8_t)(size * 8);
    return find_key(matcher, TAMIS_KIND_IP, slice_make(key, size + 1));
}

static size_t find_family(tamis_matcher *matcher, const struct family *family,
                          tamis_record_id *records)
{
    uint32_t slots[STEP_MAX];
    size_t hits = 0;

    if (family->key_class->count == 0)
        return 0;
    prefix_table_find_batch(&family->key_class->prefix, family->count,
                            family->bytes, family->address_size, slots);
    for (size_t n = 0; n < family->count; n++) {
        tamis_record_id *record = &records[family->places[n]];

        if (slots[n] == SLOT_NONE)
            continue;
        *record = judge_address(matcher, family, n);
        hits += *record != TAMIS_RECORD_NONE;
    }
    return hits;
}

/* The place is written in both families and counts in one: addresses change
 * their family too often for a branch. */
static size_t find_both(tamis_matcher *matcher, size_t count,
                        const tamis_address *addresses,
                        tamis_record_id *records)
{
    const struct database_class *classes = matcher->view.database->classes;
    struct family ipv4, ipv6;

    ipv4.key_class = &classes[KEY_CLASS_IPV4];
    ipv6.key_class = &classes[KEY_CLASS_IPV6];
    ipv4.address_size = 4;
    ipv6.address_size = 16;
    ipv4.count = ipv6.count = 0;
    for (size_t i = 0; i < count; i++) {
        size_t to_ipv4 = is_ipv4(&addresses[i]);

        memcpy(ipv4.bytes + ipv4.count * 4, addresses[i].bytes + 12, 4);
        memcpy(ipv6.bytes + ipv6.count * 16, addresses[i].bytes, 16);
        ipv4.places[ipv4.count] = ipv6.places[ipv6.count] = (uint8_t)i;
        ipv4.count += to_ipv4;
        ipv6.count += 1 - to_ipv4;
        records[i] = TAMIS_RECORD_NONE;
    }
    return find_family(matcher, &ipv4, records) +
           find_family(matcher, &ipv6, records);
}

size_t tamis_matcher_find_addresses(tamis_matcher *matcher, size_t count,
                                    const tamis_address *addresses,
                                    tamis_record_id *records)
{
    size_t hits = 0;

    for (size_t done = 0; done < count; done += STEP_MAX) {
        size_t some = count - done < STEP_MAX ? count - done : STEP_MAX;

        hits += find_both(matcher, some, addresses + done, records + done);
    }
    return hits;
}
