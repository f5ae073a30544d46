/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses in batches. All go through their index first; only the few that
 * are there at all reach the slower question of what may be said about them. */
#include "base/bytes.h"
#include "base/slice.h"
#include "match/find.h"

#include <assert.h>
#include <string.h>

_Static_assert(SLOT_NONE == TAMIS_RECORD_NONE, "slots become records in place");

/* Addresses of one step: what their index holds in flight at once. */
#define STEP_MAX 128

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

static uint32_t all_of(const uint32_t *slots, size_t count)
{
    uint32_t all = SLOT_NONE;

    for (size_t i = 0; i < count; i++)
        all &= slots[i];
    return all;
}

/* Where slots are found, their records: in the same place, or in that of the
 * step. */
static size_t judge_found(tamis_matcher *matcher, const struct family *family,
                          const uint32_t *slots, tamis_record_id *records)
{
    size_t hits = 0;

    for (size_t n = 0; n < family->count; n++) {
        size_t place = family->places ? family->places[n] : n;

        if (slots[n] == SLOT_NONE)
            continue;
        records[place] = judge_address(matcher, family, n);
        hits += records[place] != TAMIS_RECORD_NONE;
    }
    return hits;
}

/* Addresses of one family, whose slots go where their records are to be: what
 * says none is the same for both. */
static size_t find_in_place(tamis_matcher *matcher, const struct family *family,
                            tamis_record_id *records)
{
    if (family->key_class->count == 0) {
        memset(records, 0xff, family->count * sizeof *records);
        return 0;
    }
    prefix_table_find_batch(&family->key_class->prefix, family->count,
                            family->addresses, family->stride, records);
    if (all_of(records, family->count) == SLOT_NONE)
        return 0;
    return judge_found(matcher, family, records, records);
}

static size_t find_family(tamis_matcher *matcher, const struct family *family,
                          tamis_record_id *records)
{
    uint32_t slots[STEP_MAX];

    if (family->key_class->count == 0 || family->count == 0)
        return 0;
    prefix_table_find_batch(&family->key_class->prefix, family->count,
                            family->addresses, family->stride, slots);
    return judge_found(matcher, family, slots, records);
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

    memset(records, 0xff, count * sizeof *records);
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

/* Both functions say of all addresses what unlike_ipv4() says of one. */
static bool all_are_ipv4(size_t count, const tamis_address *addresses)
{
    static const tamis_address mapped = {{[10] = 0xff, [11] = 0xff}};
    uint64_t like[2], unlike[2] = {0, 0};
    uint8_t bytes[sizeof unlike];

    memcpy(like, mapped.bytes, sizeof like);
    for (size_t i = 0; i < count; i++) {
        uint64_t parts[2];

        memcpy(parts, addresses[i].bytes, sizeof parts);
        unlike[0] |= parts[0] ^ like[0];
        unlike[1] |= parts[1] ^ like[1];
    }
    memcpy(bytes, unlike, sizeof bytes);
    return (load_le64(bytes) | load_le32(bytes + 8)) == 0;
}

static bool all_are_ipv6(size_t count, const tamis_address *addresses)
{
    uint32_t others = 0;

    for (size_t i = 0; i < count; i++)
        others |= unlike_ipv4(&addresses[i]) == 0;
    return others == 0;
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

    if (all_are_ipv4(count, addresses))
        return find_in_place(matcher, &ipv4, records);
    if (all_are_ipv6(count, addresses))
        return find_in_place(matcher, &ipv6, records);
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
