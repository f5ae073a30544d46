/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy/policy.h"
#include "base/failure.h"
#include "base/heap.h"
#include "policy/policy_word.h"

#include <string.h>

static void begin(tamis_xdp_policy *policy, tamis_allocator heap)
{
    *policy = (tamis_xdp_policy){.heap = heap};
    memset(policy->defaults, TAMIS_XDP_REPORT, sizeof policy->defaults);
}

static void clear(tamis_xdp_policy *policy)
{
    for (size_t i = 0; i < policy->feed_count; i++)
        heap_give(&policy->heap, policy->feeds[i].name);
    heap_give(&policy->heap, policy->feeds);
    policy_values_destroy(&policy->permitted, &policy->heap);
    policy_values_destroy(&policy->protected, &policy->heap);
    begin(policy, policy->heap);
}

tamis_status tamis_xdp_policy_create(tamis_xdp_policy **policy,
                                     const tamis_allocator *allocator,
                                     tamis_error *error)
{
    tamis_allocator heap = heap_from(allocator);

    *policy = heap_take(&heap, 1, sizeof **policy);
    if (!*policy)
        return failure(error, TAMIS_ERROR_MEMORY, "no memory for a policy");
    begin(*policy, heap);
    return TAMIS_OK;
}

void tamis_xdp_policy_destroy(tamis_xdp_policy *policy)
{
    tamis_allocator heap;

    if (!policy)
        return;
    heap = policy->heap;
    clear(policy);
    heap_give(&heap, policy);
}

void policy_take(tamis_xdp_policy *policy, tamis_xdp_policy *from)
{
    clear(policy);
    *policy = *from;
    begin(from, from->heap);
}

static int compare_name(const struct policy_feed_line *line, tamis_slice name)
{
    size_t common = line->name_size < name.size ? line->name_size : name.size;
    int order = common ? memcmp(line->name, name.data, common) : 0;

    if (order)
        return order;
    return (line->name_size > name.size) - (line->name_size < name.size);
}

static size_t find_place(const tamis_xdp_policy *policy, tamis_slice name)
{
    size_t low = 0, high = policy->feed_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_name(&policy->feeds[middle], name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct policy_feed_line *policy_find_feed(const tamis_xdp_policy *policy,
                                                tamis_slice name)
{
    size_t place = find_place(policy, name);

    if (place == policy->feed_count ||
        compare_name(&policy->feeds[place], name))
        return NULL;
    return &policy->feeds[place];
}

static tamis_status check_name(tamis_slice name, tamis_error *error)
{
    if (name.size > TAMIS_XDP_POLICY_NAME_MAX)
        return failure(error, TAMIS_ERROR_LIMIT,
                       "a feed's name has at most %u bytes, not %zu",
                       TAMIS_XDP_POLICY_NAME_MAX, name.size);
    for (size_t i = 0; i < name.size; i++)
        if ((unsigned char)name.data[i] < ' ' || name.data[i] == 0x7f)
            return failure(error, TAMIS_ERROR_ARGUMENT,
                           "a feed's name holds no control bytes");
    return TAMIS_OK;
}

static bool make_room(tamis_xdp_policy *policy)
{
    size_t capacity = policy->feed_capacity ? policy->feed_capacity * 2 : 16;
    struct policy_feed_line *feeds;

    if (policy->feed_count < policy->feed_capacity)
        return true;
    feeds = heap_resize(&policy->heap, policy->feeds, capacity, sizeof *feeds);
    if (!feeds)
        return false;
    policy->feeds = feeds;
    policy->feed_capacity = capacity;
    return true;
}

/* The line of a feed, made where there is none. */
static tamis_status take_feed(tamis_xdp_policy *policy, tamis_slice name,
                              struct policy_feed_line **line,
                              tamis_error *error)
{
    size_t place = find_place(policy, name);
    char *copy;

    if (place < policy->feed_count &&
        !compare_name(&policy->feeds[place], name)) {
        *line = &policy->feeds[place];
        return TAMIS_OK;
    }
    XDP_TRY(check_name(name, error));
    copy = heap_take(&policy->heap, name.size, 1);
    if (!copy || !make_room(policy)) {
        heap_give(&policy->heap, copy);
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory for the feeds of a policy");
    }
    memcpy(copy, name.data, name.size);
    *line = policy->feeds + place;
    memmove(*line + 1, *line, (policy->feed_count - place) * sizeof **line);
    **line = (struct policy_feed_line){
        copy, name.size, {POLICY_UNSAID, POLICY_UNSAID}, false};
    policy->feed_count++;
    return TAMIS_OK;
}

tamis_status tamis_xdp_policy_set(tamis_xdp_policy *policy, tamis_slice feed,
                                  uint32_t directions, tamis_xdp_action action,
                                  tamis_error *error)
{
    const uint32_t both = TAMIS_XDP_INGRESS | TAMIS_XDP_EGRESS;
    uint8_t *actions = policy->defaults;
    struct policy_feed_line *line;

    if (!directions || directions & ~both || !tamis_xdp_action_name(action))
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "a policy has no action %u in directions %u",
                       (unsigned)action, (unsigned)directions);
    if (feed.size) {
        XDP_TRY(take_feed(policy, feed, &line, error));
        actions = line->actions;
    }
    for (uint32_t i = 0; i < POLICY_DIRECTIONS; i++)
        if (directions >> i & 1)
            actions[i] = (uint8_t)action;
    return TAMIS_OK;
}

tamis_xdp_action tamis_xdp_policy_get(const tamis_xdp_policy *policy,
                                      tamis_slice feed, uint32_t direction)
{
    const struct policy_feed_line *line = policy_find_feed(policy, feed);
    uint32_t i = direction == TAMIS_XDP_EGRESS;

    if (line && line->actions[i] != POLICY_UNSAID)
        return line->actions[i];
    return policy->defaults[i];
}

int tamis_xdp_policy_feed(const tamis_xdp_policy *policy, size_t n,
                          tamis_slice *name)
{
    if (n >= policy->feed_count)
        return 0;
    *name = (tamis_slice){policy->feeds[n].name, policy->feeds[n].name_size};
    return 1;
}

tamis_status tamis_xdp_policy_permit_feed(tamis_xdp_policy *policy,
                                          tamis_slice feed, tamis_error *error)
{
    struct policy_feed_line *line;

    if (!feed.size)
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "permit feed needs the name of a feed");
    XDP_TRY(take_feed(policy, feed, &line, error));
    line->is_permitted = true;
    return TAMIS_OK;
}

static tamis_status copy_values(struct policy_values *to,
                                const tamis_allocator *heap,
                                const struct policy_values *from,
                                tamis_error *error)
{
    for (size_t i = 0; i < from->count; i++)
        XDP_TRY(policy_values_add(to, heap, from->items[i].kind,
                                  from->items[i].key, from->items[i].key_size,
                                  error));
    return TAMIS_OK;
}

static tamis_status copy_lines(tamis_xdp_policy *copy,
                               const tamis_xdp_policy *policy,
                               tamis_error *error)
{
    memcpy(copy->defaults, policy->defaults, sizeof copy->defaults);
    for (size_t i = 0; i < policy->feed_count; i++) {
        const struct policy_feed_line *from = &policy->feeds[i];
        tamis_slice name = {from->name, from->name_size};
        struct policy_feed_line *line;

        XDP_TRY(take_feed(copy, name, &line, error));
        memcpy(line->actions, from->actions, sizeof line->actions);
        line->is_permitted = from->is_permitted;
    }
    XDP_TRY(
        copy_values(&copy->permitted, &copy->heap, &policy->permitted, error));
    return copy_values(&copy->protected, &copy->heap, &policy->protected,
                       error);
}

tamis_status policy_copy(tamis_xdp_policy **copy,
                         const tamis_xdp_policy *policy,
                         const tamis_allocator *allocator, tamis_error *error)
{
    tamis_status status = tamis_xdp_policy_create(copy, allocator, error);

    if (status < 0 || !policy)
        return status;
    status = copy_lines(*copy, policy, error);
    if (status < 0) {
        tamis_xdp_policy_destroy(*copy);
        *copy = NULL;
    }
    return status;
}
