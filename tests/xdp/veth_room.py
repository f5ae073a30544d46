# SPDX-License-Identifier: BSD-2-Clause
"""Two hosts of our own, joined by one cable, in namespaces of this process.

`near` is the interface that is filtered, `far` the other end, in a network
namespace of its own. Nothing here touches an interface, a mount or a pin of
the host, and all of it ends with the process, however that ends. Addresses are
those of RFC 5737 and RFC 3849.
"""
import ctypes
import os
import signal
import socket
import struct
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
MS_REC, MS_PRIVATE = 0x4000, 1 << 18
SO_RCVBUFFORCE = 33
ETH_P_ALL = 3
SKIPPED = 77
LIBC = ctypes.CDLL(None, use_errno=True)

NEAR4, NEAR6 = "192.0.2.1", "2001:db8::1"
NEAR_MAC, FAR_MAC = "02:00:00:00:00:01", "02:00:00:00:00:02"
WINDOW = 32  # packets that are on their way at once: less than veth's ring


class Missing(Exception):
    """What a machine needs for these tests, and does not have."""


def call(number, what):
    if number < 0:
        error = ctypes.get_errno()
        raise Missing(f"{what}: {os.strerror(error)}")
    return number


def mount(source, target, kind, flags=0, data=None):
    call(LIBC.mount(source.encode(), target.encode(),
                    kind.encode() if kind else None, flags,
                    data.encode() if data else None),
         f"cannot mount {kind} on {target}")


def run(*words, **options):
    """A command that must succeed; its output."""
    done = subprocess.run([str(word) for word in words], text=True,
                          capture_output=True, timeout=60, **options)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, words))}: code "
                             f"{done.returncode}: {done.stderr}{done.stdout}")
    return done.stdout


class VethRoom:
    """The namespaces, entered by whoever makes it; no way back."""

    def __init__(self, mtu=1500):
        if os.geteuid() != 0:
            raise Missing("namespaces and BPF need root")
        call(LIBC.unshare(CLONE_NEWNS | CLONE_NEWNET), "cannot unshare")
        mount("none", "/", None, MS_REC | MS_PRIVATE)
        mount("tamis-test", "/run", "tmpfs")
        mount("tamis-test", "/sys/fs/bpf", "bpf", data="mode=0700")
        self.near_space = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        run("ip", "netns", "add", "far")
        self.far_space = os.open("/run/netns/far", os.O_RDONLY)
        # One queue: what is sent first arrives first.
        run("ip", "link", "add", "near", "mtu", mtu, "address", NEAR_MAC,
            "numtxqueues", 1, "numrxqueues", 1, "type", "veth", "peer", "name",
            "far", "netns", "far", "mtu", mtu, "address", FAR_MAC,
            "numtxqueues", 1, "numrxqueues", 1)
        for name in ("lo", "near"):
            self.set_up(name)
        with self.far_side():
            for name in ("lo", "far"):
                self.set_up(name)
        self.add_address("near", f"{NEAR4}/24")
        self.add_address("near", f"{NEAR6}/64")

    def set_up(self, name):
        """An interface that says nothing by itself."""
        Path(f"/proc/sys/net/ipv6/conf/{name}/accept_dad").write_text("0")
        Path(f"/proc/sys/net/ipv6/conf/{name}/addr_gen_mode").write_text("1")
        Path(f"/proc/sys/net/ipv6/conf/{name}/router_solicitations"
             ).write_text("0")
        for path in ("all", name):
            Path(f"/proc/sys/net/ipv4/conf/{path}/rp_filter").write_text("0")
        run("ip", "link", "set", name, "up")

    def add_address(self, name, address):
        run("ip", "address", "add", address, "dev", name, "nodad")

    @contextmanager
    def far_side(self):
        """What is done in here is done by the other host."""
        call(LIBC.setns(self.far_space, CLONE_NEWNET), "cannot go over")
        try:
            yield
        finally:
            call(LIBC.setns(self.near_space, CLONE_NEWNET), "cannot come back")

    def add_sources(self, *addresses, far="far", near="near"):
        """Addresses of the far host, to which the near one knows the way."""
        with self.far_side():
            for address in addresses:
                size = 128 if ":" in address else 32
                self.add_address(far, f"{address}/{size}")
            run("ip", "route", "replace", f"{NEAR4}/32", "dev", far)
            run("ip", "-6", "route", "replace", f"{NEAR6}/128", "dev", far)
        for address in addresses:
            version, size = (("-6", 128) if ":" in address else ("-4", 32))
            run("ip", version, "route", "replace", f"{address}/{size}", "dev",
                near)


def socket_of(address, port=0, kind=socket.SOCK_DGRAM):
    """A bound socket; address and port can be used by another at once."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, kind)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if kind == socket.SOCK_DGRAM:
        made.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
    made.bind((address, port))
    made.settimeout(10)
    return made


def tap(name):
    """Frames of an interface, behind the filter; tags in what recvmsg tells."""
    made = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                         socket.htons(ETH_P_ALL))
    made.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
    made.bind((name, 0))
    made.settimeout(10)
    return made


class Plain:
    """Numbered datagrams of a size."""

    def __init__(self, size=32):
        self.size = size

    def pack(self, number, _):
        return struct.pack("!Q", number).ljust(self.size, b".")

    def unpack(self, data):
        assert len(data) == self.size, f"cut: {len(data)}"
        return struct.unpack("!Q", data[:8])[0]


class Line:
    """Datagrams from one host to a socket of the other.

    Packets are numbered. Clean ones must all arrive, and they come in order, so
    a listed one that is not there when a later clean one is was dropped:
    nothing here waits for time to pass.
    """

    def __init__(self, room, clean, target=None, port=9, source_port=0,
                 outward=False, form=None, clean_content=None):
        self.room, self.outward = room, outward
        self.form = form or Plain()
        self.clean, self.clean_content = clean, clean_content
        self.target = (target or (NEAR6 if ":" in clean else NEAR4), port)
        self.source_port = source_port
        self.senders = {}
        self.next_number = 0
        self.receiver = self.on_side(outward, *self.target)

    def on_side(self, is_far, address, port):
        if not is_far:
            return socket_of(address, port)
        with self.room.far_side():
            return socket_of(address, port)

    def send(self, source, count=1, content=None):
        if source not in self.senders:
            self.senders[source] = self.on_side(not self.outward, source,
                                                self.source_port)
        for _ in range(count):
            number = self.next_number
            self.next_number += 1
            try:
                self.senders[source].sendto(self.form.pack(number, content),
                                            self.target)
            except PermissionError:
                pass  # the egress filter's drop, told to the sender
        return self.next_number - count

    def arrived(self):
        """How many of those that were sent before now arrived."""
        last = self.send(self.clean, 1, self.clean_content)
        count = 0
        while True:
            number = self.form.unpack(self.receiver.recv(1 << 16))
            if number == last:
                return count
            assert number < last, f"packet {number} came after {last}"
            count += 1

    def ask(self, source, content=None, count=2 * WINDOW):
        """How many of so many packets arrive."""
        total = 0
        for begin in range(0, count, WINDOW):
            self.send(source, min(WINDOW, count - begin), content)
            total += self.arrived()
        return total

    def passes(self, source, content=None):
        """Do all packets arrive, or none?"""
        total = self.ask(source, content)
        assert total in (0, 2 * WINDOW), f"{source} {content}: {total} arrived"
        return total > 0

    def close(self):
        for made in [self.receiver, *self.senders.values()]:
            made.close()


class Cable:
    """Frames from the far end to the near one, one at a time. Behind each comes
    one that nobody drops; what did not arrive before it was dropped."""

    MARK = bytes.fromhex("02000000000102000000000288b5")
    OUTGOING = 4

    def __init__(self, room):
        self.near = tap("near")
        with room.far_side():
            self.far = tap("far")
        self.turn = 0

    def receive(self):
        """The next frame that is not of what hosts say by themselves."""
        own = bytes.fromhex(FAR_MAC.replace(":", ""))
        while True:
            data, where = self.near.recvfrom(1 << 16)
            if where[2] != self.OUTGOING and \
                    (data[6:12] != own or data.startswith(self.MARK)):
                return data

    def passes(self, frame):
        self.turn += 1
        mark = (self.MARK + struct.pack("!Q", self.turn)).ljust(60, b"\0")
        self.far.send(frame)
        self.far.send(mark)
        count = 0
        while self.receive() != mark:
            count += 1
        assert count < 2, f"{count} frames of one"
        return count == 1


class Pilot:
    """tests/xdp/filter_pilot.c: the library, a line at a time."""

    def __init__(self, program, **options):
        self.process = subprocess.Popen(
            [str(program)], text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, bufsize=1, **options)

    def tell(self, *words):
        print(*words, file=self.process.stdin, flush=True)

    def answer(self):
        line = self.process.stdout.readline().strip()
        assert line, "the pilot is gone"
        return line

    def __call__(self, *words):
        """One command, which must go well; what it told."""
        self.tell(*words)
        line = self.answer()
        assert line == "ok" or line.startswith("ok "), f"{words}: {line}"
        return line[3:]

    def refuses(self, *words):
        """One command that must fail; its sentence."""
        self.tell(*words)
        line = self.answer()
        assert line.startswith("error "), f"{words}: {line}"
        return line[6:]

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(30)
        self.process.stdout.close()
        assert code == 0, f"the pilot ended with {code}"


def main(cases, seconds=240):
    """Runs the case named on the command line: 0, 1 or SKIPPED."""
    name = sys.argv[-1]
    signal.alarm(seconds)
    try:
        cases[name]()
    except Missing as missing:
        print(f"skipped: {missing}")
        return 1 if os.environ.get("TAMIS_REQUIRE_BPF") else SKIPPED
    print(f"{name}: good")
    return 0
