#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Non-interference of the command line: standard output, standard error and
exit code of every verb that reads, at every clearance, are byte for byte the
same with and without the feeds that the clearance cannot see.

usage: command_line.py PROGRAM      TAMIS_TEST_SEED replays
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LABELS = ["clear", "green", "amber", "amber+strict", "red"]
CIRCLES = {"circle:a": {"org-1", "org-2"}, "circle:b": {"org-2", "org-3"},
           "circle:c": {"org-1", "org-2", "org-3"}}
AUDIENCES = list(CIRCLES) + ["org-1", "org-2", "org-3"]
ROUNDS = 6


def expand(names):
    """Organisations of names; None is everyone."""
    if names is None:
        return None
    return set().union(*(CIRCLES.get(name, {name}) for name in names))


def make_value(source):
    name = source.choice(["evil.com", "bad.org", "n.net"])
    for _ in range(source.randrange(3)):
        name = source.choice(["a", "b", "www"]) + "." + name
    return source.choice([
        name, name, f"11.0.{source.randrange(3)}.{source.randrange(4)}",
        f"11.0.{source.randrange(3)}.0/24", "11.0.0.0/16", f"http://{name}/x",
        f"u@{name}", source.choice("0123") * 64])


def make_feed(source, number, folder):
    tlp = source.choice(LABELS)
    names = source.sample(AUDIENCES, source.randint(1, 2)) \
        if source.random() < 0.5 else None
    path = folder / f"feed{number}.txt"
    path.write_text("".join(make_value(source) + "\n"
                            for _ in range(source.randint(1, 60)))
                    + "not!a!value\n")
    if names is not None:
        audience = expand(names)
    else:
        audience = None if tlp in ("clear", "green") else set()
    entry = {"name": f"feed-{number}", "path": path.name, "format": "list",
             "tlp": tlp}
    if names is not None:
        entry["audience"] = names
    return entry, LABELS.index(tlp), audience


def is_visible(feed, rank, asked):
    _, tlp, audience = feed
    return tlp <= rank and (audience is None or asked <= audience)


def compile_feeds(program, folder, name, feeds, options):
    manifest = folder / f"{name}.json"
    manifest.write_text(json.dumps({
        "v": 1, "organisation": "us",
        "audiences": {key: sorted(value) for key, value in CIRCLES.items()},
        "feeds": [feed[0] for feed in feeds]}))
    subprocess.run([program, "compile", "-o", "db.tamis", "--quiet",
                    "--feeds", manifest.name, *options], cwd=folder, check=True,
                   env={**os.environ, "SOURCE_DATE_EPOCH": "1787356800"})


def receive(program, folder, clearance):
    """What every reading verb gives, as one list."""
    results = []
    for verb, *arguments in (
            ("scan", "--sensor", "s", "--at", "2026-08-22", "db.tamis",
             "log.txt"),
            ("scan", "--count", "db.tamis", "log.txt"),
            ("scan", "--format", "text", "--sensor", "s", "--at", "any",
             "db.tamis", "log.txt"),
            ("lookup", "--sensor", "s", "--at", "any", "db.tamis",
             "www.evil.com", "11.0.0.1", "http://a.bad.org/x"),
            ("inspect", "db.tamis"), ("inspect", "--json", "db.tamis"),
            ("diff", "db.tamis", "db.tamis")):
        done = subprocess.run([program, verb, *clearance, *arguments],
                              cwd=folder, capture_output=True, check=False)
        results.append((verb, arguments, done.returncode, done.stdout,
                        done.stderr))
    return results


def check_round(program, source, folder):
    feeds = [make_feed(source, number, folder)
             for number in range(source.randint(2, 7))]
    (folder / "log.txt").write_text("".join(
        make_value(source) + source.choice([" ", "\n", ", "])
        for _ in range(120)))
    options = source.choice([[], ["--fingerprints"], ["--fingerprints=64"]])
    for rank, label in enumerate(LABELS):
        names = source.sample(AUDIENCES, 1) if source.random() < 0.6 else []
        clearance = ["--clearance", label] + \
            (["--audience", ",".join(names)] if names else [])
        visible = [feed for feed in feeds
                   if is_visible(feed, rank, expand(names) if names else set())]
        if not visible:
            continue
        compile_feeds(program, folder, "all", feeds, options)
        everything = receive(program, folder, clearance)
        compile_feeds(program, folder, "visible", visible, options)
        alone = receive(program, folder, clearance)
        for one, other in zip(everything, alone):
            if one != other:
                print(f"{clearance}: tamis {one[0]} {one[1]} differs")
                print("with the invisible:", *one[2:], sep="\n")
                print("without:", *other[2:], sep="\n")
                return False
    return True


def main():
    program = str(Path(sys.argv[1]).resolve())
    seed = int(os.environ.get("TAMIS_TEST_SEED", time.time_ns()))
    print(f"replay with TAMIS_TEST_SEED={seed}")
    source = random.Random(seed)
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            if not check_round(program, source, Path(folder)):
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
