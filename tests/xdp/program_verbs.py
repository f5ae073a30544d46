#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""`tamis xdp` as people run it: what its verbs say, do and leave.

usage: program_verbs.py TAMIS CASE
"""
import json
import re
import sys
from pathlib import Path

import veth_room
from program_desk import Desk, PINS, STATE, check_nothing_left, \
    refused, xdp
from veth_room import VethRoom, run

MAN_PAGE = Path(__file__).resolve().parents[2] / "bindings/cli/man/tamis-xdp.1"
VERBS = ("attach", "status", "top", "events", "check", "policy", "enforce",
         "confirm", "monitor", "swap", "agent", "metrics", "detach")


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


if __name__ == "__main__":
    sys.exit(veth_room.main({case.__name__: case for case in (
        explained, asked, life, nothing_half_done)}))
