/* SPDX-License-Identifier: BSD-2-Clause */
#include "private_room.h"
#include "activity.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

static bool fail(const char *what)
{
    int number = errno;

    activity_clear();
    fprintf(stderr, "tamis bench xdp: cannot %s: %s%s\n", what,
            strerror(number),
            number == EPERM ? "; it needs root, and BPF in the kernel" : "");
    return false;
}

bool private_room_enter(void)
{
    if (unshare(CLONE_NEWNS | CLONE_NEWNET) < 0)
        return fail("leave the host's namespaces");
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return fail("keep its mounts to itself");
    if (mount("tamis-bench", "/run", "tmpfs", 0, "mode=0755") < 0)
        return fail("mount a tmpfs on /run");
    if (mount("tamis-bench", "/sys/fs/bpf", "bpf", 0, "mode=0700") < 0)
        return fail("mount a file system of BPF on /sys/fs/bpf");
    return true;
}
