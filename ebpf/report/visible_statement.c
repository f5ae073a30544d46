/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/visible_statement.h"
#include "kernel/xdp_shared.h"
#include "policy/policy_word.h"

#include <string.h>

static bool prefix_covers(const struct policy_protected *line,
                          const tamis_indicator *value)
{
    size_t whole = line->prefix_length / 8;
    unsigned rest = line->prefix_length % 8;
    const __u8 *key = (const __u8 *)line->key.data;

    if (value->kind != TAMIS_KIND_IP || value->key_size != line->key.size ||
        value->key[value->key_size - 1] < line->prefix_length)
        return false;
    if (memcmp(key, value->key, whole) != 0)
        return false;
    return rest == 0 || (key[whole] ^ value->key[whole]) >> (8 - rest) == 0;
}

static bool name_covers(const struct policy_protected *line,
                        const tamis_indicator *value)
{
    size_t size = line->key.size;

    if (value->kind != TAMIS_KIND_DOMAIN || value->key_size < size ||
        memcmp(value->key + value->key_size - size, line->key.data, size) != 0)
        return false;
    return value->key_size == size ||
           value->key[value->key_size - size - 1] == '.';
}

/* An address with a port is protected as its address. */
static void drop_port(tamis_indicator *value)
{
    static const __u8 mapped[12] = {[10] = 0xff, 0xff};
    bool is_v4 = memcmp(value->key, mapped, sizeof mapped) == 0;

    value->kind = TAMIS_KIND_IP;
    if (is_v4)
        memmove(value->key, value->key + 12, 4);
    value->key_size = is_v4 ? 5 : 17;
    value->key[value->key_size - 1] = is_v4 ? 32 : 128;
}

static bool is_protected(const tamis_xdp_policy *policy, const tamis_hit *hit)
{
    size_t count = policy_protected_count(policy);
    tamis_indicator value;

    if (count == 0 ||
        tamis_indicator_parse(&value, hit->observed_kind, hit->observed.data,
                              hit->observed.size, 0, NULL) < 0)
        return false;
    if (value.kind == TAMIS_KIND_IP_PORT)
        drop_port(&value);
    for (size_t i = 0; i < count; i++) {
        struct policy_protected line = policy_protected_at(policy, i);

        if (line.kind == TAMIS_KIND_IP ? prefix_covers(&line, &value)
                                       : name_covers(&line, &value))
            return true;
    }
    return false;
}

__u32 statement_word(const tamis_xdp_policy *policy, const tamis_hit *hit)
{
    bool is_permitted = policy_permits_value(policy, hit->kind, hit->key);
    tamis_pap pap = hit->entry.pap;
    bool is_restricted = pap != TAMIS_PAP_CLEAR && pap != TAMIS_PAP_GREEN;
    __u32 word = policy_statement_word(policy_for_feed(policy, hit->entry.feed),
                                       is_restricted && !is_permitted,
                                       hit->entry.fields);

    return policy_set_word(word, false, hit->warning_count > 0 && !is_permitted,
                           is_protected(policy, hit));
}

unsigned statement_action(__u32 word, unsigned direction, unsigned place)
{
    return word >> XDP_POLICY_SHIFT(direction, place) & 0xf;
}
