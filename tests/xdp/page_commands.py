# SPDX-License-Identifier: BSD-2-Clause
"""Runs what a page shows of `tamis xdp`, on a host of our own: every line of a
block that begins with `tamis` or `sudo tamis`, in order.

The page's `eth0` is an end of a cable, its `manifest.json` the sample's, and
`sudo` runs what it is given. Each command must succeed, and behind the last the
filter drops, as the page says.

usage: page_commands.py TAMIS PAGE
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import veth_room
from veth_room import NEAR4, NEAR6, VethRoom, run

TAMIS, PAGE = (Path(path).resolve() for path in sys.argv[1:3])
SAMPLE = Path(__file__).resolve().parents[1] / "data/sample"
BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.M | re.S)
COMMAND = re.compile(r"^(?:sudo )?tamis .*$", re.M)


def commands():
    """Those of the blocks that show the filter, and what they need."""
    blocks = [COMMAND.findall(block)
              for block in BLOCK.findall(PAGE.read_text())]
    return [command for block in blocks
            if any("tamis xdp" in command for command in block)
            for command in block]


def rename_near():
    """Near is eth0 from now on."""
    run("ip", "link", "set", "near", "down")
    run("ip", "link", "set", "near", "name", "eth0")
    run("ip", "link", "set", "eth0", "up")
    run("ip", "address", "replace", f"{NEAR6}/64", "dev", "eth0", "nodad")
    run("ip", "route", "replace", "default", "via", "192.0.2.254", "dev",
        "eth0")


def make_folder():
    folder = Path(tempfile.mkdtemp(dir="/run"))
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    (folder / "own.txt").write_text(f"{NEAR4}\nown.example\n")
    run(TAMIS, "compile", "-o", folder / "db.tamis", "--quiet", "--feeds",
        folder / "manifest.json")
    (folder / "bin").mkdir()
    (folder / "bin/tamis").symlink_to(TAMIS)
    sudo = folder / "bin/sudo"
    sudo.write_text('#!/bin/sh\nexec "$@"\n')
    sudo.chmod(0o755)
    return folder


def run_command(command, folder, environment):
    # What goes on until it is told to stop is told so.
    goes_on = re.search(r" --follow\b", command)
    words = ["timeout", "--preserve-status", "--signal=INT", "2"] \
        if goes_on else []
    done = subprocess.run([*words, "bash", "-euc", f"exec {command}"
                           if goes_on else command],
                          cwd=folder, text=True, env=environment, timeout=60,
                          stdin=subprocess.DEVNULL, capture_output=True)
    # To these, 1 says that there is nothing to tell.
    good = (0, 1) if re.search(r" xdp (check|events) ", command) else (0,)
    assert done.returncode in good, \
        f"{PAGE.name}: {command}: code {done.returncode}: " \
        f"{done.stderr}{done.stdout}"
    return done.stdout


def page():
    room = VethRoom()
    rename_near()
    folder = make_folder()
    environment = dict(os.environ, LC_ALL="C", NO_COLOR="1",
                       PATH=f"{folder}/bin:{os.environ['PATH']}")
    shown = commands()
    assert any(" attach " in command for command in shown), shown
    for command in shown:
        print(command)
        run_command(command, folder, environment)
    status = run_command("tamis xdp status eth0", folder, environment)
    assert "eth0: drops" in status, status
    run_command("tamis xdp detach eth0", folder, environment)
    assert room


if __name__ == "__main__":
    sys.argv.append("page")
    sys.exit(veth_room.main({"page": page}))
