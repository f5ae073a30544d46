/* SPDX-License-Identifier: BSD-2-Clause */
/* Another policy for the generation that packets meet. */
#include "filter/filter.h"

#include "base/failure.h"
#include "base/heap.h"
#include "filter/policy_history.h"
#include "image/image_words.h"
#include "policy/policy_word.h"

static tamis_status check_values(const struct image_state *state,
                                 const tamis_xdp_policy *policy,
                                 tamis_error *error)
{
    tamis_xdp_policy *before;
    tamis_status status;
    int is_same;

    XDP_TRY(tamis_xdp_policy_create(&before, &state->nodes.heap, error));
    status =
        tamis_xdp_policy_parse(before, "the policy before", state->policy_text,
                               state->policy_size, error);
    is_same = status == TAMIS_OK && policy_same_values(before, policy);
    tamis_xdp_policy_destroy(before);
    if (status < 0 || is_same)
        return status;
    return failure(error, TAMIS_ERROR_ARGUMENT,
                   "the policy has other \"protect\" or \"permit value\" lines "
                   "than the published image, which take a new one; build and "
                   "publish it");
}

static tamis_status replace_text(struct image_state *state,
                                 const tamis_xdp_policy *policy,
                                 tamis_error *error)
{
    size_t size = policy ? tamis_xdp_policy_format(policy, NULL, 0) : 0;
    char *text = heap_take(&state->nodes.heap, size + 1, 1);

    if (!text)
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory for a policy of %zu bytes", size);
    if (policy)
        tamis_xdp_policy_format(policy, text, size);
    if (state->policy_text)
        heap_give(&state->nodes.heap, state->policy_text);
    state->policy_text = text;
    state->policy_size = size;
    return TAMIS_OK;
}

/* Each word is one store, with the policy's number: a packet meets the old one
 * or the new one, and its event says which. */
static tamis_status store_words(const tamis_xdp *filter,
                                const struct image_state *state,
                                tamis_error *error)
{
    const struct image_nodes *nodes = &state->nodes;
    struct image_view view =
        generation_view(&filter->generation, &filter->owner.secret);

    if (nodes->set_count != generation_header(&filter->generation)->set_count)
        return failure(error, TAMIS_ERROR_CORRUPT,
                       "what is written down of the published image does not "
                       "fit it; publish a new one");
    for (__u32 n = 0; n < nodes->set_count; n++) {
        struct image_set *set = image_set(&view, n);
        union {
            struct image_set set;
            __u64 word;
        } next = {nodes->sets[n]};

        next.set.flags |= state->policy_number << XDP_NUMBER_SHIFT;
        if (set)
            __atomic_store_n((__u64 *)(void *)set, next.word, __ATOMIC_RELAXED);
    }
    return TAMIS_OK;
}

/* Of the set whose word is stored last. */
static __u32 number_stored(const tamis_xdp *filter)
{
    struct image_view view =
        generation_view(&filter->generation, &filter->owner.secret);
    __u32 count = generation_header(&filter->generation)->set_count;
    const struct image_set *set = count ? image_set(&view, count - 1) : NULL;

    return set ? __atomic_load_n(&set->flags, __ATOMIC_RELAXED) >>
                     XDP_NUMBER_SHIFT
               : XDP_NUMBER_MAX;
}

/* Its text is kept first, then its state is there, then its words are stored:
 * a text that is kept for the number behind that of the words is of one that
 * was not set to its end. */
void filter_finish_policy(tamis_xdp *filter)
{
    struct image_state state;
    __u64 generation;
    __u32 number;

    if (filter_refresh(filter, NULL) < 0)
        return;
    generation = generation_header(&filter->generation)->generation;
    number = number_stored(filter);
    if (number == XDP_NUMBER_MAX ||
        !policy_history_has(&filter->folder, generation, number + 1) ||
        image_state_load(&state, filter_image_path(filter, generation).text,
                         &filter->heap, NULL) < 0)
        return;
    if (state.policy_number == number)
        policy_history_forget(&filter->folder, generation, number + 1);
    else
        store_words(filter, &state, NULL);
    image_state_release(&state);
}

/* Events of the one before are read later, and of this one too when it is. */
static tamis_status keep_text(const tamis_xdp *filter,
                              const struct image_state *state,
                              tamis_error *error)
{
    return policy_history_keep(&filter->folder, state->generation,
                               state->policy_number, state->policy_text,
                               state->policy_size, error);
}

static tamis_status number_next(struct image_state *state, tamis_error *error)
{
    if (state->policy_number == XDP_NUMBER_MAX)
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "the published image had %u policies, and counts no "
                       "more; build and publish it anew",
                       XDP_NUMBER_MAX);
    state->policy_number++;
    return TAMIS_OK;
}

static tamis_status set_policy(tamis_xdp *filter, struct image_state *state,
                               const tamis_xdp_policy *policy,
                               tamis_error *error)
{
    struct filter_path path;

    XDP_TRY(filter_refresh(filter, error));
    path = filter_image_path(
        filter, generation_header(&filter->generation)->generation);
    XDP_TRY(image_state_load(state, path.text, &filter->heap, error));
    XDP_TRY(check_values(state, policy, error));
    XDP_TRY(image_words_make(&state->nodes, policy, error));
    XDP_TRY(keep_text(filter, state, error));
    XDP_TRY(replace_text(state, policy, error));
    XDP_TRY(number_next(state, error));
    XDP_TRY(keep_text(filter, state, error));
    XDP_TRY(image_state_save(state, path.text, error));
    return store_words(filter, state, error);
}

tamis_status tamis_xdp_set_policy(tamis_xdp *filter,
                                  const tamis_xdp_policy *policy,
                                  tamis_error *error)
{
    struct image_state state = {0};
    tamis_status status;
    int lock;

    XDP_TRY(filter_folder_lock(&filter->folder, 0, &lock, error));
    status = set_policy(filter, &state, policy, error);
    image_state_release(&state);
    filter_folder_unlock(lock);
    return status;
}
