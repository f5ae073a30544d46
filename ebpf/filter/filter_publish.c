/* SPDX-License-Identifier: BSD-2-Clause */
/* A new generation for packets to meet. */
#include "filter/filter.h"

#include "base/failure.h"
#include "base/heap.h"
#include "filter/hits_carried.h"
#include "filter/hits_carry.h"
#include "filter/hits_earlier.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static tamis_status check_secret(const tamis_xdp *filter,
                                 const tamis_xdp_image *image,
                                 tamis_error *error)
{
    if (memcmp(&filter->owner.secret, &image->secret, sizeof image->secret) ==
        0)
        return TAMIS_OK;
    return failure(error, TAMIS_ERROR_ARGUMENT,
                   "the image was built with another secret than the filter "
                   "on %s has; build it with this filter in its options",
                   filter->folder.interface);
}

/* Whoever was killed behind showing left what packets meet under the passing
 * name alone. */
static void settle(const tamis_xdp *filter)
{
    struct filter_path passing =
        filter_pin_path(&filter->folder, PIN_GENERATION_NEXT);
    int map = filter_pin_open(&filter->folder, PIN_GENERATION_NEXT);

    if (map < 0)
        return;
    if (generation_map_id(map) == generation_shown_id(filter->maps.image))
        rename(passing.text,
               filter_pin_path(&filter->folder, PIN_GENERATION).text);
    else
        unlink(passing.text);
    close(map);
}

/* Shown under a passing name first: whoever opens the filter meanwhile finds
 * the one that packets meet under one of both. */
static tamis_status show(tamis_xdp *filter, const struct generation *next,
                         tamis_error *error)
{
    struct filter_path passing =
        filter_pin_path(&filter->folder, PIN_GENERATION_NEXT);
    struct filter_path lasting =
        filter_pin_path(&filter->folder, PIN_GENERATION);
    tamis_status status;

    settle(filter);
    XDP_TRY(filter_pin(&filter->folder, PIN_GENERATION_NEXT, next->map, error));
    status = generation_show(next, filter->maps.image, error);
    if (status < 0) {
        unlink(passing.text);
        return status;
    }
    /* It is shown, whatever comes now: both names do for those who open it. */
    rename(passing.text, lasting.text);
    return TAMIS_OK;
}

/* Without the file, those from whom something is hidden are told no hits of
 * this generation: better than to fail when it is shown already. */
static void keep_carried(const tamis_xdp *filter, const struct generation *next,
                         const struct hits_carry *carry,
                         const struct hits_past *past)
{
    const struct image_header *header = generation_header(next);
    struct hits_carried carried;

    hits_past_add(past, carry, &carried);
    hits_carried_save(filter_carried_path(filter, header->generation).text,
                      header->generation, &carried, header->answer_count, NULL);
    if (carried.earlier)
        heap_give(&carry->heap, carried.earlier);
}

/* What takes longest is done by a thread of its own: a map of the lines. */
struct making {
    const tamis_xdp_image *image;
    struct generation next;
    struct hits_past past;
    tamis_status status;
    tamis_error error;
};

static void *make(void *context)
{
    struct making *making = context;

    making->status = generation_make(&making->next, &making->image->lines,
                                     making->image->line_count, &making->error);
    return NULL;
}

/* Meanwhile it is written down what the image's numbers mean, and found where
 * the counts of before go. */
static tamis_status prepare(tamis_xdp *filter, struct making *making,
                            struct hits_carry *carry,
                            const struct image_state *state, tamis_error *error)
{
    struct filter_path path = filter_image_path(filter, state->generation);
    struct image_view from =
        generation_view(&filter->generation, &filter->owner.secret);
    struct image_view listed = image_view(making->image);
    pthread_t thread;
    int has_thread = pthread_create(&thread, NULL, make, making) == 0;
    tamis_status status = image_state_save(state, path.text, error);

    hits_past_read(&making->past, filter, state);
    if (status == TAMIS_OK)
        status = hits_carry_begin(carry, &filter->heap, &from, &listed, error);
    if (status == TAMIS_OK)
        status = hits_carry_find(carry, error);
    if (has_thread)
        pthread_join(thread, NULL);
    else
        make(making);
    if (status == TAMIS_OK && making->status < 0) {
        status = making->status;
        if (error)
            *error = making->error;
    }
    return status;
}

/* The counts first, then the packets, then the counts that came meanwhile. */
static tamis_status exchange(tamis_xdp *filter, struct making *making,
                             struct hits_carry *carry, __u64 generation,
                             tamis_error *error)
{
    struct generation *next = &making->next;

    generation_header(next)->generation = generation;
    hits_carry_first(carry, &next->lines);
    XDP_TRY(show(filter, next, error));
    hits_carry_rest(carry);
    keep_carried(filter, next, carry, &making->past);
    generation_close(&filter->generation);
    filter->generation = *next;
    *next = generation_none;
    return TAMIS_OK;
}

static tamis_status publish(tamis_xdp *filter, const tamis_xdp_image *image,
                            tamis_error *error)
{
    struct making making = {.image = image, .next = generation_none};
    struct image_state state = image->state;
    struct hits_carry carry = {.count = 0};
    tamis_status status;

    XDP_TRY(filter_refresh(filter, error));
    state.generation = generation_header(&filter->generation)->generation + 1;
    status = prepare(filter, &making, &carry, &state, error);
    if (status == TAMIS_OK)
        status = exchange(filter, &making, &carry, state.generation, error);
    generation_close(&making.next);
    hits_carry_end(&carry);
    hits_past_release(&making.past, &filter->heap);
    /* Events of the one before are still on their way: its files stay. */
    filter_folder_sweep(&filter->folder,
                        state.generation - (status < 0 ? 1 : 0));
    return status;
}

tamis_status tamis_xdp_publish(tamis_xdp *filter, tamis_xdp_image *image,
                               tamis_error *error)
{
    tamis_status status;
    int lock;

    XDP_TRY(check_secret(filter, image, error));
    XDP_TRY(filter_folder_lock(&filter->folder, 0, &lock, error));
    status = publish(filter, image, error);
    filter_folder_unlock(lock);
    return status;
}
