#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""What a filter needs, what it refuses, and what is left when it is gone.

usage: privileges.py TAMIS PILOT CASE
"""
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import veth_room
from filtered_host import BAD4, CLEAN4, PILOT, Filtered
from veth_room import Line, Missing, run

NOBODY = 65534
NEEDED = ("bpf", "net_admin", "perfmon")
PINS, STATE = Path("/sys/fs/bpf/tamis"), Path("/run/tamis")


class Nobody:
    """The pilot as a user of no rights but these capabilities."""

    def __init__(self, host, capabilities):
        if not shutil.which("setpriv"):
            raise Missing("there is no setpriv (package util-linux)")
        names = "-all" + "".join(f",+{name}" for name in capabilities)
        os.chown("/sys/fs/bpf", NOBODY, NOBODY)
        os.chown("/run", NOBODY, NOBODY)
        for path in [host.folder, *host.folder.iterdir()]:
            os.chown(path, NOBODY, NOBODY)
        wrapper = host.folder / "pilot.sh"
        wrapper.write_text(
            "#!/bin/sh\nexec setpriv --reuid 65534 --regid 65534 "
            f"--clear-groups --inh-caps={names} --ambient-caps={names} "
            f"--bounding-set={names} {PILOT}\n")
        wrapper.chmod(0o755)
        self.pilot = veth_room.Pilot(wrapper)


def few_rights():
    """Three capabilities are enough for all of a filter's life."""
    host = Filtered()
    host.pilot.close()
    host.pilot = Nobody(host, NEEDED).pilot
    host.begin()
    line = Line(host.room, CLEAN4)
    assert line.passes(CLEAN4) and not line.passes(BAD4)
    host.pilot("publish", host.compile("second", "x.example\n"), host.policy)
    assert line.passes(BAD4)
    host.end()
    check_nothing_left()


def too_few_rights():
    """Without one of them a sentence says so, and nothing is left."""
    host = Filtered()
    host.pilot.close()
    for missing in NEEDED:
        rights = [name for name in NEEDED if name != missing]
        pilot = Nobody(host, rights).pilot
        sentence = pilot.refuses(*host.attach)
        print(f"without {missing}: {sentence}")
        assert f"CAP_{missing.upper()}" in sentence, sentence
        pilot.close()
        check_nothing_left()


def programs():
    """Numbers of the programs that see the near interface's packets."""
    link = json.loads(run("ip", "-j", "-d", "link", "show", "near"))[0]
    found = [link["xdp"]["prog"]["id"]] if link.get("xdp") else []
    for rule in json.loads(run("tc", "-j", "filter", "show", "dev", "near",
                               "egress") or "[]"):
        if "prog" in rule.get("options", {}):
            found.append(rule["options"]["prog"]["id"])
    return found


def check_nothing_left():
    assert programs() == [], programs()
    rules = run("tc", "qdisc", "show", "dev", "near")
    assert "clsact" not in rules, rules
    for folder in (PINS, STATE):
        left = [path for path in folder.rglob("*") if not path.is_dir()] \
            if folder.exists() else []
        assert not left, left
        assert not (folder / "near").exists(), folder


def is_loaded(number):
    return subprocess.run(["bpftool", "prog", "show", "id", str(number)],
                          capture_output=True).returncode == 0


def nothing_left():
    """Of an attachment that ended nothing can be seen."""
    host = Filtered().begin()
    loaded = programs()
    assert len(loaded) == 2, f"not one program each way: {loaded}"
    pins = [path for path in PINS.rglob("*")]
    assert pins, "nothing pinned"
    for path in [PINS, *pins, *STATE.rglob("*")]:
        mode = path.stat().st_mode & 0o777
        assert mode & 0o077 == 0, f"{path}: mode {mode:o}"
    host.end()
    check_nothing_left()
    if shutil.which("bpftool"):
        for _ in range(600):  # the kernel lets go of them a little later
            if not any(map(is_loaded, loaded)):
                break
            time.sleep(0.1)
        else:
            raise AssertionError(f"still loaded: {loaded}")


def foreign():
    """Somebody else's program stays, and is named."""
    found = sorted(Path("/usr/lib").glob("*/bpf/xdpfilt_alw_eth.o"))
    if not found:
        raise Missing("no other XDP program is here (package xdp-tools)")
    host = Filtered()
    run("ip", "link", "set", "near", "xdp", "obj", found[0], "sec", "xdp")
    before = programs()
    assert len(before) == 1, before
    sentence = host.pilot.refuses(*host.attach)
    print(sentence)
    assert "xdpfilt_alw_eth"[:15] in sentence, sentence
    assert programs() == before, "somebody else's program was touched"
    run("ip", "link", "set", "near", "xdp", "off")
    check_nothing_left()
    host.begin()
    sentence = host.pilot.refuses(*host.attach)
    print(sentence)
    host.pilot("open", "near")
    host.end()
    check_nothing_left()


if __name__ == "__main__":
    sys.exit(veth_room.main(
        {case.__name__: case for case in (
            few_rights, too_few_rights, nothing_left, foreign)}))
