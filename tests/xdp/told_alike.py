# SPDX-License-Identifier: BSD-2-Clause
"""What a reader is told of a filter does not depend on what is invisible to
him: two databases, of which one has a feed more that he does not see, the same
packets through both, and the same bytes from every verb.

usage: told_alike.py TAMIS CASE
"""
import json
import math
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import veth_room
from dns_message import message
from program_desk import TAMIS, Agent, statements_that_end, until
from veth_room import Cable, VethRoom, run

GREEN = """198.51.100.0/24
203.0.113.7
203.0.113.9:443
2001:db8:bad::/48
evil.example
"""
# In and around what GREEN sees, the same, and elsewhere.
RED = """198.51.100.9
198.51.0.0/16
203.0.113.7
203.0.113.9
203.0.113.66
2001:db8:bad::7
a.evil.example
worse.example
"""
ETHERNET = bytes.fromhex("020000000009020000000002")  # to nobody here
OWN4, OWN6 = "192.0.2.9", "2001:db8::9"


def frame(source, target, ports=(1000, 2000), content=b""):
    datagram = struct.pack("!HHHH", *ports, 8 + len(content), 0) + content
    if ":" in source:
        return ETHERNET + b"\x86\xdd" + struct.pack(
            "!IHBB", 6 << 28, len(datagram), 17, 64) + \
            socket.inet_pton(socket.AF_INET6, source) + \
            socket.inet_pton(socket.AF_INET6, target) + datagram
    return ETHERNET + b"\x08\x00" + struct.pack(
        "!BBHHHBBH", 0x45, 0, 20 + len(datagram), 0, 0, 64, 17, 0) + \
        socket.inet_aton(source) + socket.inet_aton(target) + datagram


def question(name):
    return frame(OWN4, OWN4, (1000, 53), message(1, name))


FRAMES = [
    frame("198.51.100.9", OWN4), frame("198.51.100.9", OWN4),
    frame("198.51.100.77", OWN4), frame(OWN4, "198.51.100.9"),
    frame("198.51.7.7", OWN4), frame(OWN4, "203.0.113.7"),
    frame("203.0.113.9", OWN4, (443, 9)), frame("203.0.113.9", OWN4),
    frame("203.0.113.66", OWN4), frame("198.51.100.9", "203.0.113.7"),
    frame("2001:db8:bad::7", OWN6), frame("2001:db8:bad:1::", OWN6),
    frame(OWN6, "2001:db8:bad::8"), frame(OWN4, OWN4),
    question("a.evil.example"), question("b.evil.example"),
    question("evil.example"), question("x.a.evil.example"),
    question("worse.example"), question("fine.example"),
]


def tamis_xdp(*words):
    done = subprocess.run([TAMIS, "xdp", *map(str, words)], text=True,
                          capture_output=True, timeout=60,
                          stdin=subprocess.DEVNULL)
    assert done.returncode < 2, f"{words}: {done.stderr}"
    return done.returncode, done.stdout, done.stderr


def without_clocks(text):
    """When it was is not the same in two runs."""
    text = re.sub(r'"id":"[0-9a-f-]{36}"', '"id":"-"', text)
    text = re.sub(r'"(time|last_seen)":"[^"]*"', r'"\1":"-"', text)
    return re.sub(r'"(alive|enforce)_left_s":\d+', r'"\1_left_s":0', text)


def wait_for_second():
    now = time.clock_gettime(time.CLOCK_BOOTTIME)
    time.sleep(1 - now % 1 + 0.01)
    return int(time.clock_gettime(time.CLOCK_BOOTTIME))


class Told:
    """What readers are told of one database's filter."""

    def __init__(self, cable, folder, database, policy, end):
        self.cable, self.texts = cable, {}
        self.is_in_time = True
        self.end = end  # of some of its statements
        # What the host itself sends now and then is not in question.
        tamis_xdp("attach", "--ingress", "near", database, "--policy", policy)
        try:
            self.act(folder, database)
        finally:
            tamis_xdp("detach", "near")

    def act(self, folder, database):
        self.send()
        if CASE == "changed":
            tamis_xdp("policy", "near", "set", "green", "count")
            tamis_xdp("policy", "near", "set", "red", "ignore")
        self.ask("first")
        self.is_in_time &= time.time() < self.end
        if not self.is_in_time:
            return
        if CASE == "enforced":
            tamis_xdp("enforce", "near")
            self.send()
            self.ask("enforced")
        if CASE == "swapped":
            # Nothing that GREEN sees is new, or was there before.
            tamis_xdp("swap", "near", folder / f"next_{database.name}")
            self.ask("swapped")
            self.send()
            self.ask("after")
        if CASE == "ended":
            # Nothing that GREEN sees begins or ends.
            self.look_after()
            self.ask("ended")
            self.send()
            self.ask("after")

    def look_after(self):
        """An agent, until it has swapped for what ends."""
        def has_swapped():
            status = json.loads(tamis_xdp("status", "--json", "near")[1])
            return status["image"]["generation"] > 1

        agent = Agent("--quiet")
        if self.end < math.inf:
            until(has_swapped, "a swap of the agent's")
        agent.stop()

    def send(self):
        second = wait_for_second()
        for data in FRAMES:
            self.cable.passes(data)
        self.is_in_time &= \
            int(time.clock_gettime(time.CLOCK_BOOTTIME)) == second

    def ask(self, when):
        """Events last, and once only: who is told of them takes them."""
        for clearance in ("green", "red") if when == "first" else ("green",):
            for verb in (("status", "--json"), ("metrics",),
                         ("events", "--format", "ndjson")):
                if verb[0] == "events" and clearance == "red":
                    continue
                told = tamis_xdp(verb[0], "--clearance", clearance, *verb[1:],
                                 "near")
                self.texts[when, clearance, verb[0]] = \
                    (told[0], without_clocks(told[1]), told[2])


def compile_database(folder, name, feeds):
    manifest = folder / f"{name}.json"
    manifest.write_text(json.dumps({"v": 1, "organisation": "x", "feeds": [
        {"name": feed, "path": f"{feed}.txt", "tlp": tlp, "pap": "green"} |
        ({"format": "stix"} if feed == "red" and CASE == "ended" else {})
        for feed, tlp in feeds]}))
    run(TAMIS, "compile", "-o", folder / f"{name}.tamis", "--feeds", manifest,
        "--allow-special", "--quiet")
    return folder / f"{name}.tamis"


def check(texts, others):
    for (when, clearance, verb), told in texts.items():
        other = others[when, clearance, verb]
        if clearance == "green":
            assert told == other, f"{when}: {verb}:\n{told[1]}\n{other[1]}"
        else:
            assert told != other, f"{when}: {verb}: RED sees no more"
    status = json.loads(texts["first", "green", "status"][1])
    top = {row["value"]: row["hits"] for row in status["top"]}
    assert top == {"198.51.100.0/24": 5, "203.0.113.7": 2,
                   "203.0.113.9:443": 1, "2001:db8:bad::/48": 3,
                   "evil.example": 4}, top
    events = texts["first", "green", "events"][1].splitlines()
    values = [json.loads(line)["indicator"]["value"] for line in events]
    assert sorted(values) == sorted(top), values
    if CASE == "swapped":
        assert json.loads(texts["swapped", "green", "status"][1])["hits"] == 0
        assert json.loads(texts["after", "green", "status"][1])["hits"] == 15
    if CASE == "ended":
        assert json.loads(texts["ended", "green", "status"][1])["hits"] == 15
        assert json.loads(texts["after", "green", "status"][1])["hits"] == 30


def tell(texts_of=check):
    """Both databases through the same; what is told of them is compared."""
    room = VethRoom()
    folder = Path(tempfile.mkdtemp(dir="/run"))
    (folder / "green.txt").write_text(GREEN)
    (folder / "red.txt").write_text(
        statements_that_end(RED.split(), 60) if CASE == "ended" else RED)
    policy = folder / "policy"
    policy.write_text("feed red drop\n" if CASE != "counted" else
                      "feed green count ingress\nfeed red drop+report\n")
    green, red = ("green", "green"), ("red", "red")
    databases = {name: compile_database(folder, name, feeds)
                 for name, feeds in (
                     ("with", (green, red)), ("without", (green,)),
                     ("next_with", (green,)), ("next_without", (green,)))}
    cable = Cable(room)
    for seconds in 8, 8, 16, 32, 32:
        end = time.time() + seconds if CASE == "ended" else math.inf
        if CASE == "ended":
            (folder / "red.txt").write_text(
                statements_that_end(RED.split(), seconds))
            compile_database(folder, "with", (green, red))
        told = [Told(cable, folder, databases[name], policy, ends)
                for name, ends in (("with", end), ("without", math.inf))]
        if all(one.is_in_time for one in told):
            return texts_of(told[0].texts, told[1].texts)
    raise AssertionError("never were all packets sent in one second")


def reported():
    """Nothing is dropped; counts and events."""
    tell()


def enforced():
    """What GREEN does not see is dropped; GREEN is told what came."""
    tell()


def swapped():
    """What GREEN does not see is no longer listed: no count of his changes."""
    tell()


def ended():
    """What GREEN does not see ends, and the agent swaps: GREEN's counts go
    on."""
    tell()


def changed():
    """Read under another policy than it was met under."""
    tell()


def counted():
    """GREEN's feed is counted only, though RED's has events of its values."""
    def check_counted(texts, others):
        assert texts["first", "green", "events"][1] == ""
        for key, told in texts.items():
            assert key[1] == "red" or told == others[key], key
    tell(check_counted)


if __name__ == "__main__":
    CASE = sys.argv[-1]
    sys.exit(veth_room.main({case.__name__: case for case in (
        reported, enforced, swapped, ended, changed, counted)}))
