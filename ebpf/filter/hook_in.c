/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/hook.h"

#include "base/failure.h"
#include "filter/kernel_words.h"
#include "filter/libbpf_options.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

__u32 hook_program_id(int program)
{
    struct bpf_prog_info info = {0};
    __u32 size = sizeof info;

    return bpf_obj_get_info_by_fd(program, &info, &size) ? 0 : info.id;
}

/* Only who may do everything (CAP_SYS_ADMIN) is told a program's name. */
static void name_program(char *text, size_t capacity, __u32 id)
{
    struct bpf_prog_info info = {0};
    __u32 size = sizeof info;
    int program = bpf_prog_get_fd_by_id(id);

    if (program >= 0 && bpf_obj_get_info_by_fd(program, &info, &size) == 0 &&
        info.name[0])
        snprintf(text, capacity, "\"%s\" (id %u)", info.name, id);
    else
        snprintf(text, capacity, "id %u", id);
    if (program >= 0)
        close(program);
}

/* Another's program, of whatever mode; a second one would replace or hide it.
 */
static tamis_status find_other(const struct hook *hook, tamis_error *error)
{
    struct kernel_words words;
    char name[64];
    __u32 id;
    int number;

    LIBBPF_OPTIONS(bpf_xdp_query_opts, query);
    kernel_words_begin(&words);
    number = bpf_xdp_query(hook->index, 0, &query);
    kernel_words_end(&words);
    if (number)
        return failure_words(error, number, &words,
                             "cannot ask what is attached to %s",
                             hook->interface);
    if (query.attach_mode == XDP_ATTACHED_NONE)
        return TAMIS_OK;
    id = query.prog_id       ? query.prog_id
         : query.drv_prog_id ? query.drv_prog_id
         : query.skb_prog_id ? query.skb_prog_id
                             : query.hw_prog_id;
    name_program(name, sizeof name, id);
    return failure_system(
        error, EBUSY,
        "an XDP program, %s, is attached to %s and stays; detach it with what "
        "attached it (bpftool prog show id %u tells more)",
        name, hook->interface, id);
}

static uint32_t mode_flag(const struct hook *hook)
{
    return hook->mode == TAMIS_XDP_GENERIC ? XDP_FLAGS_SKB_MODE
                                           : XDP_FLAGS_DRV_MODE;
}

/*
 * A link is made by a system call that has no words for why it fails. The same
 * wish sent by netlink has: it fails too, or is taken back at once.
 */
static void ask_why(const struct hook *hook, int program)
{
    uint32_t mode = mode_flag(hook);

    LIBBPF_OPTIONS(bpf_xdp_attach_opts, ours);
    ours.old_prog_fd = program;
    if (bpf_xdp_attach(hook->index, program, mode | XDP_FLAGS_UPDATE_IF_NOEXIST,
                       NULL) == 0)
        bpf_xdp_detach(hook->index, mode | XDP_FLAGS_REPLACE, &ours);
}

tamis_status hook_in_attach(const struct hook *hook, int program, int *link,
                            tamis_error *error)
{
    struct kernel_words words;
    int number;

    LIBBPF_OPTIONS(bpf_link_create_opts, options);
    options.flags = mode_flag(hook);
    XDP_TRY(find_other(hook, error));
    kernel_words_begin(&words);
    *link = bpf_link_create(program, hook->index, BPF_XDP, &options);
    number = *link;
    if (*link < 0)
        ask_why(hook, program);
    kernel_words_end(&words);
    if (*link >= 0)
        return TAMIS_OK;
    *link = -1;
    return failure_words(
        error, number, &words, "cannot attach to %s %s", hook->interface,
        hook->mode == TAMIS_XDP_GENERIC
            ? "behind its driver"
            : "in its driver; the generic mode may do, slowly");
}

int hook_in_index(int link)
{
    struct bpf_link_info info = {0};
    __u32 size = sizeof info;

    if (bpf_obj_get_info_by_fd(link, &info, &size) ||
        info.type != BPF_LINK_TYPE_XDP)
        return 0;
    return (int)info.xdp.ifindex;
}

tamis_status hook_in_detach(int link, tamis_error *error)
{
    if (hook_in_index(link) && bpf_link_detach(link))
        return failure_system(error, errno, "cannot detach the XDP program");
    return TAMIS_OK;
}
