# SPDX-License-Identifier: BSD-2-Clause
"""A host with a filter on its only interface, and what it lists.

The first arguments of every program here are TAMIS, which compiles the lists,
and PILOT, which drives the library (filter_pilot.c).
"""
import sys
import tempfile
from pathlib import Path

from veth_room import Pilot, VethRoom, run

TAMIS, PILOT = sys.argv[1], sys.argv[2]
CLEAN4, CLEAN6 = "203.0.113.200", "2001:db8:c::1"
BAD4, IN_PREFIX4 = "203.0.113.7", "198.51.100.3"
BAD6, IN_PREFIX6 = "2001:db8:bad::7", "2001:db8:feed:1::9"
BAD_PORT = "203.0.113.100"  # with port 443 alone
# A good host in a bad network, under a bad name.
GOOD4, GOOD_NAME = "198.51.100.5", "good.evil.example"
LIST = f"""{BAD4}
198.51.100.0/28
{BAD6}
2001:db8:feed::/48
{BAD_PORT}:443
evil.example
only.this.bad.example
"""
ALLOW = f"{GOOD4}\n{GOOD_NAME}\n"
DROP = "default drop ingress\ndefault drop egress\n"
BOTH, INGRESS = 3, 1


class Filtered:
    """A room, a list, and a filter on its near interface that monitors."""

    def __init__(self, policy=DROP, mtu=1500, mode="native", directions=BOTH):
        self.room = VethRoom(mtu)
        # /run is the room's: nothing here outlives it.
        self.folder = Path(tempfile.mkdtemp(dir="/run"))
        self.database = self.compile("first", LIST)
        self.policy = self.write("drop", policy)
        self.pilot = Pilot(PILOT)
        self.attach = ("attach", "near", self.database, self.policy, mode,
                       directions)
        self.room.add_sources(CLEAN4, CLEAN6, BAD4, IN_PREFIX4, BAD6,
                              IN_PREFIX6, BAD_PORT, GOOD4)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def compile(self, name, text):
        feed = self.write(f"{name}.txt", text)
        allow = self.write("allow.txt", ALLOW)
        database = self.folder / f"{name}.tamis"
        run(TAMIS, "compile", "-o", database, "--tlp", "clear", "--name", "bad",
            "--allow", allow, "--quiet", feed)
        return database

    def begin(self, enforce=True):
        self.pilot(*self.attach)
        if enforce:
            self.pilot("enforce", "forever")
        return self

    def end(self):
        self.pilot("detach")
        self.pilot.close()
