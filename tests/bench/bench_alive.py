#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs one verb of the benchmark at 1 K and checks every line it prints.

usage: bench_alive.py PROGRAM VERB
VERB may also be own_feeds (scale over the sample feeds) and by_tamis (the
command line finds the program beside it).
"""
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
FIELDS = {
    "bench": str, "subject": str, "kind": str, "metric": str, "unit": str,
    "value": (int, float), "min": (int, float), "max": (int, float),
    "repeats": int, "indicators": int, "hit_share": (int, float, type(None)),
    "threads": int, "batch": int, "queries": int, "keys": str, "pages": str,
    "ratio": (int, float), "kernels": str, "seed": int, "commit": str,
    "cpu": str, "cpus": int, "compiler": str,
}
# What a verb must have measured for tamis itself.
METRICS = {
    "exact": {"build", "memory", "throughput", "latency"},
    "compile": {"compile", "processor", "peak-memory", "file"},
    "open": {"open", "open-verify", "open-cold", "resident", "touched"},
    "swap": {"quiet-point", "ask", "ask-swapping", "publish"},
}
METRICS["domain"] = METRICS["ipv4"] = METRICS["ipv6"] = METRICS["exact"]
METRICS["scale"] = METRICS["compile"] | METRICS["open"] | {"throughput"}
METRICS["own_feeds"] = METRICS["scale"]
SMALL = ["--queries", "70K", "--seconds", "0.005", "--dpdk", "--no-huge -m 256"]
SKIPPED = 77


def fault_of(row):
    """What is wrong with one line, or None."""
    if set(row) != set(FIELDS):
        return f"fields {sorted(set(row) ^ set(FIELDS))}"
    for name, kind in FIELDS.items():
        if not isinstance(row[name], kind):
            return f"{name} is {row[name]!r}"
    if not 0 <= row["min"] <= row["value"] <= row["max"]:
        return "the median is not between the least and the largest"
    if row["hit_share"] is not None and not 0 <= row["hit_share"] <= 1:
        return "hit_share is no share"
    return None


def check_lines(text, verb):
    rows = [json.loads(line) for line in text.splitlines()]
    faults = [f"{fault_of(row)}: {row}" for row in rows if fault_of(row)]
    measured = {row["metric"] for row in rows if row["subject"] == "tamis"}
    missing = METRICS[verb] - measured
    if missing:
        faults.append(f"not measured: {sorted(missing)}")
    for fault in faults:
        print(fault)
    peers = sorted({row["subject"] for row in rows} - {"tamis"})
    print(f"{len(rows)} lines; peers: {', '.join(peers) or 'none'}")
    return not faults


def run(arguments, folder, expected=0):
    done = subprocess.run([str(word) for word in arguments], cwd=folder,
                          capture_output=True, text=True, timeout=280)
    if done.returncode != expected:
        print(f"{arguments}: code {done.returncode}\n{done.stderr}")
    return done, done.returncode == expected


def check_scale(program, folder, verb):
    """scale writes both files, and a run compared with itself is no worse."""
    if not shutil.which("gnuplot"):
        done, good = run([program, "scale"], folder, expected=2)
        good &= "gnuplot-nox" in done.stderr
        print("skipped: no gnuplot here; its absence is said"
              if good else done.stderr)
        return SKIPPED if good else 1
    feeds = ["--sizes", "1K"]
    if verb == "own_feeds":
        feeds = ["--feeds", SOURCE / "tests/data/sample/manifest.json",
                 "--sizes", "5"]
    done, good = run([program, "scale", *feeds, *SMALL, "--repeats", "2",
                      "--output", "page"], folder)
    if not good:
        return 1
    good &= check_lines((Path(folder) / "page.jsonl").read_text(), verb)
    page = (Path(folder) / "page.html").read_text()
    for part in ("<svg", "</html>", "<table>", "indicators listed"):
        good &= part in page
    for part in ("<script", "http-equiv", "src=\"http", "NaN"):
        good &= part not in page
    (Path(folder) / "old.jsonl").write_text("no such line\n")
    good &= run([program, "scale", *feeds, *SMALL, "--compare", "old.jsonl"],
                folder, expected=2)[1]
    return 0 if good else 1


def main():
    program, verb = Path(sys.argv[1]).resolve(), sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        if verb in ("scale", "own_feeds"):
            return check_scale(program, folder, verb)
        if verb == "by_tamis":
            if not (program.parent / "tamis").exists():
                print("skipped: no command line in this build")
                return SKIPPED
            done, good = run([program.parent / "tamis", "bench", "--help"],
                             folder)
            return 0 if good and "usage: tamis bench" in done.stdout else 1
        done, good = run([program, verb, "--sizes", "1K", "--repeats", "2",
                          "--format", "json", "--folder", folder, *SMALL],
                         folder)
        good = good and check_lines(done.stdout, verb)
        text, is_text = run([program, verb, "--sizes", "1K", "--repeats", "1",
                             "--format", "text", "--folder", folder, *SMALL,
                             "--peers", "none"], folder)
        good = good and is_text and "median" in text.stdout
        left = list(Path(folder).iterdir())
        if left:
            print(f"left behind: {left}")
        return 0 if good and not left else 1


if __name__ == "__main__":
    sys.exit(main())
