#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs the command-line tests: NAME.sh, and what it must print.

Each NAME.sh runs by `sh -eu` in an empty folder with
    $TAMIS   the program           $DATA   tests/data
    $CASE    the folder of NAME.sh  (for fixtures kept beside it)
and must print NAME.stdout and NAME.stderr exactly (a file that is absent means
nothing) and end with the number in NAME.status (absent: 0). In what it prints
the temporary folder is written as $TMP, the source tree as $SOURCE.

usage: run.py PROGRAM [--update] [NAME...]    --update rewrites expectations
"""
import difflib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SOURCE = FOLDER.parents[1]
SECONDS_MAX = 120


def run_case(program, script):
    """(stdout, stderr, status) of one script, machine names taken out."""
    with tempfile.TemporaryDirectory() as folder:
        temporary = os.path.realpath(folder)
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": temporary, "TMPDIR": temporary,
            "LC_ALL": "C", "TZ": "UTC", "NO_COLOR": "1", "TERM": "dumb",
            "TAMIS": str(program), "DATA": str(SOURCE / "tests/data"),
            "CASE": str(script.parent),
        }
        for name, value in os.environ.items():
            if name.endswith("SAN_OPTIONS") or name.startswith("LLVM_PROFILE"):
                environment[name] = value
        done = subprocess.run(["sh", "-eu", str(script)], cwd=temporary,
                              env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=SECONDS_MAX)
        texts = []
        for output in (done.stdout, done.stderr):
            text = output.decode("utf-8", errors="backslashreplace")
            text = text.replace(temporary, "$TMP")
            texts.append(text.replace(str(SOURCE), "$SOURCE"))
        return texts[0], texts[1], f"{done.returncode}\n"


def expectations(script):
    """The three files of expectations with what their absence means."""
    return ((script.with_suffix(".stdout"), ""),
            (script.with_suffix(".stderr"), ""),
            (script.with_suffix(".status"), "0\n"))


def check_case(script, results):
    """True when all three are as expected; prints the differences."""
    good = True
    for (path, absent), result in zip(expectations(script), results):
        expected = path.read_text() if path.exists() else absent
        if result != expected:
            good = False
            sys.stdout.writelines(difflib.unified_diff(
                expected.splitlines(True), result.splitlines(True),
                f"expected {path.name}", f"found {path.name}"))
    return good


def update_case(script, results):
    for (path, absent), result in zip(expectations(script), results):
        if result == absent:
            path.unlink(missing_ok=True)
        else:
            path.write_text(result)


def main():
    arguments = [word for word in sys.argv[1:] if word != "--update"]
    program = Path(arguments[0]).resolve()
    scripts = sorted(FOLDER.glob("*.sh"))
    if len(arguments) > 1:
        scripts = [path for path in scripts if path.stem in arguments[1:]]
    failures = 0
    for script in scripts:
        try:
            results = run_case(program, script)
        except subprocess.TimeoutExpired:
            print(f"{script.name}: still running after {SECONDS_MAX} s")
            failures += 1
            continue
        if "--update" in sys.argv:
            update_case(script, results)
        elif not check_case(script, results):
            print(f"{script.name}: differs; if it should, "
                  f"run.py {program} --update {script.stem}")
            failures += 1
    print(f"{len(scripts)} case(s), {failures} failed")
    if not scripts:
        return 77
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
