/* SPDX-License-Identifier: BSD-2-Clause */
/* Opening what is attached, closing it, taking it off. */
#include "filter/filter.h"

#include "base/caller_struct.h"
#include "base/failure.h"
#include "base/heap.h"
#include "filter/filter_place.h"
#include "filter/hook.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define REFRESH_TRIES 100

void tamis_xdp_options_init(tamis_xdp_options *options)
{
    *options = (tamis_xdp_options)TAMIS_XDP_OPTIONS_INIT;
}

__u64 filter_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    return (__u64)now.tv_sec * 1000000000u + (__u64)now.tv_nsec;
}

struct filter_path filter_image_path(const tamis_xdp *filter, __u64 generation)
{
    char name[32];

    snprintf(name, sizeof name, "image.%llu", (unsigned long long)generation);
    return filter_state_path(&filter->folder, name);
}

struct filter_path filter_carried_path(const tamis_xdp *filter,
                                       __u64 generation)
{
    char name[32];

    snprintf(name, sizeof name, "carried.%llu", (unsigned long long)generation);
    return filter_state_path(&filter->folder, name);
}

static __u32 pinned_program_id(const struct filter_folder *folder,
                               const char *name)
{
    int program = filter_pin_open(folder, name);
    __u32 id = program < 0 ? 0 : hook_program_id(program);

    if (program >= 0)
        close(program);
    return id;
}

/* Where the link is attached, 0: nowhere any more, -1: there is none. */
static int link_index(const struct filter_folder *folder)
{
    int link = filter_pin_open(folder, PIN_LINK);
    int index = link < 0 ? -1 : hook_in_index(link);

    if (link >= 0)
        close(link);
    return index;
}

/* The place that was kept, or the name alone where there is none. */
static struct filter_place place_of(const struct filter_folder *folder)
{
    struct filter_place place = filter_place_read(folder);

    if (!place.index)
        place.index = if_nametoindex(folder->interface);
    return place;
}

int filter_attached(const struct filter_folder *folder, uint32_t *directions)
{
    const struct filter_place place = place_of(folder);
    __u32 egress = pinned_program_id(folder, PIN_EGRESS);
    int in = link_index(folder), is_out = 0;

    /* From another network namespace it cannot be looked for: what the link
     * says of the interface is what is known. */
    if (egress && !filter_place_is_here(&place))
        is_out = in != 0;
    else if (egress)
        is_out = hook_out_has((int)place.index, egress);
    *directions =
        (in > 0 ? TAMIS_XDP_INGRESS : 0u) | (is_out ? TAMIS_XDP_EGRESS : 0u);
    return in > 0 ? in : is_out ? (int)place.index : 0;
}

/* A handle outlives what it was opened for: what is pinned under the names now
 * may be another's, with maps of its own. */
tamis_status filter_check(const tamis_xdp *filter, tamis_error *error)
{
    const char *interface = filter->folder.interface;
    int pinned = filter_pin_open(&filter->folder, PIN_IMAGE);
    __u32 id = generation_map_id(pinned);

    if (pinned >= 0)
        close(pinned);
    if (filter->maps.image < 0)
        return failure(error, TAMIS_ERROR_NOT_FOUND,
                       "what is left of a filter on %s does nothing any more; "
                       "detach it, or attach anew",
                       interface);
    if (id && id == generation_map_id(filter->maps.image))
        return TAMIS_OK;
    return failure(error, TAMIS_ERROR_NOT_FOUND,
                   id ? "the filter on %s was detached and another attached; "
                        "begin anew with that one"
                      : "the filter on %s was detached",
                   interface);
}

/* Whoever publishes gives the new one its name just after it is shown: for
 * that moment it has the other. */
tamis_status filter_refresh(tamis_xdp *filter, tamis_error *error)
{
    static const char *const names[] = {PIN_GENERATION, PIN_GENERATION_NEXT};
    const struct timespec pause = {0, 1000000};

    XDP_TRY(filter_check(filter, error));
    for (int tries = 0; tries < REFRESH_TRIES; tries++) {
        __u32 id = generation_shown_id(filter->maps.image);

        if (id && id == filter->generation.id)
            return TAMIS_OK;
        for (size_t n = 0; id && n < 2; n++) {
            int map = filter_pin_open(&filter->folder, names[n]);
            struct generation now;

            if (map < 0)
                continue;
            XDP_TRY(generation_map(&now, map, error));
            if (now.id != id) {
                generation_close(&now);
                continue;
            }
            generation_close(&filter->generation);
            filter->generation = now;
            return TAMIS_OK;
        }
        nanosleep(&pause, NULL);
    }
    return failure(error, TAMIS_ERROR_CORRUPT,
                   "the generation that %s shows its packets is not pinned; "
                   "detach the filter and attach it again",
                   filter->folder.interface);
}

/* The state folder that the filter was attached with, where none is named, or
 * one that has nothing of it. */
static tamis_status find_folders(tamis_xdp *filter, const char *interface,
                                 const tamis_xdp_options *options,
                                 tamis_error *error)
{
    struct filter_folder *folder = &filter->folder;
    struct filter_place place;

    XDP_TRY(filter_folder_name(folder, interface, options->bpf_folder,
                               options->state_folder, error));
    if (options->state_folder && access(folder->state, F_OK) == 0)
        return TAMIS_OK;
    place = filter_place_read(folder);
    if (!place.state_root[0])
        return TAMIS_OK;
    return filter_folder_name(folder, interface, options->bpf_folder,
                              place.state_root, error);
}

/* Whoever was killed while a filter came or went left a folder without all of
 * its maps, and the emptied state folder last. */
static int has_remains(const struct filter_folder *folder)
{
    return access(folder->bpf, F_OK) == 0 || filter_folder_is_empty(folder);
}

/* Not the generation: what is damaged can still be switched and detached. */
static tamis_status open_all(tamis_xdp *filter, tamis_error *error)
{
    const __u32 zero = 0;
    tamis_status status =
        filter_pin_open_maps(&filter->folder, &filter->maps, error);

    if (status == TAMIS_ERROR_NOT_FOUND && has_remains(&filter->folder))
        return TAMIS_OK;
    if (status < 0)
        return status;
    if (bpf_map_lookup_elem(filter->maps.secret, &zero, &filter->owner.secret))
        return failure_system(error, errno, "cannot read the secret");
    return TAMIS_OK;
}

tamis_status tamis_xdp_open(tamis_xdp **filter, const char *interface,
                            const tamis_xdp_options *options,
                            tamis_error *error)
{
    tamis_xdp_options own = TAMIS_XDP_OPTIONS_INIT;
    tamis_allocator heap = heap_from(NULL);
    tamis_xdp *opened;
    tamis_status status;

    *filter = NULL;
    XDP_TRY(caller_struct_read(&own, sizeof own, options, "tamis_xdp_options",
                               error));
    opened = heap_take(&heap, 1, sizeof *opened);
    if (!opened)
        return failure(error, TAMIS_ERROR_MEMORY, "no memory for a filter");
    opened->heap = heap;
    opened->maps = filter_maps_none;
    opened->generation = generation_none;
    status = find_folders(opened, interface, &own, error);
    if (status == TAMIS_OK)
        status = open_all(opened, error);
    if (status < 0)
        tamis_xdp_close(opened);
    else
        *filter = opened;
    return status;
}

void tamis_xdp_close(tamis_xdp *filter)
{
    tamis_allocator heap;

    if (!filter)
        return;
    heap = filter->heap;
    generation_close(&filter->generation);
    filter_maps_close(&filter->maps);
    explicit_bzero(&filter->owner, sizeof filter->owner);
    heap_give(&heap, filter);
}

static tamis_status detach_in(const struct filter_folder *folder,
                              tamis_error *error)
{
    int link = filter_pin_open(folder, PIN_LINK);
    tamis_status status;

    if (link < 0)
        return TAMIS_OK;
    status = hook_in_detach(link, error);
    close(link);
    return status;
}

static tamis_status detach_out(const struct filter_folder *folder,
                               tamis_error *error)
{
    const struct filter_place place = place_of(folder);
    __u32 program = pinned_program_id(folder, PIN_EGRESS);
    int made = filter_pin_is(folder, PIN_MADE_CLSACT);

    if (!program)
        return TAMIS_OK;
    return hook_out_detach((int)place.index, program, made, error);
}

/* Of what leaves, a process in another network namespace can take nothing off;
 * that is to be known before anything is. */
static tamis_status check_network(const struct filter_folder *folder,
                                  tamis_error *error)
{
    const struct filter_place place = place_of(folder);
    uint32_t directions;

    filter_attached(folder, &directions);
    if (!(directions & TAMIS_XDP_EGRESS) || filter_place_is_here(&place))
        return TAMIS_OK;
    return failure(error, TAMIS_ERROR_ARGUMENT,
                   "the filter of %s is attached in another network "
                   "namespace; detach it there, or remove %s if that "
                   "namespace is gone",
                   folder->interface, folder->bpf);
}

/* From here on it is no whole one, whenever this process ends. Where others
 * took ours off a whole one, the clsact may be somebody else's by now. */
static void begin_end(const struct filter_folder *folder)
{
    const struct filter_place place = place_of(folder);

    if (!filter_pin_is(folder, PIN_WHOLE))
        return;
    if (!hook_out_has((int)place.index, pinned_program_id(folder, PIN_EGRESS)))
        unlink(filter_pin_path(folder, PIN_MADE_CLSACT).text);
    unlink(filter_pin_path(folder, PIN_WHOLE).text);
}

/* While anything of it is attached its pins are what finds it. */
tamis_status filter_take_off(const struct filter_folder *folder,
                             tamis_error *error)
{
    uint32_t directions;

    XDP_TRY(check_network(folder, error));
    begin_end(folder);
    XDP_TRY(detach_in(folder, error));
    XDP_TRY(detach_out(folder, error));
    if (filter_attached(folder, &directions))
        return failure_system(error, EBUSY,
                              "the filter of %s is still attached, and keeps "
                              "its pins",
                              folder->interface);
    return filter_folder_clear(folder, error);
}

/* Remains may be taken off by who has them open, another's filter not. */
static tamis_status check_own(const tamis_xdp *filter, tamis_error *error)
{
    struct filter_maps maps;

    if (filter->maps.image >= 0)
        return filter_check(filter, error);
    if (filter_pin_open_maps(&filter->folder, &maps, NULL) < 0)
        return TAMIS_OK;
    filter_maps_close(&maps);
    return failure(error, TAMIS_ERROR_NOT_FOUND,
                   "a filter was attached to %s meanwhile; begin anew with "
                   "that one",
                   filter->folder.interface);
}

tamis_status tamis_xdp_detach(tamis_xdp *filter, tamis_error *error)
{
    tamis_status status;
    int lock;

    XDP_TRY(filter_folder_lock(&filter->folder, 0, &lock, error));
    status = filter_pin_is(&filter->folder, PIN_IMAGE)
                 ? check_own(filter, error)
                 : TAMIS_OK;
    if (status == TAMIS_OK)
        status = filter_take_off(&filter->folder, error);
    if (status == TAMIS_OK)
        filter_folder_remove(&filter->folder);
    filter_folder_unlock(lock);
    return status;
}
