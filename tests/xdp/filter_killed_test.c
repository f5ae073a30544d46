/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A process may end between any two system calls. Whatever it was at, others
 * can read what is there, detach it and attach anew; and whoever has open what
 * is detached does nothing to what comes after it.
 */
#include "xdp/filter_case.h"

#include "filter/filter.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Does a system call change what others find? */
static int is_change(const struct __ptrace_syscall_info *info)
{
    switch (info->entry.nr) {
    case SYS_bpf:
        return info->entry.args[0] == BPF_OBJ_PIN ||
               info->entry.args[0] == BPF_LINK_CREATE ||
               info->entry.args[0] == BPF_LINK_DETACH ||
               info->entry.args[0] == BPF_MAP_UPDATE_ELEM;
    case SYS_openat:
        return (info->entry.args[2] & O_CREAT) != 0;
    case SYS_sendto: /* netlink */
    case SYS_sendmsg:
    case SYS_unlinkat:
#ifdef SYS_unlink
    case SYS_unlink:
    case SYS_rmdir:
    case SYS_mkdir:
    case SYS_rename:
#endif
    case SYS_mkdirat:
    case SYS_renameat:
    case SYS_renameat2:
        return 1;
    default:
        return 0;
    }
}

/* Runs it in a process that is killed before its nth change; 0: it has fewer,
 * and is done. */
static int kill_before(void (*act)(void), unsigned nth)
{
    struct __ptrace_syscall_info info;
    unsigned changes = 0;
    pid_t child = fork();
    int result;

    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        act();
        _exit(0);
    }
    cr_assert_eq(waitpid(child, &result, 0), child);
    cr_assert(WIFSTOPPED(result));
    ptrace(PTRACE_SETOPTIONS, child, NULL,
           PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    for (;;) {
        ptrace(PTRACE_SYSCALL, child, NULL, NULL);
        cr_assert_eq(waitpid(child, &result, 0), child);
        if (!WIFSTOPPED(result))
            break;
        if (WSTOPSIG(result) != (SIGTRAP | 0x80))
            continue;
        ptrace(PTRACE_GET_SYSCALL_INFO, child, (void *)sizeof info, &info);
        if (info.op == PTRACE_SYSCALL_INFO_ENTRY && is_change(&info) &&
            ++changes == nth)
            kill(child, SIGKILL);
    }
    cr_assert(WIFSIGNALED(result) || WEXITSTATUS(result) == 0);
    return WIFSIGNALED(result);
}

static tamis_xdp *open_it(tamis_status *status)
{
    const tamis_xdp_options options = private_options();
    tamis_xdp *filter;

    *status = tamis_xdp_open(&filter, NEAR_END, &options, NULL);
    return filter;
}

/* What a program goes on with. */
static int write_settings(void *context, const char *state_folder)
{
    char path[PATH_MAX + 16];
    FILE *file;

    (void)context;
    snprintf(path, sizeof path, "%s/settings", state_folder);
    file = fopen(path, "w");
    return !file || fclose(file) != 0;
}

static void attach(void)
{
    tamis_xdp_options options = private_options();

    options.alive_ns = 3600000000000u;
    options.flags = TAMIS_XDP_ANSWER_NAMES;
    options.prepare = write_settings;
    tamis_xdp_close(case_attach(&options, "default drop"));
}

static void detach(void)
{
    tamis_status status;
    tamis_xdp *filter = open_it(&status);

    cr_assert_eq(status, TAMIS_OK);
    ASSERT_OK(tamis_xdp_detach(filter, error));
    tamis_xdp_close(filter);
}

static void publish(void)
{
    tamis_status status;
    tamis_xdp *filter = open_it(&status);
    tamis_xdp_image *image;

    cr_assert_eq(status, TAMIS_OK);
    image = case_image(filter, "default drop", 1);
    ASSERT_OK(tamis_xdp_publish(filter, image, error));
    case_image_destroy(image);
    tamis_xdp_close(filter);
}

/* Folders for all interfaces may be left, empty. */
static void assert_nothing_left(void)
{
    rmdir(PRIVATE_BPF);
    rmdir(PRIVATE_STATE);
    cr_assert(private_is_clean());
    private_run("! ip link show " NEAR_END " | grep -q prog/xdp");
    private_run("! tc qdisc show dev " NEAR_END " | grep clsact");
}

/* Switches do, or say that there is nothing to switch. */
static void try_switches(void)
{
    tamis_xdp_info info = {.struct_size = sizeof info};
    tamis_status status;
    tamis_xdp *filter = open_it(&status);

    if (!filter) {
        cr_assert_eq(status, TAMIS_ERROR_NOT_FOUND);
        return;
    }
    status = tamis_xdp_enforce(filter, 0, NULL);
    cr_assert(status == TAMIS_OK || status == TAMIS_ERROR_NOT_FOUND);
    cr_assert_eq(tamis_xdp_info_get(filter, &info, NULL), status);
    if (status == TAMIS_OK && info.directions) {
        /* Packets meet nothing that is not looked after. */
        private_run("test -f " PRIVATE_STATE "/" NEAR_END "/settings");
        cr_assert_leq(info.alive_left_ns, 3600000000000u);
        cr_assert(info.flags & TAMIS_XDP_INFO_ANSWERS_NAMES);
    }
    tamis_xdp_close(filter);
}

/* Whatever there is comes off; nothing is an answer too. */
static void take_off(void)
{
    tamis_status status;
    tamis_xdp *filter = open_it(&status);

    if (filter)
        ASSERT_OK(tamis_xdp_detach(filter, error));
    else
        cr_assert_eq(status, TAMIS_ERROR_NOT_FOUND);
    tamis_xdp_close(filter);
}

/* From each state there is: detach, or attach anew and detach. */
static void try_all(void (*begin)(void), void (*act)(void), int attaches)
{
    unsigned points = 0;

    for (unsigned nth = 1;; nth++) {
        if (begin)
            begin();
        if (!kill_before(act, nth))
            break;
        try_switches();
        if (attaches)
            attach();
        take_off();
        assert_nothing_left();
        points = nth;
    }
    take_off();
    cr_assert_gt(points, 10);
}

Test(filter_killed, an_attach_is_detached, .timeout = 300)
{
    private_network_enter();
    try_all(NULL, attach, 0);
}

Test(filter_killed, an_attach_is_begun_anew, .timeout = 300)
{
    private_network_enter();
    try_all(NULL, attach, 1);
}

Test(filter_killed, a_detach_is_finished, .timeout = 300)
{
    private_network_enter();
    try_all(attach, detach, 0);
}

static uint64_t generation_now(void)
{
    tamis_xdp_info info = {.struct_size = sizeof info};
    tamis_status status;
    tamis_xdp *filter = open_it(&status);

    cr_assert_eq(status, TAMIS_OK);
    ASSERT_OK(tamis_xdp_info_get(filter, &info, error));
    tamis_xdp_close(filter);
    return info.generation;
}

/* All files of generations but the two last are gone. */
static void assert_swept(uint64_t generation)
{
    private_run("cd " PRIVATE_STATE "/" NEAR_END " && "
                "test -z \"$(ls | grep -vxE "
                "'settings|(image|carried)[.](%llu|%llu)')\"",
                (unsigned long long)generation,
                (unsigned long long)generation - 1);
}

/* One after the other, each killed somewhere, and again at the same place. */
Test(filter_killed, a_publish_any_number_of_times, .timeout = 300)
{
    unsigned points = 0;
    uint64_t before;

    private_network_enter();
    attach();
    for (unsigned nth = 1; kill_before(publish, nth); nth++) {
        cr_assert_gt(generation_now(), 0);
        kill_before(publish, nth);
        kill_before(publish, 7); /* about where it is shown */
        before = generation_now();
        cr_assert_gt(before, 0);
        points = nth;
    }
    cr_assert_gt(points, 5);
    before = generation_now();
    publish();
    cr_assert_eq(generation_now(), before + 1);
    assert_swept(before + 1);
    detach();
    assert_nothing_left();
}

/* As after two kills that a library of before did not stand: neither name is
 * the shown one's. */
Test(filter_killed, a_generation_without_a_name)
{
    tamis_xdp_info info = {.struct_size = sizeof info};
    tamis_status status;
    tamis_xdp *filter;

    private_network_enter();
    attach();
    private_run("rm " PRIVATE_BPF "/" NEAR_END "/generation");
    filter = open_it(&status);
    cr_assert_eq(status, TAMIS_OK);
    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    ASSERT_OK(tamis_xdp_info_get(filter, &info, error));
    cr_assert_eq(info.generation, 0);
    cr_assert_eq(info.enforce_left_ns, TAMIS_XDP_FOREVER);
    ASSERT_OK(tamis_xdp_enforce(filter, 0, error));
    ASSERT_OK(tamis_xdp_detach(filter, error));
    tamis_xdp_close(filter);
    assert_nothing_left();
}

static tamis_xdp_options case_options(void)
{
    private_network_enter();
    return private_options();
}

/* An agent's, say, while another detaches and attaches anew. */
Test(filter_killed, a_handle_outlives_its_filter)
{
    const tamis_xdp_options options = case_options();
    tamis_xdp_info info = {.struct_size = sizeof info};
    tamis_xdp *old = case_attach(&options, "default drop"), *filter;
    tamis_xdp_image *image = case_image(old, NULL, 1);
    tamis_xdp_policy *policy = case_policy("default report");

    detach();
    cr_assert_eq(tamis_xdp_info_get(old, &info, NULL), TAMIS_ERROR_NOT_FOUND);
    cr_assert_eq(tamis_xdp_renew(old, 1, NULL), TAMIS_ERROR_NOT_FOUND);
    filter = case_attach(&options, "default drop");
    cr_assert_eq(tamis_xdp_publish(old, image, NULL), TAMIS_ERROR_NOT_FOUND);
    cr_assert_eq(tamis_xdp_set_policy(old, policy, NULL),
                 TAMIS_ERROR_NOT_FOUND);
    cr_assert_eq(tamis_xdp_enforce(old, 1, NULL), TAMIS_ERROR_NOT_FOUND);
    cr_assert_eq(tamis_xdp_renew(old, 1, NULL), TAMIS_ERROR_NOT_FOUND);
    cr_assert_eq(tamis_xdp_answer_names(old, 1, NULL), TAMIS_ERROR_NOT_FOUND);
    cr_assert_eq(tamis_xdp_info_get(old, &info, NULL), TAMIS_ERROR_NOT_FOUND);
    cr_assert_eq(tamis_xdp_detach(old, NULL), TAMIS_ERROR_NOT_FOUND);
    tamis_xdp_close(old);
    ASSERT_OK(tamis_xdp_info_get(filter, &info, error));
    cr_assert_eq(info.generation, 1);
    cr_assert_eq(info.directions, TAMIS_XDP_INGRESS | TAMIS_XDP_EGRESS);
    cr_assert_eq(info.flags, 0);
    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    ASSERT_OK(tamis_xdp_detach(filter, error));
    tamis_xdp_close(filter);
    case_image_destroy(image);
    tamis_xdp_policy_destroy(policy);
    assert_nothing_left();
}

static int give_up(void *context, const char *state_folder)
{
    return write_settings(context, state_folder) + 1;
}

Test(filter_killed, who_prepares_gives_up)
{
    tamis_xdp_options options = case_options();
    tamis_xdp_image *image = case_image(NULL, NULL, 0);
    tamis_xdp *filter;

    options.prepare = give_up;
    cr_assert_eq(tamis_xdp_attach(&filter, NEAR_END, image, &options, NULL),
                 TAMIS_ERROR_STOPPED);
    cr_assert_null(filter);
    case_image_destroy(image);
    assert_nothing_left();
}

/* The switches stand from the first packet on. */
Test(filter_killed, what_is_enforced_from_the_first_packet_on)
{
    tamis_xdp_options options = case_options();
    tamis_xdp_info info = {.struct_size = sizeof info};
    tamis_xdp *filter;

    options.enforce_ns = TAMIS_XDP_FOREVER;
    filter = case_attach(&options, "default drop");
    ASSERT_OK(tamis_xdp_info_get(filter, &info, error));
    cr_assert_eq(info.enforce_left_ns, TAMIS_XDP_FOREVER);
    cr_assert_eq(info.alive_left_ns, TAMIS_XDP_FOREVER);
    cr_assert_eq(info.flags, 0);
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    tamis_xdp_close(filter);
    detach();
    options.flags = ~TAMIS_XDP_ANSWER_NAMES;
    case_refused(NEAR_END, &options, 0, "not known");
    assert_nothing_left();
}

/* What others keep beside it stays. */
Test(filter_killed, a_file_of_others)
{
    private_network_enter();
    private_run("mkdir -p -m 700 " PRIVATE_STATE "/" NEAR_END);
    private_run("touch " PRIVATE_STATE "/" NEAR_END "/theirs");
    attach();
    detach();
    private_run("test \"$(ls " PRIVATE_STATE "/" NEAR_END ")\" = theirs");
    try_switches();
    take_off();
    private_run("rm -r " PRIVATE_STATE "/" NEAR_END);
}

/* A clsact that came after ours was taken off is not ours. */
Test(filter_killed, a_clsact_of_others)
{
    private_network_enter();
    attach();
    private_run("tc qdisc del dev " NEAR_END " clsact");
    private_run("tc qdisc add dev " NEAR_END " clsact");
    detach();
    private_run("tc qdisc show dev " NEAR_END " | grep -q clsact");
    cr_assert(private_is_clean());
}
