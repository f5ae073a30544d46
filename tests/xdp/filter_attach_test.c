/* SPDX-License-Identifier: BSD-2-Clause */
/* What is attached, what is refused, and that nothing is left behind. */
#include "filter/libbpf_options.h"
#include "kernel/xdp_shared.h"
#include "xdp/filter_case.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static __u32 attached_id(const char *interface)
{
    __u32 id = 0;

    bpf_xdp_query_id((int)if_nametoindex(interface), 0, &id);
    return id;
}

static tamis_xdp_info info_of(tamis_xdp *filter)
{
    tamis_xdp_info info = {.struct_size = sizeof info};

    ASSERT_OK(tamis_xdp_info_get(filter, &info, error));
    return info;
}

static void detach(tamis_xdp *filter)
{
    ASSERT_OK(tamis_xdp_detach(filter, error));
    tamis_xdp_close(filter);
    cr_assert(private_is_clean());
    cr_assert_eq(attached_id(NEAR_END), 0);
    private_run("! tc qdisc show dev " NEAR_END " | grep clsact");
}

/* Somebody else's program, which lets everything pass. */
static int theirs(enum bpf_prog_type type)
{
    const struct bpf_insn passes[] = {
        {.code = BPF_ALU64 | BPF_MOV | BPF_K,
         .dst_reg = BPF_REG_0,
         .imm = type == BPF_PROG_TYPE_XDP ? XDP_PASS : 0},
        {.code = BPF_JMP | BPF_EXIT},
    };
    int program = bpf_prog_load(type, "theirs", "GPL", passes, 2, NULL);

    cr_assert_geq(program, 0);
    return program;
}

static void attach_theirs(int program, __u32 priority)
{
    LIBBPF_OPTIONS(bpf_tc_hook, hook);
    LIBBPF_OPTIONS(bpf_tc_opts, options);

    hook.ifindex = (int)if_nametoindex(NEAR_END);
    hook.attach_point = BPF_TC_EGRESS;
    options.prog_fd = program;
    options.handle = 7;
    options.priority = priority;
    private_run("tc qdisc add dev " NEAR_END " clsact");
    cr_assert_eq(bpf_tc_attach(&hook, &options), 0);
}

Test(filter_attach, native_in_both_directions_and_nothing_stays)
{
    tamis_xdp_options options;
    tamis_xdp *filter;
    tamis_xdp_info info;
    struct stat facts;

    private_network_enter();
    options = private_options();
    filter = case_attach(&options, "default drop");
    info = info_of(filter);
    cr_assert_eq(info.generation, 1);
    cr_assert_eq(info.interface_index, if_nametoindex(NEAR_END));
    cr_assert_eq(info.mode, TAMIS_XDP_NATIVE);
    cr_assert_eq(info.directions, TAMIS_XDP_INGRESS | TAMIS_XDP_EGRESS);
    cr_assert_eq(info.flags, 0);
    cr_assert_eq(info.enforce_left_ns, 0);
    cr_assert_eq(info.alive_left_ns, TAMIS_XDP_FOREVER);
    cr_assert_eq(info.events_a_second, 10000);
    cr_assert_eq(stat(PRIVATE_BPF "/" NEAR_END, &facts), 0);
    cr_assert_eq(facts.st_mode & 07777, 0700);
    cr_assert_eq(stat(PRIVATE_STATE "/" NEAR_END, &facts), 0);
    cr_assert_eq(facts.st_mode & 07777, 0700);
    /* It only monitors. */
    cr_assert_eq(case_arriving(LISTED, 100), 100);
    cr_assert_eq(case_leaving(LISTED, 100), 100);
    detach(filter);
}

Test(filter_attach, one_direction_alone)
{
    tamis_xdp_options options;
    tamis_xdp *filter;

    private_network_enter();
    options = private_options();
    options.directions = TAMIS_XDP_EGRESS;
    filter = case_attach(&options, NULL);
    cr_assert_eq(attached_id(NEAR_END), 0);
    cr_assert_eq(info_of(filter).directions, TAMIS_XDP_EGRESS);
    detach(filter);
    options.directions = TAMIS_XDP_INGRESS;
    filter = case_attach(&options, NULL);
    private_run("! tc qdisc show dev " NEAR_END " | grep clsact");
    cr_assert_eq(info_of(filter).directions, TAMIS_XDP_INGRESS);
    detach(filter);
}

Test(filter_attach, generic_only_when_asked_for)
{
    tamis_xdp_options options;
    tamis_xdp_image *image;
    tamis_xdp *filter;

    private_network_enter();
    private_run("ip link add plain type ifb");
    options = private_options();
    case_refused("plain", &options, EOPNOTSUPP, "generic mode");
    cr_assert(private_is_clean());
    options.mode = TAMIS_XDP_GENERIC;
    image = case_image(NULL, NULL, 0);
    ASSERT_OK(tamis_xdp_attach(&filter, "plain", image, &options, error));
    case_image_destroy(image);
    cr_assert_eq(info_of(filter).mode, TAMIS_XDP_GENERIC);
    detach(filter);
}

Test(filter_attach, frames_in_several_buffers)
{
    tamis_xdp_options options;
    tamis_xdp *filter;
    struct frame_tally passed = {LISTED, 0};
    int sender, receiver;

    private_network_enter();
    private_run("ip link set " NEAR_END " mtu 9000");
    private_run("ip link set " FAR_END " mtu 9000");
    options = private_options();
    filter = case_attach(&options, "default drop");
    cr_assert_eq(info_of(filter).flags, TAMIS_XDP_INFO_FRAGMENTS);
    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    sender = frame_socket(FAR_END);
    receiver = frame_socket(NEAR_END);
    frame_send(sender, LISTED, OF_OURS, 8500);
    frame_send(sender, NOT_LISTED, OF_OURS, 8500);
    frame_send(sender, LISTED, OF_OURS, 8500);
    frame_tally_until(receiver, NOT_LISTED, &passed, 1);
    cr_assert_eq(passed.count, 0);
    detach(filter);
}

Test(filter_attach, a_foreign_xdp_program_stays)
{
    tamis_xdp_options options;
    int program;
    __u32 id;

    private_network_enter();
    options = private_options();
    program = theirs(BPF_PROG_TYPE_XDP);
    cr_assert_eq(bpf_xdp_attach((int)if_nametoindex(NEAR_END), program,
                                XDP_FLAGS_SKB_MODE, NULL),
                 0);
    id = attached_id(NEAR_END);
    cr_assert_neq(id, 0);
    case_refused(NEAR_END, &options, EBUSY, "\"theirs\"");
    cr_assert_eq(attached_id(NEAR_END), id);
    cr_assert(private_is_clean());
}

Test(filter_attach, a_foreign_filter_in_front_stays)
{
    tamis_xdp_options options;

    private_network_enter();
    options = private_options();
    attach_theirs(theirs(BPF_PROG_TYPE_SCHED_CLS), 1);
    case_refused(NEAR_END, &options, EBUSY, "theirs");
    cr_assert_eq(attached_id(NEAR_END), 0);
    private_run("tc filter show dev " NEAR_END " egress | grep -q theirs");
    cr_assert(private_is_clean());
}

Test(filter_attach, a_foreign_filter_behind_is_none_of_ours)
{
    tamis_xdp_options options;
    tamis_xdp *filter;

    private_network_enter();
    options = private_options();
    attach_theirs(theirs(BPF_PROG_TYPE_SCHED_CLS), 10);
    filter = case_attach(&options, "default drop");
    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    cr_assert_eq(case_leaving(LISTED, 10), 0);
    ASSERT_OK(tamis_xdp_detach(filter, error));
    tamis_xdp_close(filter);
    private_run("tc filter show dev " NEAR_END " egress | grep -q theirs");
    private_run("! tc filter show dev " NEAR_END " egress | grep -q tamis");
    cr_assert(private_is_clean());
}

Test(filter_attach, a_filter_of_ours_is_not_replaced)
{
    tamis_xdp_options options;
    tamis_xdp *filter;
    __u32 id;

    private_network_enter();
    options = private_options();
    filter = case_attach(&options, NULL);
    id = attached_id(NEAR_END);
    case_refused(NEAR_END, &options, EBUSY, "a filter of tamis");
    cr_assert_eq(attached_id(NEAR_END), id);
    cr_assert_eq(case_arriving(NOT_LISTED, 10), 10);
    detach(filter);
}

Test(filter_attach, another_process_goes_on_with_it)
{
    tamis_xdp_options options;
    tamis_xdp *filter;
    pid_t child;
    int result;

    private_network_enter();
    options = private_options();
    child = fork();
    if (child == 0) {
        filter = case_attach(&options, "default drop");
        tamis_xdp_close(filter);
        _exit(0);
    }
    cr_assert_eq(waitpid(child, &result, 0), child);
    cr_assert_eq(result, 0);
    ASSERT_OK(tamis_xdp_open(&filter, NEAR_END, &options, error));
    ASSERT_OK(tamis_xdp_enforce(filter, TAMIS_XDP_FOREVER, error));
    cr_assert_eq(case_arriving(LISTED, 10), 0);
    cr_assert_eq(case_arriving(NOT_LISTED, 10), 10);
    detach(filter);
    cr_assert_eq(tamis_xdp_open(&filter, NEAR_END, &options, NULL),
                 TAMIS_ERROR_NOT_FOUND);
    cr_assert_null(filter);
}

Test(filter_attach, the_interface_goes_and_another_comes)
{
    tamis_xdp_options options;
    tamis_xdp *filter, *second;

    private_network_enter();
    options = private_options();
    filter = case_attach(&options, NULL);
    private_run("ip link del " NEAR_END);
    cr_assert_eq(info_of(filter).interface_index, 0);
    private_run("ip link add " NEAR_END " type veth peer name " FAR_END);
    /* What is left does not stand in the way. */
    second = case_attach(&options, NULL);
    tamis_xdp_close(filter);
    private_run("ip link del " NEAR_END);
    ASSERT_OK(tamis_xdp_open(&filter, NEAR_END, &options, error));
    tamis_xdp_close(second);
    ASSERT_OK(tamis_xdp_detach(filter, error));
    tamis_xdp_close(filter);
    cr_assert(private_is_clean());
}

/* Pins and state go only when nothing is attached any more. */
Test(filter_attach, the_interface_gets_another_name)
{
    tamis_xdp_options options;
    tamis_xdp_info info;
    tamis_xdp *filter;

    private_network_enter();
    options = private_options();
    filter = case_attach(&options, "default drop");
    private_run("ip link set " NEAR_END " name renamed");
    /* Another comes by its name. */
    private_run("ip link add " NEAR_END " type veth peer name other");
    info = info_of(filter);
    cr_assert_eq(info.interface_index, if_nametoindex("renamed"));
    cr_assert_eq(info.directions, TAMIS_XDP_INGRESS | TAMIS_XDP_EGRESS);
    case_refused(NEAR_END, &options, EBUSY, "a filter of tamis");
    private_run("tc filter show dev renamed egress | grep -q tamis");
    ASSERT_OK(tamis_xdp_detach(filter, error));
    tamis_xdp_close(filter);
    cr_assert_eq(attached_id("renamed"), 0);
    private_run("! tc filter show dev renamed egress | grep tamis");
    private_run("! tc qdisc show dev renamed | grep clsact");
    cr_assert(private_is_clean());
}

Test(filter_attach, what_leaves_is_not_detached_from_elsewhere)
{
    tamis_xdp_options options;
    tamis_xdp_info info;
    tamis_xdp *filter;
    tamis_error error;
    int home;

    private_network_enter();
    options = private_options();
    options.directions = TAMIS_XDP_EGRESS;
    filter = case_attach(&options, "default drop");
    home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    cr_assert_eq(unshare(CLONE_NEWNET), 0);
    cr_assert_eq(tamis_xdp_detach(filter, &error), TAMIS_ERROR_ARGUMENT);
    cr_assert_not_null(strstr(error.message, "another network namespace"));
    cr_assert_eq(setns(home, CLONE_NEWNET), 0);
    close(home);
    info = info_of(filter);
    cr_assert_eq(info.directions, TAMIS_XDP_EGRESS);
    detach(filter);
}

Test(filter_attach, what_others_took_off_is_told_and_is_no_hindrance)
{
    tamis_xdp_options options;
    tamis_xdp_info info;
    tamis_xdp *filter;

    private_network_enter();
    options = private_options();
    filter = case_attach(&options, NULL);
    private_run("tc qdisc del dev " NEAR_END " clsact");
    info = info_of(filter);
    cr_assert_eq(info.directions, TAMIS_XDP_INGRESS);
    cr_assert_eq(info.wanted_directions, TAMIS_XDP_INGRESS | TAMIS_XDP_EGRESS);
    detach(filter);
    filter = case_attach(&options, NULL);
    private_run("ip link del " NEAR_END);
    private_run("ip link add " NEAR_END " type veth peer name " FAR_END);
    detach(filter);
    options.directions = TAMIS_XDP_EGRESS;
    filter = case_attach(&options, NULL);
    private_run("tc qdisc del dev " NEAR_END " clsact");
    cr_assert_eq(info_of(filter).interface_index, 0);
    detach(filter);
}

Test(filter_attach, its_state_is_found_without_being_named)
{
    tamis_xdp_options options, unnamed;
    tamis_xdp *filter;

    private_network_enter();
    options = private_options();
    unnamed = options;
    unnamed.state_folder = NULL;
    tamis_xdp_close(case_attach(&options, NULL));
    ASSERT_OK(tamis_xdp_open(&filter, NEAR_END, &unnamed, error));
    detach(filter);
    tamis_xdp_close(case_attach(&options, NULL));
    unnamed.state_folder = "/mnt/run/elsewhere";
    ASSERT_OK(tamis_xdp_open(&filter, NEAR_END, &unnamed, error));
    detach(filter);
    cr_assert_neq(access("/mnt/run/elsewhere", F_OK), 0);
}

Test(filter_attach, an_interface_with_a_dot_in_its_name)
{
    tamis_xdp_options options;
    tamis_xdp_image *image;
    tamis_xdp *filter;

    private_network_enter();
    private_run("ip link add veth.7 type veth peer name veth.8");
    options = private_options();
    image = case_image(NULL, NULL, 0);
    ASSERT_OK(tamis_xdp_attach(&filter, "veth.7", image, &options, error));
    tamis_xdp_close(filter);
    ASSERT_OK(tamis_xdp_open(&filter, "veth.7", &options, error));
    detach(filter);
    case_image_destroy(image);
}

/* Only what is sent there is answered. */
Test(filter_attach, the_programs_know_the_interfaces_own_address)
{
    static const __u8 own[6] = {2, 0, 0, 0, 0, 0x77};
    tamis_xdp_options options;
    struct xdp_control control;
    tamis_xdp_image *image;
    const __u32 zero = 0;
    tamis_xdp *filter;
    int map;

    private_network_enter();
    options = private_options();
    private_run("ip link set %s address 02:00:00:00:00:77", NEAR_END);
    image = case_image(NULL, NULL, 0);
    ASSERT_OK(tamis_xdp_attach(&filter, NEAR_END, image, &options, error));
    map = bpf_obj_get(PRIVATE_BPF "/" NEAR_END "/control");
    cr_assert_geq(map, 0);
    cr_assert_eq(bpf_map_lookup_elem(map, &zero, &control), 0);
    cr_expect_arr_eq(control.link_address, own, sizeof own);
    cr_assert_eq(close(map), 0);
    detach(filter);
    case_image_destroy(image);
}

Test(filter_attach, what_cannot_be_is_refused_in_a_sentence)
{
    tamis_xdp_options options;

    private_network_enter();
    options = private_options();
    case_refused("nowhere", &options, ENODEV, "there is no interface nowhere");
    case_refused("../up", &options, 0, "no name of a network interface");
    options.ring_size = 5000;
    case_refused(NEAR_END, &options, 0, "a power of two");
    options = private_options();
    options.directions = 4;
    case_refused(NEAR_END, &options, 0, "ingress, egress or both");
    options = private_options();
    options.bpf_folder = "/mnt/run/bpf";
    case_refused(NEAR_END, &options, 0, "mount -t bpf");
    cr_assert_neq(access("/mnt/run/bpf", F_OK), 0);
    if (system("ip tuntap add dev tunnel0 mode tun 2>/dev/null") == 0) {
        options = private_options();
        case_refused("tunnel0", &options, 0, "no Ethernet frames");
    }
    options.bpf_folder = "/proc/nothing/tamis"; /* where nobody can make any */
    case_refused(NEAR_END, &options, 0, "mount -t bpf");
    cr_assert(private_is_clean());
    private_run("mkdir -p " PRIVATE_STATE);
    cr_assert_eq(chmod(PRIVATE_STATE, 0777), 0);
    options = private_options();
    case_refused(NEAR_END, &options, 0, "nobody else");
}
