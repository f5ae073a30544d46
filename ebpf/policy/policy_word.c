/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy/policy_word.h"
#include "kernel/xdp_shared.h"
#include "policy/policy.h"

#include <tamis/database.h>

#define NIBBLE       0xfu
#define NIBBLES      8u
#define EVERY_NIBBLE 0x11111111u
#define PLACE_NIBBLES(place)                                                   \
    (NIBBLE << XDP_POLICY_SHIFT(XDP_INGRESS, place) |                          \
     NIBBLE << XDP_POLICY_SHIFT(XDP_EGRESS, place))

static __u32 everywhere(unsigned ingress, unsigned egress)
{
    __u32 word = 0;

    for (unsigned place = 0; place < XDP_PLACES; place++)
        word |= ingress << XDP_POLICY_SHIFT(XDP_INGRESS, place) |
                egress << XDP_POLICY_SHIFT(XDP_EGRESS, place);
    return word;
}

struct policy_feed policy_for_feed(const tamis_xdp_policy *policy,
                                   tamis_slice feed)
{
    const struct policy_feed_line *line;
    struct policy_feed result = {EVERY_NIBBLE * XDP_DO_REPORT, 0};

    if (!policy)
        return result;
    line = policy_find_feed(policy, feed);
    result.word =
        everywhere(tamis_xdp_policy_get(policy, feed, TAMIS_XDP_INGRESS),
                   tamis_xdp_policy_get(policy, feed, TAMIS_XDP_EGRESS));
    result.is_permitted = line && line->is_permitted;
    return result;
}

__u32 policy_statement_word(struct policy_feed feed, int is_restricted,
                            __u32 fields)
{
    __u32 word = feed.word;
    __u32 ends = fields & (TAMIS_FIELD_SOURCE | TAMIS_FIELD_DESTINATION);

    if (is_restricted && !feed.is_permitted)
        word = policy_cap(word, XDP_DO_REPORT);
    if (ends == TAMIS_FIELD_SOURCE)
        word &= ~PLACE_NIBBLES(XDP_AT_DESTINATION);
    else if (ends == TAMIS_FIELD_DESTINATION)
        word &= ~PLACE_NIBBLES(XDP_AT_SOURCE);
    return word;
}

static unsigned join_actions(unsigned one, unsigned other)
{
    unsigned least = one < other ? one : other;
    unsigned most = one < other ? other : one;

    return least == XDP_DO_REPORT && most == XDP_DO_DROP ? XDP_DO_DROP_REPORT
                                                         : most;
}

__u32 policy_join(__u32 one, __u32 other)
{
    __u32 word = 0;

    for (unsigned shift = 0; shift < 4 * NIBBLES; shift += 4)
        word |= join_actions(one >> shift & NIBBLE, other >> shift & NIBBLE)
                << shift;
    return word;
}

__u32 policy_cap(__u32 word, unsigned action)
{
    __u32 capped = 0;

    for (unsigned shift = 0; shift < 4 * NIBBLES; shift += 4) {
        __u32 nibble = word >> shift & NIBBLE;

        capped |= (nibble > action ? action : nibble) << shift;
    }
    return capped;
}

__u32 policy_set_word(__u32 word, bool is_allowed, bool is_warned,
                      bool is_protected)
{
    if (is_allowed)
        return 0;
    if (is_protected)
        return EVERY_NIBBLE * XDP_DO_REPORT;
    return is_warned ? policy_cap(word, XDP_DO_REPORT) : word;
}

bool policy_permits_value(const tamis_xdp_policy *policy, tamis_kind kind,
                          tamis_slice key)
{
    return policy &&
           policy_values_find(&policy->permitted, kind, key.data, key.size);
}

bool policy_permits_values(const tamis_xdp_policy *policy)
{
    return policy && policy->permitted.count;
}

size_t policy_protected_count(const tamis_xdp_policy *policy)
{
    return policy ? policy->protected.count : 0;
}

struct policy_protected policy_protected_at(const tamis_xdp_policy *policy,
                                            size_t index)
{
    const struct policy_value *value = &policy->protected.items[index];
    struct policy_protected result = {
        value->kind, {(const char *)value->key, value->key_size}, 0};

    if (value->kind == TAMIS_KIND_IP)
        result.prefix_length = value->key[value->key_size - 1];
    return result;
}

bool policy_same_values(const tamis_xdp_policy *one,
                        const tamis_xdp_policy *other)
{
    static const struct policy_values none = {NULL, 0, 0};

    return policy_values_equal(one ? &one->permitted : &none,
                               other ? &other->permitted : &none) &&
           policy_values_equal(one ? &one->protected : &none,
                               other ? &other->protected : &none);
}
