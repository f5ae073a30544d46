/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verifier walks every way through a program and gives up after a million
 * instructions. A change that comes near it would load here and fail on
 * another kernel, whose verifier walks further.
 */
#include "xdp/loaded_programs.h"

#include <bpf/bpf.h>
#include <criterion/criterion.h>
#include <stdio.h>

/* docs/XDP.md tells what is needed now. */
#define WALKED_MAX 200000

static void check_budget(const struct bpf_program *program)
{
    struct bpf_prog_info info = {0};
    __u32 size = sizeof info;
    int fd = bpf_program__fd(program);

    cr_assert_eq(bpf_obj_get_info_by_fd(fd, &info, &size), 0);
    printf("%s: %u instructions, %u walked by the verifier, %u bytes\n",
           bpf_program__name(program), info.xlated_prog_len / 8,
           info.verified_insns, info.jited_prog_len);
    cr_expect_gt(info.verified_insns, 0);
    cr_expect_leq(info.verified_insns, WALKED_MAX, "%s walks %u",
                  bpf_program__name(program), info.verified_insns);
}

Test(program_budget, every_program_is_verified_with_room_to_spare)
{
    struct loaded_programs loaded;

    loaded_programs_open(&loaded);
    check_budget(loaded.skeleton->progs.tamis_ingress);
    check_budget(loaded.skeleton->progs.tamis_ingress_frags);
    check_budget(loaded.skeleton->progs.tamis_egress);
    loaded_programs_close(&loaded);
}
