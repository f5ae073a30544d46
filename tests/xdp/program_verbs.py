#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""`tamis xdp` as people run it: what its verbs say, do and leave.

usage: program_verbs.py TAMIS CASE
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import veth_room
from veth_room import Line, VethRoom, run

TAMIS = Path(sys.argv[1]).resolve()
MAN_PAGE = Path(__file__).resolve().parents[2] / "bindings/cli/man/tamis-xdp.1"
VERBS = ("attach", "status", "top", "events", "check", "policy", "enforce",
         "confirm", "monitor", "swap", "agent", "metrics", "detach")
PINS, STATE = Path("/sys/fs/bpf/tamis"), Path("/run/tamis")
LIST = """203.0.113.7
198.51.100.0/28
[2001:db8::5]:443
evil.example
192.0.2.9
"""
CAP_BPF = 1 << 39
ALLOW = "198.51.100.5\ngood.evil.example\n"


class Desk:
    """A folder to work in, with a database, a policy and a list of our own."""

    def __init__(self, parent=None):
        self.kept = tempfile.TemporaryDirectory(dir=parent)
        self.folder = Path(self.kept.name)
        self.allow = self.write("allow.txt", ALLOW)
        self.database = self.compile("db", LIST)
        self.policy = self.write("policy", "feed bad drop+report ingress\n")
        self.own = self.write("own.txt", "# ours\n192.0.2.0/24\n\nown.example\n")

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def compile(self, name, text, *options):
        """A database, put into place as a whole."""
        feed = self.write(f"{name}.txt", text)
        fresh, database = (self.folder / f"{name}.{end}"
                           for end in ("new", "tamis"))
        run(TAMIS, "compile", "-o", fresh, "--tlp", "amber", "--name", "bad",
            "--allow", self.allow, "--quiet", *options, feed)
        os.rename(fresh, database)
        return database


def xdp(*words, code=0):
    """(standard output, standard error) of a run that ends with code."""
    done = subprocess.run([TAMIS, "xdp", *map(str, words)], text=True,
                          capture_output=True, timeout=60,
                          stdin=subprocess.DEVNULL)
    assert code is None or done.returncode == code, \
        f"tamis xdp {' '.join(map(str, words))}: code {done.returncode}, " \
        f"not {code}: {done.stderr}{done.stdout}"
    return done.stdout, done.stderr


def refused(*words):
    """The sentence of a run that must fail, which tells nothing else."""
    told, said = xdp(*words, code=2)
    assert told == "" and said.startswith("tamis xdp"), (words, told, said)
    return said


def until(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.05)


def capabilities(process):
    """All sets of a process, as one number."""
    text = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"^CapEff:\t(.*)$", text, re.M)[1], 16) | \
        int(re.search(r"^CapPrm:\t(.*)$", text, re.M)[1], 16)


def check_nothing_left():
    for path in (PINS, STATE / "xdp"):
        left = list(path.rglob("*")) if path.exists() else []
        assert not left, f"left behind: {left}"
    link = json.loads(run("ip", "-j", "-d", "link", "show", "near"))[0]
    assert "xdp" not in link, link["xdp"]


def explained():
    """Every verb explains itself, and the man page knows all its options."""
    page = MAN_PAGE.read_text()
    told = xdp("--help")[0]
    for verb in VERBS:
        assert re.search(rf"^  {verb} ", told, re.M), f"{verb} is not told of"
        words = xdp(verb, "--help")[0]
        assert words.startswith(f"usage: tamis xdp {verb} ")
        for option in set(re.findall(r"--([a-z-]+)", words)):
            assert re.search(rf"^\.It Fl -{option}\b", page, re.M), \
                f"{verb}: --{option} is not in the man page"
        assert max(map(len, words.splitlines())) < 80
        assert "is no option" in refused(verb, "--frobnicate")
        assert "which" in refused(verb)
    assert "no verb" in refused("frobnicate")
    assert "is no option" in refused("monitor", "--confirm", "5s", "near")
    assert "one argument too many" in refused("detach", "near", "far")
    for word in ("0", "5x", "", "-1s", "1e3", "99999d", "5 s"):
        assert "give a time" in refused("enforce", "--confirm", word, "near")
    assert "the labels are" in refused("status", "--clearance", "tlp:x", "near")
    assert "names nobody" in refused("status", "--audience", ",", "near")
    assert "goes with --enforce" in \
        refused("attach", "--confirm", "5s", "near", "db")
    for name in ("..", "a/b", "x" * 16, ""):
        assert "no interface's name" in refused("policy", name), name


def asked():
    """What becomes of a value, from a database alone and without rights."""
    desk = Desk()
    mark = "\ufeff"  # as some editors write it
    xdp("check", "--policy", desk.write("marked", mark + "default drop\n"),
        "--protect", desk.write("own_marked", mark + "192.0.2.1\n"),
        desk.database, "203.0.113.7")
    for option in "--policy", "--protect":
        assert "directory" in refused("check", option, desk.folder,
                                      desk.database, "203.0.113.7")
    said = refused("check", "--policy", desk.write("short", "feed bad\n"),
                   desk.database, "203.0.113.7")
    assert "an action lacks" in said, said

    def check(*words, code=0):
        return xdp("check", *words, code=code)[0].splitlines()

    options = ("--policy", desk.policy, "--protect", desk.own, desk.database)
    assert check(*options, "203.0.113.7") == [
        "203.0.113.7: ingress drop+report, egress report",
        "  203.0.113.7 exact, TLP:AMBER, PAP:GREEN, bad"]
    assert check(*options, "WWW[.]Evil.example.")[0] == \
        "www.evil.example: ingress drop+report, egress report"
    assert check(*options, "192.0.2.9")[:2] == [
        "192.0.2.9: ingress report, egress report",
        "  protected: reported, never dropped"]
    assert check(*options, "[2001:db8::5]:443")[0] == \
        "[2001:db8::5]:443: ingress drop+report, egress report"
    assert check(*options, "2001:db8::5", code=1) == \
        ["2001:db8::5: not listed"]
    assert check(*options, "198.51.100.5", code=1)[0] == \
        "198.51.100.5: allowed"
    assert check(*options, "good.evil.example", code=1)[0] == \
        "good.evil.example: allowed"
    assert check("--clearance", "green", *options, "203.0.113.7", code=1) == \
        ["203.0.113.7: not listed"]
    told = json.loads(check("--json", *options, "198.51.100.9")[0])
    assert told["listed"] and told["flags"] == []
    assert told["actions"]["ingress"] == {"source": "drop+report",
                                          "destination": "drop+report"}
    assert told["statements"] == [
        {"kind": "ip", "value": "198.51.100.0/28", "mode": "prefix",
         "tlp": "AMBER", "pap": "GREEN", "feed": "bad"}]
    for value in ("10.0.0.0/8", "http://evil.example/x", "0" * 32, "a..b", ""):
        xdp("check", desk.database, value, code=2)
    # what is listed does not hide what is wrong
    xdp("check", desk.database, "203.0.113.7", "a..b", code=2)
    assert "no such file" in refused("check", desk.folder / "nix", "a.example")


def life():
    """One filter from attach to detach."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    said = xdp("attach", "--policy", desk.policy, "--protect", desk.own, "near",
               desk.database)[1]
    assert "it reports only" in said and "indicators: " in said, said
    for path in (PINS, PINS / "near", STATE / "xdp/near"):
        assert path.stat().st_mode & 0o777 == 0o700, path
    settings = STATE / "xdp/near/settings"
    assert settings.stat().st_mode & 0o777 == 0o600
    assert "attached" in refused("attach", "near", desk.database)
    first = ("default report\nfeed bad drop+report ingress\n"
             "protect 192.0.2.0/24\nprotect own.example\n")
    assert xdp("policy", "near")[0] == first
    before = settings.read_text()
    for line in (("set", "bad", "dropp"), ("set", "bad"), ("frob", "x"),
                 ("protect", "a..b"), ("set", "a\nb", "drop")):
        refused("policy", "near", *line)
        assert settings.read_text() == before
    told, said = xdp("policy", "near", "set", 'a "feed"', "drop", "egress")
    assert told == "" and 'about feed a "feed", and no feed' in said, said
    said = xdp("policy", "near", "permit", "value", "203.0.113.7")[1]  # an image
    assert "permits nothing" not in said, said
    for value in ("203.0.113.77", "198.51.100.1", "www.evil.example"):
        said = xdp("policy", "near", "permit", "value", value)[1]
        assert "permits nothing" in said, said
        xdp("policy", "near", "unset", "permit", "value", value)
    assert xdp("policy", "near")[0] == (
        "default report\n" 'feed "a \\"feed\\"" drop egress\n'
        "feed bad drop+report ingress\npermit value 203.0.113.7\n"
        "protect 192.0.2.0/24\nprotect own.example\n")
    # --protect is no part of a policy's file, and outlives each
    said = xdp("policy", "--file", desk.policy, "near")[1]
    assert "stays protected" in said, said
    assert xdp("policy", "near")[0] == first
    said = xdp("swap", "--policy", desk.policy, "near")[1]
    assert "stays protected" in said, said
    assert xdp("policy", "near")[0] == first
    kept = "192.0.2.9: ingress report, egress report\n"
    assert xdp("check", "near", "192.0.2.9")[0].startswith(kept)
    assert "no such line" in refused("policy", "near", "unset", "protect",
                                     "192.0.2.0/25")
    xdp("policy", "near", "unset", "protect", "192.0.2.0/24")
    xdp("policy", "--file", desk.policy, "near")
    assert xdp("policy", "near")[0] == \
        "default report\nfeed bad drop+report ingress\nprotect own.example\n"
    assert xdp("check", "near", "192.0.2.9")[0].startswith(
        "192.0.2.9: ingress drop+report, egress report\n")
    run("ip", "route", "add", "default", "via", "192.0.2.254", "dev", "near")
    xdp("swap", "--protect-host", "near")
    for own in ("192.0.2.1", "192.0.2.254", "2001:db8::1", "127.0.0.1"):
        assert f"protect {own}\n" in xdp("policy", "near")[0], own
    xdp("policy", "near", "permit", "feed", "bad")
    xdp("policy", "near", "set", "no one", "drop", "egress")
    xdp("policy", "near", "unset", "permit", "feed", "bad")
    xdp("policy", "near", "unset", "set", "no one")
    xdp("policy", "near", "default", "drop", "egress")
    xdp("policy", "near", "unset", "default")
    for line in (("permit", "feed", "bad"), ("set", "no one"), ("frob",), ()):
        refused("policy", "near", "unset", *line)
    assert xdp("policy", "near")[0].startswith(
        "default report\nfeed bad drop+report ingress\nprotect "), \
        xdp("policy", "near")[0]
    desk.compile("db", "203.0.113.8\n", "--keep-going")
    told, said = xdp("check", "near", "203.0.113.8")
    assert "after the next swap" in said
    xdp("swap", "near")
    assert "after the next swap" not in xdp("check", "near", "203.0.113.8")[1]
    before = settings.read_text()
    refused("swap", "near", desk.folder / "nix")
    refused("swap", "near", desk.policy)
    assert settings.read_text() == before
    xdp("detach", "near")
    check_nothing_left()
    assert "no filter" in refused("detach", "near")


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
    # a live change, and one that takes an image
    for line in (("default", "drop"), ("permit", "value", "203.0.113.7")):
        said = xdp("policy", "--confirm", "1s", "near", *line)[1]
        assert "unless confirmed" in said, said
        assert xdp("policy", "near")[0] != first
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
    agent = subprocess.Popen([TAMIS, "xdp", "agent", "--quiet", "near"])
    settings = STATE / "xdp/near/settings"
    xdp("policy", "--confirm", "1s", "near", "default", "ignore")
    until(lambda: "default ignore" not in settings.read_text(), "the end")
    until(lambda: standing() == drops, "dropping again")
    xdp("policy", "--confirm", "1s", "near", "default", "ignore")
    xdp("monitor", "near")
    until(lambda: "default ignore" not in settings.read_text(), "the end")
    assert standing() != drops, standing()
    agent.send_signal(signal.SIGINT)
    assert agent.wait(30) == 0
    xdp("detach", "near")
    check_nothing_left()


def nothing_half_done():
    """Whatever is wrong is said before anything is attached."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    bad_policy = desk.write("bad", "default report\nfeed\n")
    bad_own = desk.write("bad_own.txt", "192.0.2.1\n\n192.0.2.1:80\n")
    said = refused("attach", "--policy", bad_policy, "near", desk.database)
    assert f"{bad_policy}:2: " in said, said
    said = refused("attach", "--protect", bad_own, "near", desk.database)
    assert f"{bad_own}:3: " in said, said
    assert "no value" in \
        refused("attach", "--protect", "1.2.3.4.5/6", "near", desk.database)
    refused("attach", "--policy", desk.folder / "nix", "near", desk.database)
    refused("attach", "near", desk.folder / "nix")
    refused("attach", "near", desk.policy)
    refused("attach", "nix", desk.database)
    for verb in VERBS:
        if verb not in ("attach", "check"):
            refused(verb, "near")
    check_nothing_left()


def looked_after():
    """An agent swaps in what is new, and ends when it is told or not needed."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    settings = STATE / "xdp/near/settings"
    xdp("attach", "--dead-man", "1h", "near", desk.database)

    def begin():
        return subprocess.Popen([TAMIS, "xdp", "agent", "near"], text=True,
                                stderr=subprocess.PIPE)

    agent = begin()
    desk.compile("db", "203.0.113.8\n", "--keep-going")
    inode = str(desk.database.stat().st_ino)
    until(lambda: f" {inode} " in settings.read_text(), "the new database")
    assert capabilities(agent) == CAP_BPF
    # a database that is none changes nothing, and the agent lives on
    before = settings.read_text()
    fresh = desk.write("broken", "no database\n")
    os.rename(fresh, desk.database)
    line = ""
    while "broken" not in line and "db.tamis: " not in line.partition("in")[0]:
        line = agent.stderr.readline()
        assert line, "the agent ended"
    assert settings.read_text() == before and agent.poll() is None
    desk.compile("db", LIST, "--keep-going")
    inode = str(desk.database.stat().st_ino)
    until(lambda: f" {inode} " in settings.read_text(), "the next database")
    agent.send_signal(signal.SIGTERM)
    assert agent.wait(30) == 0, agent.stderr.read()
    agent = begin()
    assert "after this agent ends" in agent.stderr.readline()
    xdp("detach", "near")
    assert agent.wait(30) == 0, agent.stderr.read()
    check_nothing_left()
    # another filter is not its own, however quickly it came
    for options in (), ("--dead-man", "1h"):
        xdp("attach", *options, "near", desk.database)
        agent = begin()
        if options:
            assert "after this agent ends" in agent.stderr.readline()
        else:
            until(lambda: capabilities(agent) == CAP_BPF, "an agent set up")
        agent.send_signal(signal.SIGSTOP)
        xdp("detach", "near")
        xdp("attach", "--enforce", "near", desk.database)
        desk.compile("db", LIST, "--keep-going")
        agent.send_signal(signal.SIGCONT)
        assert agent.wait(30) == 2
        assert "another" in agent.stderr.read()
        for verb in "status", "monitor", "swap", "detach":
            xdp(verb, "near")
        check_nothing_left()


def statements_end():
    """What is in the kernel is built anew when a statement of it ends."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    settings = STATE / "xdp/near/settings"
    end = time.gmtime(time.time() + 3)
    bundle = {"type": "bundle", "id": f"bundle--{'0' * 8}-0000-4000-8000-"
              f"{'0' * 12}", "objects": [
                  {"type": "indicator", "spec_version": "2.1",
                   "id": "indicator--00000000-0000-4000-8000-000000000001",
                   "created": "2020-01-01T00:00:00Z",
                   "modified": "2020-01-01T00:00:00Z",
                   "pattern": "[ipv4-addr:value = '203.0.113.50']",
                   "pattern_type": "stix",
                   "valid_from": "2020-01-01T00:00:00Z",
                   "valid_until": time.strftime("%Y-%m-%dT%H:%M:%SZ", end)}]}
    desk.compile("db", json.dumps(bundle), "--format", "stix")
    xdp("attach", "near", desk.database)
    never = f"next_end_ns {2 ** 63 - 1}\n"
    assert never not in settings.read_text()
    agent = subprocess.Popen([TAMIS, "xdp", "agent", "--quiet", "near"])
    until(lambda: never in settings.read_text(), "the end of a statement")
    xdp("check", "near", "203.0.113.50", code=1)
    agent.send_signal(signal.SIGINT)
    assert agent.wait(30) == 0
    xdp("detach", "near")


def taken_off():
    """A filter that packets do not meet any more is not called good."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    xdp("attach", "--enforce", "near", desk.database)

    def begin():
        return subprocess.Popen([TAMIS, "xdp", "agent", "near"], text=True,
                                stderr=subprocess.PIPE)

    agent = begin()
    run("tc", "qdisc", "del", "dev", "near", "clsact")
    line = agent.stderr.readline()
    assert "egress is not filtered any more" in line, line
    text, said = xdp("status", "near", code=1)
    assert "  ingress (native XDP)\n" in text, text
    assert "egress is not filtered any more" in said, said
    assert "egress is not" in xdp("enforce", "near")[1]
    told = json.loads(xdp("status", "--json", "near", code=1)[0])
    assert told["attached"] == ["ingress"] and told["enforcing"], told
    run("ip", "link", "del", "near")
    assert agent.wait(30) == 2
    assert "nothing is filtered" in agent.stderr.read()
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
    agent = begin()
    run("ip", "link", "set", "near", "name", "renamed")
    assert "is called renamed now" in xdp("status", "near")[1]
    xdp("detach", "near")
    assert agent.wait(30) == 0
    assert "clsact" not in run("tc", "qdisc", "show", "dev", "renamed")
    run("ip", "link", "set", "renamed", "name", "near")
    check_nothing_left()


def state_lost():
    """What the state folder held cannot be made up for; that is told."""
    room, desk = VethRoom(), Desk("/run")
    assert room
    xdp("attach", "near", desk.database)
    agent = subprocess.Popen([TAMIS, "xdp", "agent", "near"], text=True,
                             stderr=subprocess.PIPE)
    time.sleep(0.2)
    for path in (STATE / "xdp/near").iterdir():
        path.unlink()
    assert agent.wait(30) == 2
    assert "detach it and attach anew" in agent.stderr.read()
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
        explained, asked, life, confirmed, taken_back, nothing_half_done,
        looked_after, statements_end, taken_off, state_lost, told,
        told_whatever_becomes_of_the_file,
        told_to_partners)}))
