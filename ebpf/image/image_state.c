/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_state.h"

#include <string.h>

#include "base/failure.h"
#include "base/heap.h"
#include "image/image_words.h"

static tamis_status keep_policy(struct image_state *state,
                                const tamis_xdp_policy *policy,
                                tamis_error *error)
{
    size_t size = policy ? tamis_xdp_policy_format(policy, NULL, 0) : 0;
    char *text = heap_take(&state->heap, size + 1, 1);

    if (!text)
        return failure(error, TAMIS_ERROR_MEMORY, "no memory for the policy");
    if (policy)
        tamis_xdp_policy_format(policy, text, size);
    heap_give(&state->heap, state->policy_text);
    state->policy_text = text;
    state->policy_size = size;
    return TAMIS_OK;
}

/* The names are copied behind the array of them. */
static tamis_status keep_clearance(struct image_state *state,
                                   const tamis_clearance *clearance,
                                   tamis_error *error)
{
    size_t count = clearance->audience_count;
    size_t size = count * sizeof(tamis_slice);
    tamis_slice *audience;
    char *at;

    for (size_t i = 0; i < count; i++)
        size += clearance->audience[i].size;
    audience = heap_take(&state->heap, size, 1);
    if (!audience)
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory for an audience of %zu", count);
    at = (char *)&audience[count];
    for (size_t i = 0; i < count; i++) {
        audience[i] = (tamis_slice){at, clearance->audience[i].size};
        memcpy(at, clearance->audience[i].data, audience[i].size);
        at += audience[i].size;
    }
    state->clearance = *clearance;
    state->clearance.audience = state->audience = audience;
    return TAMIS_OK;
}

tamis_status image_state_keep(struct image_state *state,
                              const struct image_request *request,
                              tamis_error *error)
{
    const tamis_clearance everything = TAMIS_CLEARANCE_INIT;

    state->heap = *request->heap;
    state->time_ns = request->time_ns;
    XDP_TRY(keep_policy(state, request->policy, error));
    return keep_clearance(
        state, request->clearance ? request->clearance : &everything, error);
}

tamis_status image_state_set_policy(struct image_state *state,
                                    const tamis_xdp_policy *policy,
                                    tamis_error *error)
{
    char *text = state->policy_text;
    size_t size = state->policy_size;
    tamis_status status;

    state->policy_text = NULL;
    status = keep_policy(state, policy, error);
    if (status == TAMIS_OK)
        status = image_words_make(&state->nodes, policy, error);
    if (status == TAMIS_OK) {
        heap_give(&state->heap, text);
        return TAMIS_OK;
    }
    heap_give(&state->heap, state->policy_text);
    state->policy_text = text;
    state->policy_size = size;
    return status;
}

void image_state_release(struct image_state *state)
{
    tamis_allocator heap = state->heap;

    if (!heap.release) /* never used */
        return;
    image_nodes_release(&state->nodes);
    heap_give(&heap, state->policy_text);
    heap_give(&heap, state->audience);
    memset(state, 0, sizeof *state);
}
