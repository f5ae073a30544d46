# SPDX-License-Identifier: BSD-2-Clause
"""What a frame holds that a list may name: a reader of frames of its own, slow
and plain, beside which the kernel's is judged (docs/XDP.md says what is read).
"""
import ipaddress
import struct

VLAN = {0x8100, 0x88a8, 0x9100}
TAGS_MAX, HEADERS_MAX = 4, 6
HOP_BY_HOP, ROUTING, FRAGMENT, AH, DESTINATION, MOBILITY = 0, 43, 44, 51, 60, 135
TCP, UDP, SCTP = 6, 17, 132
DNS_PORT = 53


class Doubt(Exception):
    """A frame that says nothing for sure: it passes."""


def cut(data, offset, size):
    if offset + size > len(data):
        raise Doubt("truncated")
    return data[offset:offset + size]


def question_name(data):
    """The name of a DNS message's only question; None where there is none."""
    if len(data) < 12 or struct.unpack("!H", data[4:6])[0] != 1:
        return None
    labels, at = [], 12
    while True:
        if at >= len(data):
            return None
        size = data[at]
        if size == 0:
            break
        if size > 63 or at + 1 + size > len(data):
            return None
        labels.append(data[at + 1:at + 1 + size])
        at += 1 + size
    if at + 1 - 12 > 255 or at + 5 > len(data) or not labels:
        return None
    return labels


def behind_ip6(data, following, offset):
    """(protocol, offset, whether it is the first or only fragment)."""
    first, count = True, 0
    while following in (HOP_BY_HOP, ROUTING, FRAGMENT, AH, DESTINATION,
                        MOBILITY):
        count += 1
        if count > HEADERS_MAX:
            return None, 0, first
        if following == FRAGMENT:
            header = cut(data, offset, 8)
            if struct.unpack("!H", header[2:4])[0] >> 3:
                return None, 0, False
            size = 8
        else:
            header = cut(data, offset, 2)
            size = (header[1] + 2) * 4 if following == AH \
                else (header[1] + 1) * 8
            cut(data, offset, size)
        following, offset = header[0], offset + size
    return following, offset, first


def addresses_of(data, protocol, offset):
    """(addresses, transport, its offset)"""
    if protocol == 0x0800:
        header = cut(data, offset, 20)
        size = (header[0] & 15) * 4
        if header[0] >> 4 != 4 or size < 20:
            raise Doubt("malformed")
        cut(data, offset, size)
        later = struct.unpack("!H", header[6:8])[0] & 0x1fff
        ends = [ipaddress.ip_address(header[12:16]),
                ipaddress.ip_address(header[16:20])]
        return ends, None if later else header[9], offset + size
    header = cut(data, offset, 40)
    if header[0] >> 4 != 6:
        raise Doubt("malformed")
    ends = [ipaddress.ip_address(header[8:24]),
            ipaddress.ip_address(header[24:40])]
    try:
        transport, offset, _ = behind_ip6(data, header[6], offset + 40)
    except Doubt:
        transport = None
    return ends, transport, offset


def values_of(data):
    """(addresses, [(address, port)], labels of a name or None)"""
    offset, tags = 12, 0
    protocol, = struct.unpack("!H", cut(data, offset, 2))
    while protocol in VLAN:
        tags += 1
        if tags > TAGS_MAX:
            raise Doubt("tags")
        offset += 4
        protocol, = struct.unpack("!H", cut(data, offset, 2))
    if protocol not in (0x0800, 0x86dd):
        return [], [], None
    ends, transport, offset = addresses_of(data, protocol, offset + 2)
    if transport not in (TCP, UDP, SCTP) or offset + 8 > len(data):
        return ends, [], None
    ports = struct.unpack("!HH", data[offset:offset + 4])
    name = None
    if transport == UDP and DNS_PORT in ports:
        name = question_name(data[offset + 8:])
    return ends, list(zip(ends, ports)), name
