/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/hook.h"

#include "base/failure.h"
#include "filter/clsact_list.h"
#include "filter/kernel_words.h"
#include "filter/libbpf_options.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/pkt_sched.h>

/* In front of all others: who comes first may say "done" before us, and what
 * we let pass goes on to those behind. */
#define OUR_PRIORITY 1
#define OUR_HANDLE   1

#define EGRESS_PARENT  TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS)
#define INGRESS_PARENT TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS)

static struct bpf_tc_hook clsact(int index, enum bpf_tc_attach_point point)
{
    LIBBPF_OPTIONS(bpf_tc_hook, hook);

    hook.ifindex = index;
    hook.attach_point = point;
    return hook;
}

static struct bpf_tc_opts our_place(int program)
{
    LIBBPF_OPTIONS(bpf_tc_opts, place);

    place.prog_fd = program;
    place.handle = OUR_HANDLE;
    place.priority = OUR_PRIORITY;
    return place;
}

static int is_first(const struct clsact_filter *filter, void *context)
{
    struct clsact_filter *first = context;

    if (filter->priority > OUR_PRIORITY || !filter->handle)
        return 0;
    *first = *filter;
    return 1;
}

/* Somebody who is as far in front as we have to be. */
static tamis_status find_first(const struct hook *hook, tamis_error *error)
{
    struct clsact_filter first;
    int is_there;

    XDP_TRY(clsact_list(hook->index, EGRESS_PARENT, is_first, &first, &is_there,
                        error));
    if (!is_there)
        return TAMIS_OK;
    return failure_system(
        error, EBUSY,
        "a filter, %s (id %u), has priority %u in the clsact of %s, where ours "
        "has to be, and stays; give it a greater one, or filter ingress only",
        first.name, first.program, first.priority, hook->interface);
}

static tamis_status add_filter(const struct hook *hook, int program,
                               tamis_error *error)
{
    struct bpf_tc_hook where = clsact(hook->index, BPF_TC_EGRESS);
    struct bpf_tc_opts what = our_place(program);
    struct kernel_words words;
    int number;

    kernel_words_begin(&words);
    number = bpf_tc_attach(&where, &what);
    kernel_words_end(&words);
    if (number)
        return failure_words(error, number, &words,
                             "cannot attach to what leaves %s",
                             hook->interface);
    return TAMIS_OK;
}

tamis_status hook_out_make(const struct hook *hook, int *made_clsact,
                           tamis_error *error)
{
    struct bpf_tc_hook both =
        clsact(hook->index, BPF_TC_INGRESS | BPF_TC_EGRESS);
    struct kernel_words words;
    int number;

    *made_clsact = 0;
    kernel_words_begin(&words);
    number = bpf_tc_hook_create(&both);
    kernel_words_end(&words);
    if (number && number != -EEXIST)
        return failure_words(error, number, &words,
                             "cannot make a clsact queueing discipline on %s",
                             hook->interface);
    *made_clsact = number == 0;
    return TAMIS_OK;
}

tamis_status hook_out_attach(const struct hook *hook, int program,
                             tamis_error *error)
{
    XDP_TRY(find_first(hook, error));
    return add_filter(hook, program, error);
}

static int is_program(const struct clsact_filter *filter, void *context)
{
    const __u32 *id = context;

    return filter->program == *id && filter->priority == OUR_PRIORITY &&
           filter->handle == OUR_HANDLE;
}

int hook_out_has(int index, __u32 program_id)
{
    int is_there = 0;

    if (!index || !program_id ||
        clsact_list(index, EGRESS_PARENT, is_program, &program_id, &is_there,
                    NULL))
        return 0;
    return is_there;
}

static int is_any(const struct clsact_filter *filter, void *context)
{
    (void)filter, (void)context;
    return 1;
}

static int is_empty(int index)
{
    int is_there = 1;

    return !clsact_list(index, EGRESS_PARENT, is_any, NULL, &is_there, NULL) &&
           !is_there &&
           !clsact_list(index, INGRESS_PARENT, is_any, NULL, &is_there, NULL) &&
           !is_there;
}

/* Somebody else removed it, or the interface: each has its own number. */
static int is_gone(int number)
{
    return number == -ENOENT || number == -EINVAL || number == -ENODEV;
}

tamis_status hook_out_detach(int index, __u32 program_id, int made_clsact,
                             tamis_error *error)
{
    struct bpf_tc_hook where = clsact(index, BPF_TC_EGRESS);
    struct bpf_tc_hook both = clsact(index, BPF_TC_INGRESS | BPF_TC_EGRESS);
    struct bpf_tc_opts what = our_place(0);
    struct kernel_words words;
    int number = 0;

    kernel_words_begin(&words);
    if (hook_out_has(index, program_id))
        number = bpf_tc_detach(&where, &what);
    if ((!number || is_gone(number)) && made_clsact && index && is_empty(index))
        number = bpf_tc_hook_destroy(&both);
    kernel_words_end(&words);
    if (number && !is_gone(number))
        return failure_words(error, number, &words,
                             "cannot take the filter off what leaves the "
                             "interface");
    return TAMIS_OK;
}
