/* SPDX-License-Identifier: BSD-2-Clause */
/* Opening what is attached, closing it, taking it off. */
#include "filter/filter.h"

#include "base/caller_struct.h"
#include "base/failure.h"
#include "base/heap.h"
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

int filter_attached(const struct filter_folder *folder, uint32_t *directions)
{
    int index = (int)if_nametoindex(folder->interface);
    int link = filter_pin_open(folder, PIN_LINK);
    int egress = filter_pin_open(folder, PIN_EGRESS);
    int found = 0;

    *directions = 0;
    if (link >= 0) {
        found = hook_in_index(link);
        *directions |= found ? TAMIS_XDP_INGRESS : 0;
        close(link);
    }
    if (egress >= 0) {
        if (hook_out_has(index, hook_program_id(egress))) {
            found = index;
            *directions |= TAMIS_XDP_EGRESS;
        }
        close(egress);
    }
    return found;
}

/* Whoever publishes gives the new one its name just after it is shown: for
 * that moment it has the other. */
tamis_status filter_refresh(tamis_xdp *filter, tamis_error *error)
{
    static const char *const names[] = {PIN_GENERATION, PIN_GENERATION_NEXT};
    const struct timespec pause = {0, 1000000};

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

static tamis_status open_all(tamis_xdp *filter, tamis_error *error)
{
    const __u32 zero = 0;

    XDP_TRY(filter_pin_open_maps(&filter->folder, &filter->maps, error));
    if (bpf_map_lookup_elem(filter->maps.secret, &zero, &filter->owner.secret))
        return failure_system(error, errno, "cannot read the secret");
    return filter_refresh(filter, error);
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
    status = filter_folder_name(&opened->folder, interface, own.bpf_folder,
                                own.state_folder, error);
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
    int index = (int)if_nametoindex(folder->interface);
    int program = filter_pin_open(folder, PIN_EGRESS);
    int made = filter_pin_open(folder, PIN_MADE_CLSACT);
    tamis_status status = TAMIS_OK;

    if (program >= 0) {
        status =
            hook_out_detach(index, hook_program_id(program), made >= 0, error);
        close(program);
    }
    if (made >= 0)
        close(made);
    return status;
}

tamis_status tamis_xdp_detach(tamis_xdp *filter, tamis_error *error)
{
    tamis_status status;
    int lock;

    XDP_TRY(filter_folder_lock(&filter->folder, 0, &lock, error));
    status = detach_in(&filter->folder, error);
    if (status == TAMIS_OK)
        status = detach_out(&filter->folder, error);
    if (status == TAMIS_OK)
        status = filter_folder_clear(&filter->folder, error);
    if (status == TAMIS_OK)
        filter_folder_remove(&filter->folder);
    filter_folder_unlock(lock);
    return status;
}
