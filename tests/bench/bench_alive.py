#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs one verb of the benchmark at 1 K and checks every line it prints.

usage: bench_alive.py PROGRAM VERB
VERB may also be own_feeds (scale over the sample feeds), compare (scale beside
older figures that were made up), refusals (what is asked wrongly) and by_tamis
(the command line finds the program beside it).
"""
import json
import os
import re
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
    "compile": {"compile", "processor", "peak-memory", "file", "phase-read"},
    "open": {"file", "open", "open-verify", "open-cold", "resident",
             "touched"},
    "swap": {"quiet-point", "ask", "ask-swapping", "publish"},
    "scan": {"scan", "speed", "events"},
    "xdp": {"image-build", "publish", "memory", "packet", "packet-report"},
}
METRICS["domain"] = METRICS["ipv4"] = METRICS["ipv6"] = METRICS["exact"]
METRICS["scale"] = {"compile", "file-size", "throughput"} | METRICS["open"]
METRICS["own_feeds"] = METRICS["scale"]
# Which kinds and which pages a verb tells of.
KINDS = {"compile": {"mixed", "sha256", "domain", "ipv4", "ipv6"},
         "scan": {"proxy", "prose"},
         "xdp": {"mixed", "domain", "ipv4", "ipv6"}}
KINDS["open"] = KINDS["scale"] = KINDS["compile"]
HEADER = (SOURCE / "include/tamis/database.h").read_text()
ALL_PAGES = {"map", "copy"} | (
    {"huge"} if "TAMIS_DATABASE_HUGE_PAGES" in HEADER else set())
PAGES = {verb: ALL_PAGES for verb in ("exact", "domain", "open", "scan", "scale")}
LOOKUPS = {"exact", "domain", "ipv4", "ipv6"}
ALL = LOOKUPS | {"compile", "open", "swap", "scan", "scale", "xdp"}
# Which verbs take an option; --output and the like are scale's alone.
TAKEN_BY = {
    "sizes": ALL, "repeats": ALL, "memory-limit": ALL, "seed": ALL,
    "folder": ALL, "quiet": ALL, "help": ALL,
    "format": ALL - {"scale"},
    "hits": LOOKUPS | {"scan", "scale", "xdp"},
    "queries": LOOKUPS | {"scale", "xdp"},
    "batch": LOOKUPS | {"scale"},
    "seconds": LOOKUPS | {"swap", "scale", "xdp"},
    "peers": LOOKUPS | {"compile", "scan", "scale", "xdp"},
    "dpdk": LOOKUPS | {"compile", "scale"},
    "threads": ALL - {"open", "xdp"},
    "pages": LOOKUPS | {"open", "scan", "scale"},
    "cpu-limit": LOOKUPS | {"open", "scan", "scale"},
    "kinds": {"compile", "open", "scale"},
    "output": {"scale"}, "feeds": {"scale"}, "tlp": {"scale"},
    "compare": {"scale"},
    "text": {"scan", "scale"}, "limit": {"scan", "scale"}, "log": {"scan"},
}
SMALL = {"queries": "70K", "seconds": "0.005", "dpdk": "--no-huge -m 256",
         "text": "200K"}
SKIPPED = 77


def taken(verb, **options):
    """The words of those options that the verb takes."""
    return [word for name, value in options.items() if verb in TAKEN_BY[name]
            for word in (f"--{name}", value)]


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
    missing |= KINDS.get(verb, set()) - {row["kind"] for row in rows}
    missing |= PAGES.get(verb, set()) - {row["pages"] for row in rows}
    if missing:
        faults.append(f"not measured: {sorted(missing)}")
    for fault in faults:
        print(fault)
    peers = sorted({row["subject"] for row in rows} - {"tamis"})
    print(f"{len(rows)} lines; peers: {', '.join(peers) or 'none'}")
    return not faults


def check_tables(text, verb, folder):
    """bench/figures.py makes a table of what this verb measured."""
    head = {"compile": "### Compile", "open": "### Open", "swap": "### Swap",
            "scan": "### Scan", "xdp": "### XDP"}
    lines = Path(folder) / "figures.jsonl"
    lines.write_text(text)
    done, good = run([sys.executable, SOURCE / "bench/figures.py", lines],
                     folder)
    lines.unlink()
    _, found, table = done.stdout.partition(head.get(verb, "### Lookups"))
    rows = table.partition("\n### ")[0].count("\n| ") - 1  # less the header
    if not found or rows < 1:
        print(f"figures.py: {rows} rows\n{done.stdout}")
    return good and rows >= 1


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
    done, good = run([program, "scale", *feeds, *taken("scale", **SMALL),
                      "--repeats", "2", "--output", "page"], folder)
    if not good:
        return 1
    good &= check_lines((Path(folder) / "page.jsonl").read_text(), verb)
    page = (Path(folder) / "page.html").read_text()
    for part in ("<svg", "</html>", "<table>", "indicators listed",
                 "var(--ink-3)", "prefers-color-scheme:dark"):
        if part not in page:
            print(f"the page lacks {part}")
            good = False
    # Nothing from outside, and no colour that does not change in the dark.
    for part in ("<script", "http-equiv", "src=", "href='http", "url(",
                 "@import", "NaN", "nan", "rgb("):
        if part in page:
            print(f"the page has {part}")
            good = False
    return 0 if good else 1


def scaled(row, factor):
    return row | {name: row[name] * factor for name in ("value", "min", "max")}


def check_compare(program, folder):
    """A made regression is told, on both outputs and by the exit code."""
    if not shutil.which("gnuplot"):
        print("skipped: no gnuplot here")
        return SKIPPED
    scale = [program, "scale", "--sizes", "1K", "--kinds", "sha256,domain",
             "--peers", "none", *taken("scale", **SMALL), "--repeats", "2",
             "--output", "page"]
    old = Path(folder) / "old.jsonl"

    def compared_with(rows, expected):
        old.write_text("".join(json.dumps(row, separators=(",", ":")) + "\n"
                               for row in rows))
        done, good = run([*scale, "--compare", old], folder, expected)
        return done.stdout, (Path(folder) / "page.html").read_text(), good

    done, good = run(scale, folder)
    if not good:
        return 1
    rows = [json.loads(line)
            for line in (Path(folder) / "page.jsonl").read_text().splitlines()]
    # All else was ten thousand times as dear: nothing but this can be worse.
    worse = [scaled(row, 1e-4 if row["metric"] == "throughput" and
                    row["kind"] == "domain" and row["hit_share"] == 0 else 1e4)
             for row in rows]
    text, page, told = compared_with(worse, 1)
    good &= told and ": 1 worse," in text
    good &= "\nworse " in text
    good &= "throughput of domain, map, 0 % listed" in text
    good &= "1 became worse" in page and "class=\"worse\"" in page
    better = [scaled(row, 1e4) | {"cpu": "some other"} for row in rows]
    text, page, told = compared_with(better, 0)
    good &= told and ": 0 worse," in text and "\nworse " not in text
    good &= "another processor's: some other" in text
    good &= "0 became worse" in page
    # Measured once, a thousandth of everything proves nothing.
    once = [scaled(row, 1e-3) | {"repeats": 1} for row in rows]
    text, page, told = compared_with(once, 0)
    good &= told and "\n0 figures compared: 0 worse, 0 better." in text
    if Path("/dev/full").exists():  # what cannot be said is no verdict
        with open("/dev/full", "w") as full:
            ended = subprocess.run([str(word) for word in scale], cwd=folder,
                                   stdout=full, stderr=subprocess.PIPE,
                                   text=True, timeout=280)
        good &= ended.returncode == 2 and "cannot write" in ended.stderr
    old.write_text("no such line\n")
    good &= run([*scale, "--compare", old], folder, expected=2)[1]
    return 0 if good else 1


def has_xdp(program):
    """Was it built with XDP? Asked in a folder that is not there."""
    done = subprocess.run([str(program), "xdp", "--folder", "/nowhere"],
                          capture_output=True, text=True, timeout=60)
    return "built without XDP" not in done.stderr


def bpf_is_missing(program):
    """Why no program can be loaded here; None where it can."""
    if not has_xdp(program):
        return "built without XDP"
    if os.geteuid() != 0:
        return "needs root"
    return None


def check_refusals(program, folder):
    """What is asked wrongly ends with 2 and a sentence that names it."""
    good = True
    for words, named in [
            (["exact", "--pages", "giant"], "giant"),
            (["exact", "--pages", "map,map,map,map"], "map,map"),
            (["exact", "--pages", "map;copy"], "map;copy"),
            (["compile", "--kinds", "sha1"], "sha1"),
            (["exact", "--peers", "nobody"], "nobody"),
            (["exact", "--hits", "101"], "101"),
            (["exact", "--sizes", "0"], "'0'"),
            (["exact", "--sizes", "1K,,2K"], "1K,,2K"),
            (["scale", "--tlp", "mauve", "feed.txt"], "mauve"),
            (["scale", "feed.txt"], "--tlp"),
            (["exact", "feed.txt"], "feed.txt"),
            (["scan", "--text", "10"], "'10'"),
            (["scan", "--limit", "soon"], "'soon'"),
            (["scan", "--peers", "absl"], "grepcidr"),
            (["xdp", "--peers", "absl"], "lpm_trie" if has_xdp(program)
             else "no peer"),
            *[(["compile", "--memory-limit", size], f"'{size}'")
              for size in ("0", "-1", "1.5M", "8m", "8k", "1GB", "8X", "",
                           "99999999999T", "99999999999999999999999")],
            (["exact", "--output", "foo", "--kinds", "domain"],
             "tamis bench exact: no --output here; it is taken by scale\n"),
            (["swap", "--kinds", "domain"],
             "no --kinds here; it is taken by compile, open and scale\n"),
            (["nothing"], "nothing")]:
        done, ended = run([program, *words], folder, expected=2)
        if not ended or named not in done.stderr:
            print(f"{words}: {done.stderr}")
            good = False
    good &= check_options(program, folder)
    return 0 if good else 1


def check_options(program, folder):
    """Each verb refuses what is another's; help and manual name all."""
    good = True
    help_text = run([program, "--help"], folder)[0].stdout
    manual = (SOURCE / "bindings/cli/man/tamis-bench.1").read_text()
    named = set(re.findall(r"^  --([a-z-]+)", help_text, re.MULTILINE))
    if named | {"help"} != set(TAKEN_BY):
        print(f"--help names {sorted(named ^ set(TAKEN_BY))} or not")
        good = False
    for option, verbs in TAKEN_BY.items():
        if f"\n.It Fl -{option}" not in manual:
            print(f"the manual lacks --{option}")
            good = False
        value = {"quiet": [], "help": [], "tlp": ["red"],
                 "pages": ["map"], "kinds": ["ipv4"], "format": ["text"]}
        for verb in sorted(ALL):
            # The seed is always wrong: nothing is run.
            words = [program, verb, f"--{option}", *value.get(option, ["1"]),
                     "--seed", "wrong"]
            done, ended = run(words, folder, 0 if option == "help" else 2)
            is_refused = f"no --{option} here; it is taken by" in done.stderr
            if not ended or is_refused != (verb not in verbs):
                print(f"{words}: {done.stderr}")
                good = False
    return good


def main():
    program, verb = Path(sys.argv[1]).resolve(), sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        if verb in ("scale", "own_feeds"):
            return check_scale(program, folder, verb)
        if verb == "compare":
            return check_compare(program, folder)
        if verb == "refusals":
            return check_refusals(program, folder)
        if verb == "by_tamis":
            if not (program.parent / "tamis").exists():
                print("skipped: no command line in this build")
                return SKIPPED
            done, good = run([program.parent / "tamis", "bench", "--help"],
                             folder)
            return 0 if good and "usage: tamis bench" in done.stdout else 1
        missing = verb == "xdp" and bpf_is_missing(program)
        if missing:
            print(f"skipped: {missing}")
            return 1 if os.environ.get("TAMIS_REQUIRE_BPF") else SKIPPED
        pages = ",".join(sorted(PAGES.get(verb, {"map"})))
        done, good = run([program, verb, "--sizes", "1K", "--repeats", "2",
                          "--format", "json", "--folder", folder,
                          *taken(verb, pages=pages, **SMALL)], folder)
        good = good and check_lines(done.stdout, verb) and \
            check_tables(done.stdout, verb, folder)
        text, is_text = run([program, verb, "--sizes", "1K", "--repeats", "1",
                             "--format", "text", "--folder", folder,
                             "--memory-limit", "64M",
                             *taken(verb, peers="none", **SMALL)], folder)
        good = good and is_text and "median" in text.stdout
        left = list(Path(folder).iterdir())
        if left:
            print(f"left behind: {left}")
        return 0 if good and not left else 1


if __name__ == "__main__":
    sys.exit(main())
