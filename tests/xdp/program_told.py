#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What `tamis xdp` tells its readers of what was met.

usage: program_told.py TAMIS CASE
"""
import json
import os
import re
import signal
import subprocess
import sys
import time

import veth_room
from program_desk import Desk, TAMIS, capabilities, check_nothing_left, \
    refused, until, xdp
from veth_room import Line, VethRoom, run


def told():
    """What was met, as far as the reader may know it."""
    room, desk = VethRoom(), Desk("/run")
    room.add_sources("203.0.113.7", "203.0.113.200")
    xdp("attach", "near", desk.database)
    line = Line(room, "203.0.113.200")
    assert line.ask("203.0.113.7", count=20) == 20
    status = json.loads(xdp("status", "--json", "near")[0])
    assert status["hits"] == 20 and status["indicators"] == 1, status
    assert status["top"][0]["value"] == "203.0.113.7", status["top"]
    text = xdp("status", "near")[0]
    assert "near: reports, drops nothing\n" in text, text
    assert re.search(r"^listed +ingress +20 ", text, re.M), text
    assert re.search(r"^bad +20$", text, re.M), text
    assert "20 hits of 1 indicators\n" in text, text
    top = xdp("top", "--rows", "3", "near")[0]
    assert re.search(r"^ +20 .* 203\.0\.113\.7 ", top, re.M), top
    assert xdp("metrics", "--clearance", "red", "near")[0].endswith("# EOF\n")
    assert "--clearance is needed" in refused("metrics", "near")
    for verb in ("status", "top", "metrics", "events"):
        text, said = xdp(verb, "--clearance", "green", "near",
                         code=verb == "events")
        assert "TLP:GREEN" in said and "203.0.113.7" not in text + said
        assert "bad" not in text + said and "listed" not in text, text
    assert line.ask("203.0.113.7", count=1) == 1
    until(lambda: subprocess.run([TAMIS, "xdp", "events", "--quiet", "near"],
                                 capture_output=True).returncode == 1
          and line.ask("203.0.113.7", count=1) == 1, "an end of the events")
    follower = subprocess.Popen(
        [TAMIS, "xdp", "events", "--follow", "--sensor", "desk", "near"],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert "TLP:RED" in follower.stderr.readline()
    assert "one reader" in refused("events", "near")
    for _ in range(100):  # one a second: some second is the first
        line.ask("203.0.113.7", count=1)
        time.sleep(0.03)
    event = json.loads(follower.stdout.readline())
    assert event["indicator"]["value"] == "203.0.113.7", event
    assert event["sensor"] == "desk", event
    assert event["xdp"]["interface"] == "near", event
    assert capabilities(follower) == 0
    follower.send_signal(signal.SIGINT)
    assert follower.wait(30) == 0
    xdp("detach", "near")
    check_nothing_left()


def told_whatever_becomes_of_the_file():
    """Events are of the image that wrote them, though its file was replaced,
    and where they cannot be it is said."""
    room, desk = VethRoom(), Desk("/run")
    room.add_sources("203.0.113.7", "203.0.113.8", "203.0.113.9",
                     "203.0.113.200")
    line = Line(room, "203.0.113.200")
    desk.compile("db", "203.0.113.7\n203.0.113.8\n", "--keep-going")
    copy = desk.database.read_bytes()

    def replace(bytes):
        desk.database.with_suffix(".fresh").write_bytes(bytes)
        os.rename(desk.database.with_suffix(".fresh"), desk.database)

    def read(*options, code=0):
        told, said = xdp("events", *options, "near", code=code)
        return [json.loads(line)["indicator"]["value"]
                for line in told.splitlines()], said

    xdp("attach", "near", desk.database)
    assert line.ask("203.0.113.7", count=1) == 1
    replace(copy)  # the same bytes are the same database
    assert read()[0] == ["203.0.113.7"]
    assert line.ask("203.0.113.8", count=1) == 1
    replace(b"none")
    values, said = read(code=1)
    assert "events wait in the kernel" in said, said
    replace(copy[:-1] + bytes([copy[-1] ^ 1]))  # the same header
    assert "events wait" in read(code=1)[1]
    replace(copy)
    assert read()[0] == ["203.0.113.8"]

    # one who reads all the time keeps what the file was
    with open(desk.folder / "out", "w+") as out:
        follower = subprocess.Popen([TAMIS, "xdp", "events", "--follow",
                                     "near"], stdout=out, text=True,
                                    stderr=subprocess.PIPE)
        assert "TLP:RED" in follower.stderr.readline()

        def count():
            line.ask("203.0.113.7", count=1)
            return len((desk.folder / "out").read_text().splitlines())

        def goes_on(what):
            before = count()
            until(lambda: count() > before, what)

        goes_on("the first event")
        replace(b"none")
        xdp("policy", "near", "default", "drop+report")
        goes_on("an event behind a change of the policy")
        follower.send_signal(signal.SIGINT)
        assert follower.wait(30) == 0

    # nor does a swap take away what was met before it
    replace(copy)
    assert line.ask("203.0.113.7", count=1) == 1
    until(lambda: read(code=None)[0] == [], "an end of the events")
    time.sleep(1.1)
    assert line.ask("203.0.113.7", count=1) == 1
    desk.compile("db", "203.0.113.9\n")
    xdp("swap", "near")
    said = read(code=1)[1]
    assert "before the last swap" in said, said
    assert "1 events are missing" in said, said
    assert "missing" not in read(code=1)[1]
    xdp("detach", "near")
    check_nothing_left()


def told_to_partners():
    """Who sees one of two lists is told of that one, as if there were no
    other, also of what the other does to a packet."""
    room, desk = VethRoom(), Desk("/run")
    room.add_sources("203.0.113.7", "203.0.113.8", "203.0.113.200")
    desk.write("secret.txt", "203.0.113.7\n203.0.113.8\n")
    desk.write("shared.txt", "203.0.113.8\n")
    manifest = desk.write("feeds.json", json.dumps({"v": 1, "feeds": [
        {"name": "secret", "path": "secret.txt", "tlp": "red"},
        {"name": "shared", "path": "shared.txt", "tlp": "green"}]}))
    run(TAMIS, "compile", "-o", desk.database, "--quiet", "--feeds", manifest)
    policy = desk.write("policy", "feed secret drop\nfeed shared report\n")
    xdp("attach", "--enforce", "--policy", policy, "near", desk.database)
    line = Line(room, "203.0.113.200")
    assert line.ask("203.0.113.7", count=5) == 0
    assert line.ask("203.0.113.8", count=5) == 0
    status = json.loads(xdp("status", "--json", "near")[0])
    assert status["hits"] == 10 and len(status["feeds"]) == 2, status
    assert status["packets"]["ingress"]["dropped"]["packets"] == 10, status
    text = xdp("status", "--json", "--clearance", "green", "near")[0]
    status = json.loads(text)
    assert status["hits"] == 5 and len(status["feeds"]) == 1, text
    assert "dropped" not in text and "secret" not in text, text
    events = [json.loads(line) for line in
              xdp("events", "--clearance", "green", "near")[0].splitlines()]
    assert {event["feed"]["name"] for event in events} == {"shared"}, events
    assert all("drop" not in str(event["xdp"]) for event in events), events
    text = xdp("check", "--clearance", "green", "near", "203.0.113.8")[0]
    assert text.startswith("203.0.113.8: ingress report, egress report\n")
    xdp("check", "--clearance", "green", "near", "203.0.113.7", code=1)
    xdp("detach", "near")


if __name__ == "__main__":
    sys.exit(veth_room.main({case.__name__: case for case in (
        told, told_whatever_becomes_of_the_file, told_to_partners)}))
