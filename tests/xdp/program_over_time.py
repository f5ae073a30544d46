#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""`tamis xdp` and time: what is confirmed or not, what an agent looks after,
and what becomes of a filter when something under it goes.

usage: program_over_time.py TAMIS CASE
"""
import json
import os
import signal
import sys
import time
from pathlib import Path

import veth_room
from program_desk import Agent, Desk, LIST, STATE, check_nothing_left, \
    refused, statements_that_end, until, xdp
from veth_room import VethRoom, run


def confirmed():
    """Enforcing ends by itself unless somebody confirms it."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    xdp("attach", "--enforce", "--confirm", "60s", "near", desk.database)
    xdp("confirm", "near")
    assert "already" in xdp("confirm", "near")[1]
    xdp("monitor", "near")
    assert "drops nothing" in refused("confirm", "near")
    xdp("enforce", "--confirm", "1s", "near")
    time.sleep(1.1)
    assert "drops nothing" in refused("confirm", "near")
    xdp("detach", "near")
    check_nothing_left()


def advised():
    """Who expects something to be dropped is told why it is not."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    said = xdp("attach", "--enforce", "near", desk.database)[1]
    assert "no line of the policy says drop" in said, said
    said = refused("attach", "near", desk.database)
    assert "tamis xdp swap near DB" in said, said
    said = xdp("policy", "near", "set", "bad", "drop", "egress")[1]
    assert "it only reports" not in said, said
    assert "no line" not in xdp("enforce", "near")[1]
    xdp("monitor", "near")
    xdp("policy", "near", "unset", "set", "bad")
    said = xdp("policy", "near", "default", "drop+report", "ingress")[1]
    assert "tamis xdp enforce --confirm 120s near" in said, said
    # once is enough
    said = xdp("policy", "near", "set", "bad", "drop")[1]
    assert "it only reports" not in said, said
    assert "nothing to confirm" in refused("confirm", "near")
    status = json.loads(xdp("status", "--json", "near")[0])
    assert status["mode"] == "native", status
    assert "INTERFACE DB" in refused("attach", "near")
    xdp("detach", "near")
    check_nothing_left()


def standing():
    return xdp("status", "near")[0].partition("\n")[0]


def taken_back():
    """A change that nobody confirms is undone, and what was confirmed before
    goes on; one that fails was never made."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    xdp("attach", "--enforce", "--policy", desk.policy, "near", desk.database)
    first, drops = xdp("policy", "near")[0], standing()
    # what fails does not end what is enforced
    refused("swap", "--confirm", "1s", "near", desk.folder / "nix")
    refused("swap", "--confirm", "1s", "near", desk.policy)
    refused("policy", "--confirm", "1s", "near", "frob")
    os.rename(desk.database, desk.folder / "away")
    refused("policy", "--confirm", "1s", "near", "permit", "value",
            "203.0.113.7")
    os.rename(desk.folder / "away", desk.database)
    time.sleep(1.1)
    assert standing() == drops, standing()
    assert xdp("policy", "near")[0] == first
    # a live change, and one that takes an image; until somebody asks, what
    # was changed is in the settings, however long that takes
    settings = STATE / "xdp/near/settings"
    for line in (("default", "drop"), ("permit", "value", "203.0.113.7")):
        said = xdp("policy", "--confirm", "1s", "near", *line)[1]
        assert "unless confirmed" in said, said
        assert " ".join(line) in settings.read_text(), settings.read_text()
        time.sleep(1.1)
        told, said = xdp("policy", "near")
        assert told == first and "what was before holds again" in said, said
        assert standing() == drops, standing()
    xdp("policy", "--confirm", "1s", "near", "default", "drop")
    time.sleep(1.1)
    assert "too late" in refused("confirm", "near")
    assert standing() == drops and xdp("policy", "near")[0] == first
    # what is confirmed stays
    xdp("policy", "--confirm", "60s", "near", "default", "drop", "egress")
    second = xdp("policy", "near")[0]
    xdp("confirm", "near")
    assert standing() == drops and xdp("policy", "near")[0] == second
    # another database goes too; the same path with other bytes drops nothing
    other = desk.compile("other", "203.0.113.8\n", "--keep-going")
    xdp("swap", "--confirm", "1s", "near", other)
    time.sleep(1.1)
    assert "holds again, and drops" in xdp("enforce", "near")[1]
    xdp("check", "near", "203.0.113.8", code=1)
    desk.compile("db", "203.0.113.8\n", "--keep-going")
    xdp("swap", "--confirm", "1s", "near")
    time.sleep(1.1)
    assert "only reports" in xdp("policy", "near")[1]
    assert standing() != drops
    # what cannot be taken back is told once, and drops nothing until told to
    xdp("enforce", "near")
    xdp("swap", "--confirm", "1s", "near", other)
    os.rename(desk.database, desk.folder / "away")
    time.sleep(1.1)
    assert "cannot be put back" in refused("enforce", "near")
    assert standing() != drops
    os.rename(desk.folder / "away", desk.database)
    xdp("swap", "near", desk.database)
    # an agent takes it back by itself, and monitor holds
    xdp("enforce", "near")
    agent = Agent("--quiet")
    xdp("policy", "--confirm", "1s", "near", "default", "ignore")
    until(lambda: "default ignore" not in settings.read_text(), "the end")
    until(lambda: standing() == drops, "dropping again")
    xdp("policy", "--confirm", "1s", "near", "default", "ignore")
    xdp("monitor", "near")
    until(lambda: "default ignore" not in settings.read_text(), "the end")
    assert standing() != drops, standing()
    agent.stop(signal.SIGINT)
    xdp("detach", "near")
    check_nothing_left()


def lapsed():
    """Where nobody confirmed it is told, to people and programs, with what to
    do, until that is done."""
    room, desk = VethRoom(), Desk("/run")
    assert room

    def told():
        status = json.loads(xdp("status", "--json", "--clearance", "clear",
                                "near")[0])
        metrics = xdp("metrics", "--clearance", "clear", "near")[0]
        sample = 'tamis_xdp_lapsed{interface="near"} '
        assert f"{sample}{int(status['lapsed'])}\n" in metrics, metrics
        lines = xdp("status", "--clearance", "clear", "near")[0].splitlines()
        return status["lapsed"], lines[0], lines[1]

    xdp("attach", "near", desk.database)
    assert told()[:2] == (False, "near: reports, drops nothing")
    for end in "enforce", "monitor":
        xdp("enforce", "--confirm", "1s", "near")
        assert not told()[0]
        time.sleep(1.1)
        has_lapsed, why, advice = told()
        assert has_lapsed and "the time to confirm is over" in why, why
        assert f"tamis xdp {end} near" in advice, advice
        xdp(end, "near")
        assert not told()[0]
    # an unconfirmed change is still there until somebody takes it back
    xdp("enforce", "near")
    xdp("policy", "--confirm", "1s", "near", "default", "drop")
    assert not told()[0]
    time.sleep(1.1)
    has_lapsed, why, advice = told()
    assert has_lapsed and "change was not confirmed in time" in why, why
    assert "tamis xdp agent near" in advice, advice
    assert "tamis xdp policy near" in advice, advice
    # where that cannot be read nobody is told to enforce what was on trial
    settings = STATE / "xdp/near/settings"
    written = settings.read_text()
    for text, mode in ("garbage", 0o600), (written, 0):
        settings.write_text(text)
        settings.chmod(mode)
        has_lapsed, why, advice = told()
        assert has_lapsed and "drops nothing: the time to" in why, why
        assert "tamis xdp" not in advice and "cannot be read" in advice, advice
    settings.chmod(0o600)
    assert "holds again, and drops" in xdp("policy", "near")[1]
    assert told()[:2] == (False, "near: drops what the policy says")
    xdp("detach", "near")
    check_nothing_left()


def looked_after():
    """An agent swaps in what is new, and ends when it is told or not needed."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    settings = STATE / "xdp/near/settings"
    xdp("attach", "--dead-man", "1h", "near", desk.database)
    agent = Agent()
    desk.compile("db", "203.0.113.8\n", "--keep-going")
    inode = str(desk.database.stat().st_ino)
    until(lambda: f" {inode} " in settings.read_text(), "the new database")
    # a database that is none changes nothing, and the agent lives on
    before = settings.read_text()
    fresh = desk.write("broken", "no database\n")
    os.rename(fresh, desk.database)
    line = ""
    while "broken" not in line and "db.tamis: " not in line.partition("in")[0]:
        line = agent.line()
    assert settings.read_text() == before
    desk.compile("db", LIST, "--keep-going")
    inode = str(desk.database.stat().st_ino)
    until(lambda: f" {inode} " in settings.read_text(), "the next database")
    agent.stop()
    agent = Agent()
    assert "after this agent ends" in agent.line()
    xdp("detach", "near")
    agent.ends(0)
    check_nothing_left()
    # another filter is not its own, however quickly it came
    for options in (), ("--dead-man", "1h"):
        xdp("attach", *options, "near", desk.database)
        agent = Agent()
        if options:
            assert "after this agent ends" in agent.line()
        agent.send(signal.SIGSTOP)
        xdp("detach", "near")
        xdp("attach", "--enforce", "near", desk.database)
        desk.compile("db", LIST, "--keep-going")
        agent.send(signal.SIGCONT)
        assert "another" in agent.ends(2)
        for verb in "status", "monitor", "swap", "detach":
            xdp(verb, "near")
        check_nothing_left()


def statements_end():
    """What is in the kernel is built anew when a statement of it ends."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    settings = STATE / "xdp/near/settings"
    never = f"next_end_ns {2 ** 63 - 1}\n"
    for seconds in 3, 10, 30:
        # Where much else runs, some have ended before they are there.
        desk.compile("db", statements_that_end(["203.0.113.50"], seconds),
                     "--format", "stix")
        xdp("attach", "near", desk.database)
        if never not in settings.read_text():
            break
        xdp("detach", "near")
    assert never not in settings.read_text()
    agent = Agent("--quiet")
    until(lambda: never in settings.read_text(), "the end of a statement")
    xdp("check", "near", "203.0.113.50", code=1)
    agent.stop(signal.SIGINT)
    xdp("detach", "near")


def taken_off():
    """A filter that packets do not meet any more is not called good."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    xdp("attach", "--enforce", "near", desk.database)
    agent = Agent()
    run("tc", "qdisc", "del", "dev", "near", "clsact")
    line = agent.line()
    assert "egress is not filtered any more" in line, line
    text, said = xdp("status", "near", code=1)
    assert "  ingress (native XDP)\n" in text, text
    assert "egress is not filtered any more" in said, said
    assert "egress is not" in xdp("enforce", "near")[1]
    told = json.loads(xdp("status", "--json", "near", code=1)[0])
    assert told["attached"] == ["ingress"] and told["enforcing"], told
    run("ip", "link", "del", "near")
    assert "nothing is filtered" in agent.ends(2)
    run("ip", "link", "add", "near", "type", "veth", "peer", "name", "other")
    text, said = xdp("status", "near", code=1)
    assert "attached nowhere any more" in text, text
    told = json.loads(xdp("status", "--json", "near", code=1)[0])
    assert told["attached"] == [] and not told["enforcing"], told
    assert "nothing is filtered" in said, said
    for words in (("enforce",), ("enforce", "--confirm", "9s"), ("confirm",),
                  ("swap",), ("agent",)):
        assert "nothing is filtered" in refused(*words, "near"), words
    xdp("detach", "near")
    check_nothing_left()
    xdp("attach", "near", desk.database)
    xdp("status", "near")
    agent = Agent()
    run("ip", "link", "set", "near", "name", "renamed")
    assert "is called renamed now" in xdp("status", "near")[1]
    xdp("detach", "near")
    agent.ends(0)
    assert "clsact" not in run("tc", "qdisc", "show", "dev", "renamed")
    run("ip", "link", "set", "renamed", "name", "near")
    check_nothing_left()


def state_lost():
    """What the state folder held cannot be made up for; that is told."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    xdp("attach", "near", desk.database)
    agent = Agent()
    for path in (STATE / "xdp/near").iterdir():
        path.unlink()
    assert "detach it and attach anew" in agent.ends(2)
    for words in (("swap", "near"), ("policy", "near"),
                  ("policy", "near", "default", "drop")):
        assert "detach it and attach anew" in refused(*words), words
    assert "attach it anew" in refused("status", "--quiet", "near")
    xdp("detach", "near")
    check_nothing_left()
    xdp("attach", "--state-folder", "/run/elsewhere", "near", desk.database)
    assert "--state-folder" in refused("policy", "near")
    xdp("detach", "near")
    assert not Path("/run/elsewhere").exists()
    check_nothing_left()
    # a folder where a BPF file system would be, and is not
    said = refused("attach", "--bpf-folder", "/run/bpf/tamis", "near",
                   desk.database)
    assert "mount -t bpf" in said, said
    check_nothing_left()


if __name__ == "__main__":
    sys.exit(veth_room.main({case.__name__: case for case in (
        confirmed, advised, taken_back, lapsed, looked_after, statements_end,
        taken_off, state_lost)}))
