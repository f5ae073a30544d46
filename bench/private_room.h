/* SPDX-License-Identifier: BSD-2-Clause */
/* Mounts and interfaces of this process alone, which end with it. */
#ifndef TAMIS_BENCH_PRIVATE_ROOM_H
#define TAMIS_BENCH_PRIVATE_ROOM_H

#include <stdbool.h>

/* private_room_enter() leaves the host's namespaces: there is a loopback
 * interface and nothing else, and /run and /sys/fs/bpf are empty. False after
 * it said why. However the process ends, nothing is left behind. */
bool private_room_enter(void);

#endif
