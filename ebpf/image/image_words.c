/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_words.h"

#include "base/failure.h"
#include "base/heap.h"
#include "policy/policy_word.h"

static __u32 set_word(const struct image_nodes *nodes, __u32 set,
                      const struct policy_feed *feeds)
{
    const struct image_statement *statements =
        &nodes->statements[nodes->spans[set].first];
    __u32 flags = nodes->sets[set].flags;
    bool is_warned =
        (flags & IMAGE_SET_WARNED) && !(flags & IMAGE_SET_PERMITTED);
    __u32 word = 0;

    for (__u32 i = 0; i < nodes->spans[set].count; i++)
        word =
            policy_join(word, policy_statement_word(feeds[statements[i].feed],
                                                    statements[i].is_restricted,
                                                    statements[i].fields));
    return policy_set_word(word, flags & IMAGE_SET_ALLOWED, is_warned,
                           flags & IMAGE_SET_PROTECTED);
}

tamis_status image_words_make(struct image_nodes *nodes,
                              const tamis_xdp_policy *policy,
                              tamis_error *error)
{
    struct policy_feed *feeds =
        heap_take(&nodes->heap, nodes->feed_count, sizeof *feeds);

    if (!feeds)
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory for what the policy says of %u feeds",
                       nodes->feed_count);
    for (__u32 i = 0; i < nodes->feed_count; i++)
        feeds[i] = policy_for_feed(policy, nodes->feeds[i]);
    for (__u32 set = 0; set < nodes->set_count; set++)
        nodes->sets[set].policy = set_word(nodes, set, feeds);
    heap_give(&nodes->heap, feeds);
    return TAMIS_OK;
}
