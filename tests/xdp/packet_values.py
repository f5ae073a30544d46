# SPDX-License-Identifier: BSD-2-Clause
"""What a frame holds that a list may name: a reader of frames of its own, slow
and plain, beside which the kernel's is judged (docs/XDP.md says what is read).
"""
import ipaddress
import struct

VLAN = {0x8100, 0x88a8}
TAGS_MAX, HEADERS_MAX = 4, 6
FRAGMENT, AH = 44, 51
# Hop by hop, routing, destination, mobility, HIP, shim6.
OPTIONS = {0, 43, 60, 135, 139, 140}
TCP, UDP, DCCP, SCTP, UDP_LITE = 6, 17, 33, 132, 136
DNS_PORT = 53
LABELS_MAX = 16  # of a deeper name the last ones count


class Doubt(Exception):
    """A frame that says nothing for sure: it passes."""


def cut(data, offset, size):
    if offset + size > len(data):
        raise Doubt("truncated")
    return data[offset:offset + size]


def question_name(data, ports):
    """The labels of the first question of a query to port 53, or of a response
    from there; None for what is no such message."""
    if len(data) < 12:
        return None
    flags, questions = struct.unpack("!HH", data[2:6])
    is_response = flags >> 15
    if not questions or flags >> 11 & 15 or \
            ports[0 if is_response else 1] != DNS_PORT:
        return None
    labels, at = [], 12
    while at < len(data) and data[at]:
        if data[at] > 63:
            return None
        labels.append(data[at + 1:at + 1 + data[at]])
        at += 1 + data[at]
    # The root, the type and the class are there.
    if at + 5 > len(data) or at + 1 - 12 > 255:
        return None
    return labels[-LABELS_MAX:] or None


def behind_ip6(data, following, offset):
    """(protocol, offset, whether it is the first or only fragment)."""
    first, count = True, 0
    while following in OPTIONS | {FRAGMENT, AH}:
        count += 1
        if count > HEADERS_MAX:
            return None, 0, first
        if following == FRAGMENT:
            header = cut(data, offset, 8)
            if struct.unpack("!H", header[2:4])[0] >> 3:
                return None, 0, False
            size = 8
        else:
            header = cut(data, offset, 8)
            size = (header[1] + 2) * 4 if following == AH \
                else (header[1] + 1) * 8
        following, offset = header[0], offset + size
    return following, offset, first


def behind_authentication(data, protocol, offset):
    """(protocol, offset) behind the one such header that IPv4 may have"""
    if protocol != AH:
        return protocol, offset
    header = cut(data, offset, 8)
    return None if header[0] == AH else header[0], \
        offset + (header[1] + 2) * 4


def address(octets):
    """IPv4 that is written as IPv6 is IPv4."""
    whole = ipaddress.ip_address(octets)
    return getattr(whole, "ipv4_mapped", None) or whole


def addresses_of(data, protocol, offset):
    """(addresses, transport, its offset, the packet without what is behind)"""
    if protocol == 0x0800:
        header = cut(data, offset, 20)
        size, (whole,) = (header[0] & 15) * 4, struct.unpack("!H", header[2:4])
        if header[0] >> 4 != 4 or size < 20 or whole < size:
            raise Doubt("malformed")
        cut(data, offset, whole)
        later = struct.unpack("!H", header[6:8])[0] & 0x1fff
        ends = [ipaddress.ip_address(header[12:16]),
                ipaddress.ip_address(header[16:20])]
        data = data[:offset + whole]
        try:
            transport, offset = behind_authentication(
                data, None if later else header[9], offset + size)
        except Doubt:
            transport = None
        return ends, transport, offset, data
    header = cut(data, offset, 40)
    if header[0] >> 4 != 6:
        raise Doubt("malformed")
    whole = 40 + struct.unpack("!H", header[4:6])[0]
    cut(data, offset, whole)
    data = data[:offset + whole]
    ends = [address(header[8:24]), address(header[24:40])]
    try:
        transport, offset, _ = behind_ip6(data, header[6], offset + 40)
    except Doubt:
        transport = None
    return ends, transport, offset, data


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
    ends, transport, offset, data = addresses_of(data, protocol, offset + 2)
    if transport not in (TCP, UDP, DCCP, SCTP, UDP_LITE) or \
            offset + 4 > len(data):
        return ends, [], None
    ports = struct.unpack("!HH", data[offset:offset + 4])
    name = None
    if transport == UDP and DNS_PORT in ports and offset + 8 <= len(data):
        said, = struct.unpack("!H", data[offset + 4:offset + 6])
        end = offset + said if 8 <= said <= len(data) - offset else len(data)
        name = question_name(data[offset + 8:end], ports)
    return ends, list(zip(ends, ports)), name
