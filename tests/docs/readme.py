#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs what README.md shows: its ```sh blocks in order, its ```c blocks as
programs.

All run in one empty folder that has tests/ and docs/ of the source tree in it,
with the built `tamis` in PATH. In a shell block lines that begin with "$ " are
commands, and what follows each is what it must print ("..." stands for any
text); a block without such lines is a script whose every command must succeed.
A program that takes arguments is run with db.tamis, which the shell blocks
have made, and www.evil.example. A block right after a line
`<!-- not run: REASON -->` is left alone.

usage: readme.py PROGRAM LIBRARY_FOLDER [FILE]     (FILE: README.md)
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^(<!-- not run: [^\n]+ -->\n+)?```(sh|c)\n(.*?)^```$",
                   re.M | re.S)
EXIT_SKIPPED = 77


def commands(text):
    """(command, expected output) pairs of a session; None expects success."""
    if not re.search(r"^\$ ", text, re.M):
        return [(text, None)]
    pairs = []
    for line in text.splitlines(True):
        if line.startswith("$ "):
            pairs.append([line[2:], ""])
        elif pairs and pairs[-1][0].endswith("\\\n"):
            pairs[-1][0] += line
        elif pairs:
            pairs[-1][1] += line
    return [(command, expected) for command, expected in pairs]


def is_like(expected, found):
    """Equal, where "..." in what is expected stands for any text."""
    parts = [re.escape(part) for part in expected.strip().split("...")]
    return re.fullmatch(".*?".join(parts), found.strip(), re.S) is not None


def run_session(text, place, folder, environment):
    faults = 0
    for command, expected in commands(text):
        done = subprocess.run(["bash", "-euc", command], cwd=folder, text=True,
                              stdin=subprocess.DEVNULL, env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        # 1 is "nothing matched"; a script without output must give 0.
        allowed = (0,) if expected is None else (0, 1)
        good = done.returncode in allowed and (
            not expected or is_like(expected, done.stdout))
        if not good:
            faults += 1
            print(f"{place}: {command}exit {done.returncode}; it printed:\n"
                  f"{done.stdout}")
            if expected:
                print(f"expected:\n{expected}")
    return faults


def run_program(text, place, folder, environment, libraries):
    source, program = Path(folder) / "example.c", Path(folder) / "example"
    source.write_text(text)
    built = subprocess.run(
        [os.environ.get("CC", "cc"), "-std=c11", "-Wall", "-Wextra", "-Werror",
         "-I", str(SOURCE / "include"), "-o", str(program), str(source),
         "-L", str(libraries), "-ltamis", "-ltamis-compile"],
        capture_output=True, text=True)
    if built.returncode:
        print(f"{place}: does not compile\n{built.stderr}")
        return 1
    if "main(" not in text:
        return 0
    arguments = ["db.tamis", "www.evil.example"] if "argc" in text else []
    done = subprocess.run([str(program), *arguments], cwd=folder, text=True,
                          env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode or not done.stdout:
        print(f"{place}: exit {done.returncode}, it printed:\n{done.stdout}")
        return 1
    return 0


def main():
    program, libraries = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    page = Path(sys.argv[3] if len(sys.argv) > 3 else SOURCE / "README.md")
    if not page.exists():
        print(f"skipped: there is no {page.name}")
        return EXIT_SKIPPED
    text = page.read_text()
    runs = faults = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in ("tests", "docs"):
            (folder / name).symlink_to(SOURCE / name)
        environment = dict(os.environ, LC_ALL="C", NO_COLOR="1",
                           LD_LIBRARY_PATH=str(libraries.resolve()),
                           PATH=f"{program.parent}:{os.environ['PATH']}")
        for match in BLOCK.finditer(text):
            line = text.count("\n", 0, match.start(2)) + 1
            place = f"{page.name}:{line}"
            if match.group(1):
                continue
            runs += 1
            if match.group(2) == "sh":
                faults += run_session(match.group(3), place, folder,
                                      environment)
            else:
                faults += run_program(match.group(3), place, folder,
                                      environment, libraries)
    print(f"{runs} block(s), {faults} fault(s)")
    return 1 if faults or not runs else 0


if __name__ == "__main__":
    sys.exit(main())
