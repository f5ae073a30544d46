/* SPDX-License-Identifier: BSD-2-Clause */
/* Mounts and interfaces of this process alone, which end with it. */
#ifndef TAMIS_BENCH_PRIVATE_ROOM_H
#define TAMIS_BENCH_PRIVATE_ROOM_H

#include "bench_plan.h"

struct private_room {
    char folder[256];       /* what the others are in */
    char bpf_folder[280];   /* a file system of the kernel's objects */
    char state_folder[280]; /* an empty one */
};

/* private_room_enter() leaves the host's namespaces: there is a loopback
 * interface and nothing else. False after it said why. The room ends with the
 * process; private_room_leave() removes its folder. */
bool private_room_enter(struct private_room *room,
                        const struct bench_plan *plan);
void private_room_leave(struct private_room *room);

#endif
