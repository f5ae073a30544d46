#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Builds docs/examples/sensor.c with the public headers alone, runs it with and
without patterns, and compares what it prints with sensor.expected.

usage: example.py PROGRAM LIBRARY_FOLDER [PATTERN_COMPILER]
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
OPEN = """value,kind
evil.example,domain
http://payload.example/stage2.bin,url
Evil/1.0 (agent),user-agent
0123456789abcdef0123456789abcdef,md5
secret-marker-7,literal
"""
OF_PATTERNS = "secret-marker-7"


def compile_feeds(tamis, folder):
    """A feed that the sensor's clearance sees, and one that it does not."""
    (folder / "open.csv").write_text(OPEN)
    (folder / "hidden.csv").write_text(OPEN)
    feeds = [{"name": name, "path": f"{name}.csv", "format": "csv", "tlp": tlp}
             for name, tlp in (("open", "green"), ("hidden", "red"))]
    manifest = {"v": 1, "organisation": "example", "feeds": feeds}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    subprocess.run([tamis, "compile", "-o", "db.tamis", "--quiet",
                    "--feeds", "manifest.json"], cwd=folder, check=True)


def main():
    tamis, libraries = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    source = SOURCE / "docs/examples/sensor.c"
    expected = source.with_suffix(".expected").read_text().splitlines()
    faults = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        compile_feeds(tamis, folder)
        subprocess.run([os.environ.get("CC", "cc"), "-std=c11", "-Wall",
                        "-Wextra", "-Werror", "-I", str(SOURCE / "include"),
                        "-o", str(folder / "sensor"), str(source),
                        "-L", str(libraries), "-ltamis"], check=True)
        environment = dict(os.environ, LC_ALL="C",
                           LD_LIBRARY_PATH=str(libraries))
        for patterns in [[]] + [[path] for path in sys.argv[3:]]:
            done = subprocess.run(["./sensor", "db.tamis", *patterns],
                                  cwd=folder, env=environment, text=True,
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
            wanted = [line for line in expected
                      if patterns or OF_PATTERNS not in line]
            if done.returncode or done.stdout.splitlines() != wanted:
                faults += 1
                print(f"sensor {patterns}: exit {done.returncode}; it printed\n"
                      f"{done.stdout}expected\n" + "\n".join(wanted))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
