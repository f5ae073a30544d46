/* SPDX-License-Identifier: BSD-2-Clause */
/* The switches: programs read them for each packet that would be dropped. */
#include "filter/filter.h"

#include "base/caller_struct.h"
#include "base/failure.h"
#include "filter/filter_place.h"
#include "filter/hook.h"
#include "filter/libbpf_options.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <unistd.h>

static const __u32 zero;

static tamis_status read_control(const tamis_xdp *filter,
                                 struct xdp_control *control,
                                 tamis_error *error)
{
    if (bpf_map_lookup_elem(filter->maps.control, &zero, control))
        return failure_system(error, errno, "cannot read the switches of %s",
                              filter->folder.interface);
    return TAMIS_OK;
}

static tamis_status write_control(const tamis_xdp *filter,
                                  const struct xdp_control *control,
                                  tamis_error *error)
{
    if (bpf_map_update_elem(filter->maps.control, &zero, control, BPF_ANY))
        return failure_system(error, errno, "cannot set the switches of %s",
                              filter->folder.interface);
    return TAMIS_OK;
}

enum which { ENFORCE, ALIVE, ANSWER_NAMES };

static void turn(struct xdp_control *control, enum which which, uint64_t value)
{
    if (which == ENFORCE)
        control->enforce_until_ns = value;
    else if (which == ALIVE)
        control->alive_until_ns = value;
    else if (value)
        control->flags |= XDP_CONTROL_ANSWER_NXDOMAIN;
    else
        control->flags &= ~XDP_CONTROL_ANSWER_NXDOMAIN;
}

/* Under the lock: another process may turn another switch of the same map. */
static tamis_status set_switch(tamis_xdp *filter, enum which which,
                               uint64_t value, tamis_error *error)
{
    struct xdp_control control;
    tamis_status status;
    int lock;

    XDP_TRY(filter_folder_lock(&filter->folder, 0, &lock, error));
    status = filter_check(filter, error);
    if (status == TAMIS_OK)
        status = read_control(filter, &control, error);
    if (status == TAMIS_OK) {
        turn(&control, which, value);
        status = write_control(filter, &control, error);
    }
    if (status == TAMIS_OK)
        filter_finish_policy(filter);
    filter_folder_unlock(lock);
    return status;
}

uint64_t filter_until(uint64_t duration_ns)
{
    uint64_t end;

    if (!duration_ns)
        return 0;
    if (__builtin_add_overflow(filter_now_ns(), duration_ns, &end))
        return TAMIS_XDP_FOREVER;
    return end;
}

static uint64_t left(uint64_t end)
{
    uint64_t now = filter_now_ns();

    if (end == TAMIS_XDP_FOREVER)
        return TAMIS_XDP_FOREVER;
    return end > now ? end - now : 0;
}

tamis_status tamis_xdp_enforce(tamis_xdp *filter, uint64_t duration_ns,
                               tamis_error *error)
{
    return set_switch(filter, ENFORCE, filter_until(duration_ns), error);
}

tamis_status tamis_xdp_renew(tamis_xdp *filter, uint64_t duration_ns,
                             tamis_error *error)
{
    return set_switch(filter, ALIVE, filter_until(duration_ns), error);
}

tamis_status tamis_xdp_answer_names(tamis_xdp *filter, int on,
                                    tamis_error *error)
{
    return set_switch(filter, ANSWER_NAMES, on != 0, error);
}

static uint32_t attached_mode(int index)
{
    LIBBPF_OPTIONS(bpf_xdp_query_opts, query);

    if (bpf_xdp_query(index, 0, &query))
        return TAMIS_XDP_NATIVE;
    return query.attach_mode == XDP_ATTACHED_SKB ? TAMIS_XDP_GENERIC
                                                 : TAMIS_XDP_NATIVE;
}

tamis_status tamis_xdp_info_get(tamis_xdp *filter, tamis_xdp_info *info,
                                tamis_error *error)
{
    tamis_xdp_info own = {.struct_size = sizeof own};
    struct xdp_control control;
    int index;

    XDP_TRY(filter_check(filter, error));
    XDP_TRY(read_control(filter, &control, error));
    /* The switches are told, and turned, also where the image is damaged. */
    if (filter_refresh(filter, NULL) == TAMIS_OK) {
        own.generation = generation_header(&filter->generation)->generation;
        own.size = generation_size(&filter->generation);
    }
    index = filter_attached(&filter->folder, &own.directions);
    own.wanted_directions =
        filter_place_read(&filter->folder).directions | own.directions;
    own.interface_index = (uint32_t)index;
    own.mode = index ? attached_mode(index) : TAMIS_XDP_NATIVE;
    own.enforce_left_ns = left(control.enforce_until_ns);
    own.alive_left_ns = left(control.alive_until_ns);
    own.events_a_second = control.events_a_second;
    if (control.flags & XDP_CONTROL_ANSWER_NXDOMAIN)
        own.flags |= TAMIS_XDP_INFO_ANSWERS_NAMES;
    if (control.enforce_until_ns && !own.enforce_left_ns)
        own.flags |= TAMIS_XDP_INFO_LAPSED;
    if (filter_pin_is(&filter->folder, PIN_INGRESS_FRAGS))
        own.flags |= TAMIS_XDP_INFO_FRAGMENTS;
    caller_struct_write(info, &own, sizeof own);
    return TAMIS_OK;
}
