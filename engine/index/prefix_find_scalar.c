/* SPDX-License-Identifier: BSD-2-Clause */
/* The specification of the other kernels: plain C. */
#include "index/prefix_find.h"

#include "base/bytes.h"

#define KERNEL
#define LOAD_VALUES load_values
#define RULE_OUT    rule_out
#define ASK_ROOT    ask_root

static uint32_t count_below(const uint8_t *node, uint32_t part)
{
    uint32_t count = 0;

    for (unsigned i = 0; i < PREFIX_NODE_KEYS; i++)
        count += load_le32(node + i * 4) < part;
    return count;
}

#include "index/prefix_bitmap_body.h"

#include "index/prefix_ipv4_body.h"
#include "index/prefix_tree_body.h"

#include "index/prefix_ipv6_body.h"

const struct prefix_find prefix_find_scalar = {
    .required = 0,
    .find_ipv4 = find_ipv4,
    .find_ipv6 = find_ipv6,
};
