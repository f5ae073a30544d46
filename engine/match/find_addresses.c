/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses in batches. All go through their index first; only the few that
 * are there at all reach the slower question of what may be said about them. */
#include "base/bytes.h"
#include "base/slice.h"
#include "match/find.h"

#include <string.h>

/* Addresses of one step: what their index holds in flight at once. */
#define STEP_MAX 128
/* Answers that are looked over together, since nearly all are none. */
#define GLANCE 8

/* Where the octets of an IPv4 address stand in a mapped one. */
#define IPV4_AT 12

/* The addresses of one family within a step, each stride behind the last. */
struct family {
    const struct database_class *key_class;
    size_t address_size, stride, count;
    const uint8_t *addresses;
    const uint8_t *places; /* in the step; NULL: one after the other */
};

/* Copies of them, where a step has both. */
struct sorted {
    uint8_t bytes[STEP_MAX * 16];
    uint8_t places[STEP_MAX];
};

/* The words that are 0 in a mapped IPv4 address. */
static uint64_t unlike_ipv4(const tamis_address *address)
{
    return load_le64(address->bytes) |
           (load_le32(address->bytes + 8) ^ UINT32_C(0xffff0000));
}

static tamis_record_id judge_address(tamis_matcher *matcher,
                                     const struct family *family, size_t n)
{
    size_t size = family->address_size;
    uint8_t key[17];

    memcpy(key, family->addresses + n * family->stride, size);
    key[size] = (uint8_t)(size * 8);
    return find_key(matcher, TAMIS_KIND_IP, slice_make(key, size + 1));
}

static bool has_slot(const uint32_t *slots)
{
    uint32_t all = SLOT_NONE;

    for (size_t i = 0; i < GLANCE; i++)
        all &= slots[i];
    return all != SLOT_NONE;
}

static size_t find_family(tamis_matcher *matcher, const struct family *family,
                          tamis_record_id *records)
{
    uint32_t slots[STEP_MAX + GLANCE];
    size_t hits = 0;

    if (family->key_class->count == 0 || family->count == 0)
        return 0;
    prefix_table_find_batch(&family->key_class->prefix, family->count,
                            family->addresses, family->stride, slots);
    for (size_t n = 0; n < GLANCE; n++)
        slots[family->count + n] = SLOT_NONE;
    for (size_t first = 0; first < family->count; first += GLANCE) {
        if (!has_slot(slots + first))
            continue;
        for (size_t n = first; n < first + GLANCE; n++) {
            size_t place =
                family->places && n < family->count ? family->places[n] : n;

            if (slots[n] == SLOT_NONE)
                continue;
            records[place] = judge_address(matcher, family, n);
            hits += records[place] != TAMIS_RECORD_NONE;
        }
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
    struct sorted four, six;
    struct family ipv4 = {
        &classes[KEY_CLASS_IPV4], 4, 4, 0, four.bytes, four.places};
    struct family ipv6 = {
        &classes[KEY_CLASS_IPV6], 16, 16, 0, six.bytes, six.places};

    for (size_t i = 0; i < count; i++) {
        size_t to_ipv4 = unlike_ipv4(&addresses[i]) == 0;

        memcpy(four.bytes + ipv4.count * 4, addresses[i].bytes + IPV4_AT, 4);
        memcpy(six.bytes + ipv6.count * 16, addresses[i].bytes, 16);
        four.places[ipv4.count] = six.places[ipv6.count] = (uint8_t)i;
        ipv4.count += to_ipv4;
        ipv6.count += 1 - to_ipv4;
    }
    return find_family(matcher, &ipv4, records) +
           find_family(matcher, &ipv6, records);
}

/* Most steps are of one family, and need no copies. */
static size_t find_step_of_any(tamis_matcher *matcher, size_t count,
                               const tamis_address *addresses,
                               tamis_record_id *records)
{
    const struct database_class *classes = matcher->view.database->classes;
    struct family ipv4 = {&classes[KEY_CLASS_IPV4],     4,   16, count,
                          addresses[0].bytes + IPV4_AT, NULL};
    struct family ipv6 = {&classes[KEY_CLASS_IPV6], 16,  16, count,
                          addresses[0].bytes,       NULL};
    uint64_t unlike = 0;
    size_t ipv6_count = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t bits = unlike_ipv4(&addresses[i]);

        records[i] = TAMIS_RECORD_NONE;
        unlike |= bits;
        ipv6_count += bits != 0;
    }
    if (unlike == 0)
        return find_family(matcher, &ipv4, records);
    if (ipv6_count == count)
        return find_family(matcher, &ipv6, records);
    return find_both(matcher, count, addresses, records);
}

size_t tamis_matcher_find_addresses(tamis_matcher *matcher, size_t count,
                                    const tamis_address *addresses,
                                    tamis_record_id *records)
{
    size_t hits = 0;

    for (size_t done = 0; done < count; done += STEP_MAX) {
        size_t some = count - done < STEP_MAX ? count - done : STEP_MAX;

        hits +=
            find_step_of_any(matcher, some, addresses + done, records + done);
    }
    return hits;
}
