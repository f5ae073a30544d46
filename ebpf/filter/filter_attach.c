/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attaching: everything is loaded, published and pinned before the first packet
 * meets it, and what fails on the way is undone. A process that ends halfway
 * leaves no PIN_WHOLE; the next attach takes off and removes what is there.
 */
#include "filter/filter.h"

#include "base/caller_struct.h"
#include "base/failure.h"
#include "base/heap.h"
#include "filter/filter_place.h"
#include "filter/hook.h"
#include "filter/link_layer.h"
#include "filter/programs.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define RING_SIZE       (4u << 20)
#define EVENTS_A_SECOND 10000u

struct attaching {
    tamis_xdp *filter;
    tamis_xdp_image *image;
    tamis_xdp_options options;
    struct hook hook;
    struct programs programs;
    int link, takes_frags;
    __u8 link_address[6];
};

static tamis_status check_options(tamis_xdp_options *options,
                                  tamis_error *error)
{
    const uint32_t both = TAMIS_XDP_INGRESS | TAMIS_XDP_EGRESS;

    if (!options->ring_size)
        options->ring_size = RING_SIZE;
    if (!options->events_a_second)
        options->events_a_second = EVENTS_A_SECOND;
    if (!options->alive_ns)
        options->alive_ns = TAMIS_XDP_FOREVER;
    if (options->flags & ~TAMIS_XDP_ANSWER_NAMES || options->reserved)
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "flags %#x of tamis_xdp_options are not known",
                       options->flags);
    if (options->mode > TAMIS_XDP_GENERIC || !options->directions ||
        (options->directions & ~both))
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "mode %u and directions %#x: there are native and "
                       "generic, and ingress, egress or both",
                       options->mode, options->directions);
    if (options->ring_size < (size_t)sysconf(_SC_PAGESIZE) ||
        (options->ring_size & (options->ring_size - 1)))
        return failure(error, TAMIS_ERROR_ARGUMENT,
                       "a ring of %u bytes; take a power of two from %ld on",
                       options->ring_size, sysconf(_SC_PAGESIZE));
    return TAMIS_OK;
}

/* Refuses where a filter of ours is attached, whose folder this is then; what
 * else is in it, or attached, was left by a process that ended halfway. */
static tamis_status clear_folder(const struct filter_folder *folder,
                                 tamis_error *error)
{
    uint32_t directions;

    if (filter_pin_is(folder, PIN_WHOLE) &&
        filter_attached(folder, &directions))
        return failure_system(error, EBUSY,
                              "a filter of tamis is attached to %s; publish a "
                              "new image there, or detach it",
                              folder->interface);
    return filter_take_off(folder, error);
}

static tamis_status load(struct attaching *attaching, tamis_error *error)
{
    const tamis_xdp_options *options = &attaching->options;
    const struct programs_wish wish = {
        .has_ingress = (options->directions & TAMIS_XDP_INGRESS) != 0,
        .has_egress = (options->directions & TAMIS_XDP_EGRESS) != 0,
        .takes_frags = attaching->takes_frags,
        .ring_size = options->ring_size,
    };

    return programs_load(&attaching->programs, &wish, error);
}

/* The switches as they begin. */
static tamis_status fill_maps(struct attaching *attaching, tamis_error *error)
{
    const struct filter_maps *maps = &attaching->programs.maps;
    const tamis_xdp_options *options = &attaching->options;
    struct xdp_control control = {
        .enforce_until_ns = filter_until(options->enforce_ns),
        .alive_until_ns = filter_until(options->alive_ns),
        .flags = options->flags & TAMIS_XDP_ANSWER_NAMES
                     ? XDP_CONTROL_ANSWER_NXDOMAIN
                     : 0,
        .events_a_second = options->events_a_second,
    };
    const __u32 zero = 0;

    memcpy(control.link_address, attaching->link_address,
           sizeof control.link_address);
    if (bpf_map_update_elem(maps->control, &zero, &control, BPF_ANY) ||
        bpf_map_update_elem(maps->secret, &zero, &attaching->image->secret,
                            BPF_ANY))
        return failure_system(error, errno, "cannot fill the programs' maps");
    return TAMIS_OK;
}

static tamis_status publish_first(struct attaching *attaching,
                                  tamis_error *error)
{
    tamis_xdp *filter = attaching->filter;
    const tamis_xdp_image *image = attaching->image;
    struct image_state state = image->state;
    struct generation *first = &filter->generation;

    state.generation = 1;
    XDP_TRY(image_state_save(&state, filter_image_path(filter, 1).text, error));
    XDP_TRY(generation_make(first, &image->lines, image->line_count, error));
    generation_header(first)->generation = 1;
    return generation_show(first, filter->maps.image, error);
}

static tamis_status pin_all(const struct attaching *attaching,
                            tamis_error *error)
{
    const struct filter_folder *folder = &attaching->filter->folder;
    const struct programs *programs = &attaching->programs;

    XDP_TRY(filter_place_keep(folder, attaching->hook.index,
                              attaching->options.directions, error));
    XDP_TRY(filter_pin_maps(folder, &programs->maps, error));
    XDP_TRY(filter_pin(folder, PIN_GENERATION,
                       attaching->filter->generation.map, error));
    if (programs->ingress >= 0)
        XDP_TRY(filter_pin(
            folder, attaching->takes_frags ? PIN_INGRESS_FRAGS : PIN_INGRESS,
            programs->ingress, error));
    if (programs->egress >= 0)
        XDP_TRY(filter_pin(folder, PIN_EGRESS, programs->egress, error));
    return TAMIS_OK;
}

/* The caller's part, before any packet meets the filter: whoever is killed from
 * here on leaves a filter that is looked after, or none. */
static tamis_status prepare(const struct attaching *attaching,
                            tamis_error *error)
{
    const tamis_xdp_options *options = &attaching->options;

    if (!options->prepare ||
        options->prepare(options->context, attaching->filter->folder.state) ==
            0)
        return TAMIS_OK;
    return failure(error, TAMIS_ERROR_STOPPED,
                   "what prepares the filter gave up; nothing was attached");
}

static tamis_status hang_in(struct attaching *attaching, tamis_error *error)
{
    const struct filter_folder *folder = &attaching->filter->folder;
    const struct programs *programs = &attaching->programs;
    int made_clsact = 0;
    tamis_status status;

    if (programs->ingress >= 0) {
        XDP_TRY(hook_in_attach(&attaching->hook, programs->ingress,
                               &attaching->link, error));
        XDP_TRY(filter_pin(folder, PIN_LINK, attaching->link, error));
    }
    if (programs->egress < 0)
        return TAMIS_OK;
    /* Pinned before it is made: whoever finds it halfway takes it off. */
    XDP_TRY(filter_pin(folder, PIN_MADE_CLSACT, programs->egress, error));
    status = hook_out_make(&attaching->hook, &made_clsact, error);
    if (!made_clsact)
        unlink(filter_pin_path(folder, PIN_MADE_CLSACT).text);
    if (status == TAMIS_OK)
        status = hook_out_attach(&attaching->hook, programs->egress, error);
    return status;
}

static void undo(struct attaching *attaching)
{
    if (attaching->link >= 0)
        hook_in_detach(attaching->link, NULL);
    generation_close(&attaching->filter->generation);
    attaching->filter->maps = filter_maps_none;
    filter_take_off(&attaching->filter->folder, NULL);
}

static tamis_status attach(struct attaching *attaching, tamis_error *error)
{
    tamis_status status = load(attaching, error);

    attaching->filter->maps = attaching->programs.maps;
    if (status == TAMIS_OK)
        status = fill_maps(attaching, error);
    if (status == TAMIS_OK)
        status = publish_first(attaching, error);
    if (status == TAMIS_OK)
        status = pin_all(attaching, error);
    if (status == TAMIS_OK)
        status = prepare(attaching, error);
    if (status == TAMIS_OK)
        status = hang_in(attaching, error);
    if (status == TAMIS_OK)
        status = filter_pin(&attaching->filter->folder, PIN_WHOLE,
                            attaching->programs.maps.control, error);
    if (attaching->link >= 0 && status == TAMIS_OK)
        close(attaching->link); /* the pin holds it */
    if (status < 0)
        undo(attaching);
    else
        attaching->programs.maps = filter_maps_none; /* they are the filter's */
    if (status < 0 && attaching->link >= 0)
        close(attaching->link);
    attaching->link = -1;
    programs_close(&attaching->programs);
    return status;
}

/* Drivers have their own errors for frames that do not fit one buffer. */
static int may_need_frags(const struct attaching *attaching, int number)
{
    return !attaching->takes_frags &&
           (attaching->options.directions & TAMIS_XDP_INGRESS) &&
           (number == ERANGE || number == EOPNOTSUPP || number == EINVAL);
}

static tamis_status attach_locked(struct attaching *attaching,
                                  tamis_error *error)
{
    tamis_error first = {0};
    tamis_status status;

    XDP_TRY(clear_folder(&attaching->filter->folder, error));
    status = attach(attaching, &first);
    if (status < 0 && may_need_frags(attaching, first.system_errno)) {
        attaching->takes_frags = 1;
        return attach(attaching, error);
    }
    if (status < 0 && error)
        *error = first;
    return status;
}

static tamis_status make_filter(struct attaching *attaching,
                                const char *interface, tamis_error *error)
{
    const tamis_xdp_options *options = &attaching->options;
    tamis_allocator heap = heap_from(NULL);
    tamis_xdp *filter = heap_take(&heap, 1, sizeof *filter);

    attaching->filter = filter;
    if (!filter)
        return failure(error, TAMIS_ERROR_MEMORY, "no memory for a filter");
    filter->heap = heap;
    filter->maps = filter_maps_none;
    filter->generation = generation_none;
    filter->owner.secret = attaching->image->secret;
    XDP_TRY(filter_folder_name(&filter->folder, interface, options->bpf_folder,
                               options->state_folder, error));
    attaching->hook =
        (struct hook){filter->folder.interface, (int)if_nametoindex(interface),
                      options->mode};
    if (!attaching->hook.index)
        return failure_system(error, errno, "there is no interface %s",
                              filter->folder.interface);
    return link_layer_read(filter->folder.interface, attaching->link_address,
                           error);
}

tamis_status tamis_xdp_attach(tamis_xdp **filter, const char *interface,
                              tamis_xdp_image *image,
                              const tamis_xdp_options *options,
                              tamis_error *error)
{
    struct attaching attaching = {
        .image = image, .options = TAMIS_XDP_OPTIONS_INIT, .link = -1};
    tamis_status status;
    int lock;

    *filter = NULL;
    XDP_TRY(caller_struct_read(&attaching.options, sizeof attaching.options,
                               options, "tamis_xdp_options", error));
    XDP_TRY(check_options(&attaching.options, error));
    status = make_filter(&attaching, interface, error);
    if (status == TAMIS_OK)
        status = filter_folder_lock(&attaching.filter->folder, 1, &lock, error);
    if (status < 0) {
        tamis_xdp_close(attaching.filter);
        return status;
    }
    status = attach_locked(&attaching, error);
    if (status < 0) {
        filter_folder_remove(&attaching.filter->folder);
        tamis_xdp_close(attaching.filter);
    } else {
        *filter = attaching.filter;
    }
    filter_folder_unlock(lock);
    return status;
}
