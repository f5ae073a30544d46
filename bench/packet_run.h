/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packets in front of an XDP program: one frame, into which the keys of a list
 * are written in turn, inside of the loop that is timed.
 *
 * A frame is to 10.77.0.1 or fd00:77::1, which nobody lists; IPv4 and IPv6
 * addresses are its source, a name is the question of a DNS query.
 */
#ifndef TAMIS_BENCH_PACKET_RUN_H
#define TAMIS_BENCH_PACKET_RUN_H

#include "key_list.h"

struct packet_run;

/* packet_run_open() makes the frame and gives its keys to the kernel; NULL
 * after it said why. packet_run_close() takes NULL. */
struct packet_run *packet_run_open(const struct key_list *keys);
void packet_run_close(struct packet_run *run);
/* packet_run_aim() says which program meets the packets from now on, the first
 * key first; -1: one that does nothing. False after it said why. */
bool packet_run_aim(struct packet_run *run, int program);
/* packet_run_next() sends the next count packets: nanoseconds each. Ends the
 * program where the kernel refuses. */
double packet_run_next(struct packet_run *run, size_t count);

#endif
