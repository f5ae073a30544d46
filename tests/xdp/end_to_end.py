#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A filter between two hosts, and what their sockets see of it.

usage: end_to_end.py TAMIS PILOT CASE
TAMIS compiles the lists; PILOT is tests/xdp/filter_pilot.c.
"""
import socket
import struct
import sys

import dns_message
import veth_room
from filtered_host import (BAD4, BAD6, BAD_PORT, CLEAN4, CLEAN6, DROP, GOOD4,
                           GOOD_NAME, IN_PREFIX4, IN_PREFIX6, PILOT, Filtered)
from veth_room import NEAR4, Cable, Line, Pilot, Plain, socket_of


def check_sources(lines, drops, what):
    """Listed sources pass unless the filter drops; the others always."""
    for line, listed, clean in lines:
        for source in clean:
            assert line.passes(source), f"{what}: {source} was dropped"
        for source in listed:
            assert line.passes(source) != drops, \
                f"{what}: {source} {'passed' if drops else 'was dropped'}"


def addresses():
    """Sources of both versions; each switch that keeps a filter from dropping
    does so, and it goes on when the switch is turned back."""
    host = Filtered()
    lines = [(Line(host.room, CLEAN4), [BAD4, IN_PREFIX4],
              [CLEAN4, GOOD4, BAD_PORT]),
             (Line(host.room, CLEAN6), [BAD6, IN_PREFIX6], [CLEAN6])]
    check_sources(lines, False, "no filter")
    host.begin(enforce=False)
    check_sources(lines, False, "monitoring")
    host.pilot("enforce", "forever")
    check_sources(lines, True, "enforcing")
    host.pilot("policy", host.write("report", "default report\n"))
    check_sources(lines, False, "policy says report")
    host.pilot("policy", host.policy)
    check_sources(lines, True, "policy says drop again")
    host.pilot("renew", 0)
    check_sources(lines, False, "the agent is gone")
    host.pilot("renew", "forever")
    check_sources(lines, True, "the agent is back")
    host.pilot("enforce", 0)
    check_sources(lines, False, "monitoring again")
    host.pilot("enforce", "forever")
    host.pilot("publish", host.compile("other", "x.example\n"), host.policy)
    check_sources(lines, False, "another list")
    host.end()
    check_sources(lines, False, "detached")


def outlives():
    """What is attached outlives the process, and another goes on with it."""
    host = Filtered().begin()
    line = [(Line(host.room, CLEAN4), [BAD4], [CLEAN4])]
    host.pilot.close()
    check_sources(line, True, "nobody at the filter")
    host.pilot = Pilot(PILOT)
    host.pilot("open", "near")
    check_sources(line, True, "somebody else")
    host.pilot("enforce", 0)
    check_sources(line, False, "told by somebody else")
    host.end()
    check_sources(line, False, "detached by somebody else")


def generic():
    host = Filtered(mode="generic").begin()
    check_sources([(Line(host.room, CLEAN4), [BAD4, IN_PREFIX4],
                    [CLEAN4, GOOD4]),
                   (Line(host.room, CLEAN6), [BAD6, IN_PREFIX6], [CLEAN6])],
                  True, "generic")
    host.end()


def ports():
    """An address with a port is listed with this port alone."""
    host = Filtered().begin()
    plain = Line(host.room, CLEAN4)
    listed = Line(host.room, CLEAN4, port=10, source_port=443)
    assert plain.passes(BAD_PORT)
    assert not listed.passes(BAD_PORT)
    assert listed.passes(CLEAN4)
    host.end()


def udp_frame(source, tags):
    """A frame to the near host, with tags of the protocols that are given."""
    udp = struct.pack("!4H", 1000, 9, 16, 0) + b"tagged.."
    packet = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17,
                         0, socket.inet_aton(source), socket.inet_aton(NEAR4))
    return bytes.fromhex("020000000001" "020000000009") + \
        b"".join(struct.pack("!HH", tag, 10) for tag in tags) + \
        struct.pack("!H", 0x0800) + packet + udp


def tags():
    """Up to four tags are looked behind; what has more passes."""
    host = Filtered().begin()
    cable = Cable(host.room)
    for protocols in ([], [0x8100], [0x88a8, 0x8100], [0x8100] * 3,
                      [0x88a8] * 4):
        assert cable.passes(udp_frame(CLEAN4, protocols)), protocols
        assert not cable.passes(udp_frame(BAD4, protocols)), protocols
    assert cable.passes(udp_frame(BAD4, [0x8100] * 5))
    host.end()


def jumbo():
    """Frames of 9000 bytes, which come in several buffers."""
    host = Filtered(mtu=9000).begin()
    for size in (32, 3000, 8500):
        lines = [(Line(host.room, CLEAN4, form=Plain(size)), [BAD4], [CLEAN4]),
                 (Line(host.room, CLEAN6, form=Plain(size)), [BAD6], [CLEAN6])]
        check_sources(lines, True, f"{size} bytes")
        for line, _, _ in lines:
            line.close()
    host.end()


LISTED_NAMES = ["evil.example", "www.evil.example", "EvIl.eXaMpLe",
                "a.b.c.d.evil.example", "only.this.bad.example"]
CLEAN_NAMES = ["example", "notevil.example", "evil.example.org",
               "this.bad.example", "x.only.this.bad.example", GOOD_NAME]


def check_names(line, source, drops, what):
    for name in CLEAN_NAMES:
        assert line.passes(source, name), f"{what}: {name} was dropped"
    for name in LISTED_NAMES:
        assert line.passes(source, name) != drops, \
            f"{what}: {name} {'passed' if drops else 'was dropped'}"


def names():
    """Queries and answers that come in, and that go out."""
    host = Filtered().begin()
    questions = dns_message.Questions()
    answers = dns_message.Questions(dns_message.RESPONSE)
    for what, settings in {
            "query in": dict(port=53, form=questions),
            "answer in": dict(port=9, source_port=53, form=answers),
            "query out": dict(port=53, form=questions, outward=True,
                              target=CLEAN4),
            "answer out": dict(port=9, source_port=53, form=answers,
                               outward=True, target=CLEAN4)}.items():
        source = NEAR4 if "outward" in settings else CLEAN4
        line = Line(host.room, source, clean_content="clean.example",
                    **settings)
        check_names(line, source, True, what)
        line.close()
    # On another port it is no DNS.
    line = Line(host.room, CLEAN4, port=54, form=questions,
                clean_content="clean.example")
    check_names(line, CLEAN4, False, "port 54")
    host.end()


def egress():
    """What goes out is reported, and dropped only where the policy says so."""
    host = Filtered(policy="default drop ingress\n").begin()
    line = Line(host.room, NEAR4, outward=True, target=BAD4)
    clean = Line(host.room, NEAR4, outward=True, target=CLEAN4)
    assert line.passes(NEAR4) and clean.passes(NEAR4)
    host.pilot("policy", host.write("both", DROP))
    assert clean.passes(NEAR4)
    for _ in range(10):
        try:
            line.senders[NEAR4].sendto(b"x" * 32, line.target)
        except PermissionError:
            pass
    host.pilot("enforce", 0)
    # Of what was sent in between nothing is there now.
    assert line.ask(NEAR4, count=1) == 1
    host.end()


def connections():
    """TCP: from a clean address it works, from a listed one nobody knocks."""
    host = Filtered().begin()
    server = socket_of(NEAR4, 8080, socket.SOCK_STREAM)
    server.listen()
    with host.room.far_side():
        clean = socket_of(CLEAN4, 0, socket.SOCK_STREAM)
        bad = socket_of(BAD4, 0, socket.SOCK_STREAM)
    bad.setblocking(False)
    bad.connect_ex((NEAR4, 8080))
    clean.connect((NEAR4, 8080))
    taken, peer = server.accept()
    assert peer[0] == CLEAN4, peer
    clean.sendall(b"x" * 100000)
    clean.shutdown(socket.SHUT_WR)
    got = 0
    while part := taken.recv(1 << 16):
        got += len(part)
    assert got == 100000, got
    server.setblocking(False)
    try:
        assert not server.accept(), "a listed address was let in"
    except BlockingIOError:
        pass
    host.end()


def denied():
    """Queries for listed names are answered by NXDOMAIN where that is on."""
    host = Filtered().begin()
    # A veth takes what XDP sends back only where it has a program itself.
    with host.room.far_side():
        far_pilot = Pilot(PILOT)
        far_pilot("pass", "far")
    host.pilot("names", 1)
    near = socket_of(NEAR4, 53)
    with host.room.far_side():
        far = socket_of(CLEAN4)
    for number, name in enumerate(LISTED_NAMES, 7000):
        query = dns_message.message(number, name)
        far.sendto(query, (NEAR4, 53))
        answer, peer = far.recvfrom(4096)
        assert peer[:2] == (NEAR4, 53), peer
        got, flags, questions, *others = struct.unpack("!6H", answer[:12])
        assert got == number and flags & 0x8000 and questions == 1, answer
        assert flags & 15 == dns_message.NO_SUCH_NAME, hex(flags)
        assert others == [0, 0, 0] and answer[12:] == query[12:], answer
    far.sendto(dns_message.message(1, "clean.example"), (NEAR4, 53))
    data = near.recv(4096)
    assert data[:2] == b"\0\1", "a listed query arrived"
    host.pilot("names", 0)
    far.sendto(dns_message.message(2, "evil.example"), (NEAR4, 53))
    far.sendto(dns_message.message(3, "clean.example"), (NEAR4, 53))
    assert near.recv(4096)[:2] == b"\0\3", "not dropped"
    far_pilot.close()
    host.end()


if __name__ == "__main__":
    sys.exit(veth_room.main(
        {case.__name__: case for case in (
            addresses, outlives, generic, ports, tags, jumbo, names, egress,
            connections, denied)}))
