#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Events are told by the policy that their packets were judged by, however
often it changed before they are read; where that is not known any more, it is
said, to everyone alike.

usage: policies_told.py TAMIS CASE
"""
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import veth_room
from program_desk import TAMIS, xdp
from veth_room import Line, VethRoom, run

LISTED, CLEAN = "203.0.113.7", "203.0.113.200"
KEPT = 32  # so many policies besides the one that holds


class Host:
    """A filtered host, and what it is told of one listed value."""

    def __init__(self):
        self.room = VethRoom()
        self.room.add_sources(LISTED, CLEAN)
        self.folder = Path(tempfile.mkdtemp(dir="/run"))
        (self.folder / "bad.txt").write_text(LISTED + "\n")
        self.database = self.folder / "db.tamis"
        run(TAMIS, "compile", "-o", self.database, "--tlp", "amber", "--name",
            "bad", "--quiet", self.folder / "bad.txt")
        self.line = Line(self.room, CLEAN)

    def attach(self, policy="report"):
        xdp("attach", "--ingress", "near", self.database)
        self.set("permit", "feed", "bad")
        self.set("set", "bad", policy)

    def set(self, *line):
        xdp("policy", "near", *line)

    def set_often(self, count):
        for n in range(count):
            self.set("set", "bad", "count" if n % 2 else "report", "ingress")

    def meet(self):
        """One packet, whose event is due: a second has only one."""
        time.sleep(1.1)
        self.line.ask(LISTED, count=1)

    def read(self, *options, code=0):
        """What the policy said of each event."""
        told, said = xdp("events", *options, "near", code=code)
        return [json.loads(line)["xdp"]["policy"]
                for line in told.splitlines()], said


def changed():
    """Each by its own, whatever holds now; of this generation and of before."""
    host = Host()
    host.attach()
    for action in "report", "drop+report", "count", "drop":
        host.set("set", "bad", action)
        host.meet()
    host.set("set", "bad", "ignore")
    # What would be dropped is told while it is not.
    assert host.read()[0] == ["report", "drop+report", "drop"]
    for action in "report", "drop+report":
        host.set("set", "bad", action)
        host.meet()
    xdp("swap", "near")
    host.set("set", "bad", "drop")
    host.meet()
    host.set("set", "bad", "count")
    assert host.read()[0] == ["report", "drop+report", "drop"]
    # What was only counted is not told since it would be now.
    host.meet()
    host.set("set", "bad", "report")
    assert host.read(code=1)[0] == []
    xdp("detach", "near")


def forgotten():
    """So many policies are kept; that events of others may be missing is told
    whether or not there are any."""
    host = Host()
    host.attach()
    host.meet()
    host.set_often(KEPT)
    assert host.read()[0] == ["report"]
    host.set("set", "bad", "report")
    host.meet()
    host.set_often(KEPT + 1)
    values, said = host.read("--clearance", "amber", code=1)
    assert values == [] and "those policies are no longer known" in said, said
    assert "events are missing" not in said, said
    host.set_often(KEPT + 2)
    assert "no longer known" in host.read("--clearance", "clear", code=1)[1]
    # Once is enough, and where none is gone nothing is said.
    assert "no longer known" not in host.read(code=1)[1]
    host.set_often(KEPT)
    assert "no longer known" not in host.read(code=1)[1]
    # Over a swap too, and who sees all is told how many.
    host.set("set", "bad", "report")
    host.meet()
    host.set_often(KEPT + 1)
    xdp("swap", "near")
    said = host.read(code=1)[1]
    assert "no longer known" in said and "1 events are missing" in said, said
    xdp("detach", "near")
    assert not list(Path("/run/tamis").rglob("policy.*"))


def followed():
    """Who reads all the time misses nothing."""
    host = Host()
    host.attach()
    follower = subprocess.Popen([TAMIS, "xdp", "events", "--follow", "near"],
                                stdout=subprocess.PIPE, text=True,
                                stderr=subprocess.PIPE)
    assert "TLP:RED" in follower.stderr.readline()
    for action in 2 * ("drop+report", "report"):
        host.set("set", "bad", action)
        host.meet()
        told = json.loads(follower.stdout.readline())
        assert told["xdp"]["policy"] == action, told
        host.set_often(KEPT // 2)
    follower.send_signal(signal.SIGINT)
    told, said = follower.communicate(timeout=30)
    assert follower.returncode == 0 and "missing" not in said, said
    xdp("detach", "near")


def followed_over_a_swap():
    """Who reads all the time, and is held up while many policies and a swap go
    by, is told as others are."""
    host = Host()
    host.attach()
    follower = subprocess.Popen(
        [TAMIS, "xdp", "events", "--follow", "--clearance", "clear", "near"],
        stdout=subprocess.PIPE, text=True, stderr=subprocess.PIPE)
    follower.stderr.readline()
    time.sleep(0.5)
    follower.send_signal(signal.SIGSTOP)
    host.set_often(KEPT + 4)
    xdp("swap", "near")
    follower.send_signal(signal.SIGCONT)
    time.sleep(1.5)
    follower.send_signal(signal.SIGINT)
    said = follower.communicate(timeout=30)[1]
    assert "no longer known" in said, said
    xdp("detach", "near")


if __name__ == "__main__":
    sys.exit(veth_room.main({case.__name__: case for case in (
        changed, forgotten, followed, followed_over_a_swap)}))
