/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A network of the test's own: two ends of a cable, in network and mount
 * namespaces that end with the test's process, and a BPF file system.
 */
#ifndef TAMIS_TESTS_XDP_PRIVATE_NETWORK_H
#define TAMIS_TESTS_XDP_PRIVATE_NETWORK_H

#include <tamis/xdp.h>

#include <stddef.h>
#include <stdint.h>

#define NEAR_END "tamis0" /* where filters are attached */
#define FAR_END  "tamis1"

#define PRIVATE_BPF   "/mnt/bpf/tamis"
#define PRIVATE_STATE "/mnt/run/tamis/xdp"

/* Enters it. Where that is not allowed the test is skipped, or fails with
 * TAMIS_REQUIRE_BPF=1; it does not return then. */
void private_network_enter(void);
/* Runs a command in it, which must succeed. */
__attribute__((format(printf, 1, 2))) void private_run(const char *format, ...);
/* Options of a filter whose folders are there. */
tamis_xdp_options private_options(void);
/* Are the folders gone? */
int private_is_clean(void);

/* An end's socket for whole frames. */
int frame_socket(const char *interface);
/* Sends a UDP packet with an IPv4 source and destination, in host order, and
 * so many octets in it. */
void frame_send(int socket_file, uint32_t source, uint32_t destination,
                size_t octets);
/* Packets from a source that came before the last one of a run. */
struct frame_tally {
    uint32_t source;
    size_t count;
};
void frame_tally_until(int socket_file, uint32_t last,
                       struct frame_tally *tallies, size_t tally_count);

#endif
