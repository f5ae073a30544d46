/* SPDX-License-Identifier: BSD-2-Clause */
#include "private_room.h"
#include "activity.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const char *what)
{
    int number = errno;

    activity_clear();
    fprintf(stderr, "tamis bench xdp: cannot %s: %s%s\n", what,
            strerror(number),
            number == EPERM ? "; it needs root, and BPF in the kernel" : "");
    return false;
}

static bool mount_inside(struct private_room *room)
{
    if (mount("tamis-bench", room->folder, "tmpfs", 0, "mode=0700") < 0)
        return fail("mount a tmpfs");
    if (mkdir(room->bpf_folder, 0700) < 0 || mkdir(room->state_folder, 0700))
        return fail("make a folder");
    if (mount("tamis-bench", room->bpf_folder, "bpf", 0, "mode=0700") < 0)
        return fail("mount a file system of BPF");
    return true;
}

bool private_room_enter(struct private_room *room,
                        const struct bench_plan *plan)
{
    memset(room, 0, sizeof *room);
    if (unshare(CLONE_NEWNS | CLONE_NEWNET) < 0)
        return fail("leave the host's namespaces");
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        return fail("keep its mounts to itself");
    snprintf(room->folder, sizeof room->folder, "%.200s/tamis-bench-XXXXXX",
             plan->folder);
    if (!mkdtemp(room->folder)) {
        fail("make a folder in that of --folder");
        room->folder[0] = '\0';
        return false;
    }
    snprintf(room->bpf_folder, sizeof room->bpf_folder, "%s/bpf", room->folder);
    snprintf(room->state_folder, sizeof room->state_folder, "%s/state",
             room->folder);
    if (mount_inside(room))
        return true;
    private_room_leave(room);
    return false;
}

void private_room_leave(struct private_room *room)
{
    if (!room->folder[0])
        return;
    umount2(room->bpf_folder, MNT_DETACH);
    umount2(room->folder, MNT_DETACH);
    rmdir(room->folder);
}
