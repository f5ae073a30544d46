/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames for tests, written as text: headers from the outside in, each a word
 * with what it carries. Lengths are filled in; words behind "then" change the
 * finished frame.
 *
 *   vlan, qinq                     a tag
 *   4:SOURCE:DESTINATION           IPv4; options:N octets, fragment:PLACE,
 *                                  first (more fragments follow) behind it
 *   6=SOURCE=DESTINATION           IPv6; hop, routing, options6, mobility,
 *                                  ah, fragment6:PLACE, first6 behind it
 *   udp:S:D, tcp:S:D, sctp:S:D     ports; icmp, esp, none without
 *   query:NAME, response:NAME      a DNS message; EDNS behind its question
 *   question:NAME                  a query that ends with its question
 *   octets:N                       anything
 *   type:HEX                       another Ethernet type, and no packet
 *
 *   then cut:N                     the frame's last N octets are missing
 *   then pad:N                     and N more behind its packet
 *   then ip+AT:HEX, udp+AT:HEX, dns+AT:HEX   octets of a header
 */
#ifndef TAMIS_TESTS_XDP_FRAME_TEXT_H
#define TAMIS_TESTS_XDP_FRAME_TEXT_H

#include <stddef.h>
#include <stdint.h>

#define FRAME_TEXT_MAX 12000

struct frame_bytes {
    uint8_t bytes[FRAME_TEXT_MAX];
    size_t size;
    size_t network, transport, message; /* offsets; 0: there is none */
};

/* Fails the test over a word that it does not know. */
void frame_text(struct frame_bytes *frame, const char *text);

/* The Internet checksum of octets, with sum added; 0 where it holds. */
uint16_t internet_checksum(const uint8_t *bytes, size_t size, uint32_t sum);

#endif
