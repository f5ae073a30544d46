#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Prints the tables of docs/BENCHMARKS.md from what bench/figures.sh measured.

usage: bench/figures.py FIGURES.jsonl
"""
import json
import sys

# Nanoseconds a clean key, keys just read: kind and number listed.
TARGETS = {("sha256", 10_000_000): 5, ("sha256", 100_000_000): 12,
           ("domain", 1_000_000): 15, ("domain", 10_000_000): 25,
           ("ipv4", 1_200_000): 5, ("ipv6", 160_000): 10}
COMPILE_TARGET = 3
# Megabytes a second of dense logs, by the number listed.
SCAN_TARGETS = {1_000: 1500, 1_000_000: 1200, 10_000_000: 1000}
# Nanoseconds a packet above an empty program, by kind and share listed.
XDP_TARGETS = {("ipv4", 0): 35, ("ipv6", 0): 35, ("ipv4", 1): 100,
               ("ipv6", 1): 100, ("domain", 0): 200, ("domain", 1): 200}
KINDS = {"sha256": "SHA-256", "domain": "domain", "ipv4": "IPv4",
         "ipv6": "IPv6", "mixed": "mixed"}


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def count(value):
    for unit, name in ((1_000_000, "M"), (1_000, "K")):
        if value >= unit:
            return f"{value / unit:.4g} {name}"
    return str(value)


class Figures:
    def __init__(self, rows):
        self.rows = rows

    def select(self, **wanted):
        return [row for row in self.rows
                if all(row[name] == value for name, value in wanted.items())]

    def value(self, **wanted):
        """The first of such rows: its median as text, or nothing."""
        rows = self.select(**wanted)
        return number(rows[0]["value"]) if rows else ""


def near(listed, size):
    """Prefixes lose a few to duplicates."""
    return abs(listed - size) <= size / 50


def target_of(row):
    for (kind, size), target in TARGETS.items():
        if kind == row["kind"] and near(row["indicators"], size):
            return target
    return None


def table(title, *columns):
    print(f"\n### {title}\n")
    print("| " + " | ".join(columns) + " |")
    print("|---" * 2 + "|---:" * (len(columns) - 2) + "|")


def line(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def lookups(figures, hit_share, title):
    table(title, "kind", "subject", "listed", "ns a key", "x tamis",
          "streamed", "latency", "target", "reached")
    shown = set()
    for row in figures.select(metric="throughput", keys="cached", threads=1,
                              hit_share=hit_share):
        same = {name: row[name] for name in
                ("kind", "subject", "indicators", "hit_share", "pages")}
        target = target_of(row) if row["subject"] == "tamis" and \
            hit_share == 0 else None
        # tamis is measured again beside nobody; its first figure is the one
        # that the ratios are of.
        name = (row["kind"], row["subject"], row["indicators"])
        if name in shown:
            continue
        shown.add(name)
        line(KINDS[row["kind"]], row["subject"], count(row["indicators"]),
             number(row["value"]), number(row["ratio"]) if row["ratio"] else "",
             figures.value(metric="throughput", keys="streamed", threads=1,
                           **same),
             figures.value(metric="latency", **same),
             f"<= {target}" if target else "",
             ("yes" if row["value"] <= target else "no") if target else "")


def shares(figures):
    shown = sorted({row["hit_share"] for row in figures.rows
                    if row["metric"] == "throughput"
                    and row["bench"] != "swap"})
    table("tamis by share of listed keys, threads and pages, ns a key",
          "kind", "pages, threads", "listed",
          *[f"{100 * share:g} %" for share in shown])
    done = set()
    kinds = list(KINDS)
    rows = figures.select(subject="tamis", metric="throughput", keys="cached")
    for row in sorted(rows, key=lambda row: (
            kinds.index(row["kind"]), row["indicators"],
            row["pages"] != "map", row["threads"])):
        same = {name: row[name]
                for name in ("kind", "indicators", "pages", "threads")}
        cells = {share: figures.select(subject="tamis", metric="throughput",
                                       keys="cached", hit_share=share, **same)
                 for share in shown}
        name = tuple(same.values())
        if name in done or not all(cells.values()):
            continue
        done.add(name)
        line(KINDS[row["kind"]], f"{row['pages']}, {row['threads']}",
             count(row["indicators"]),
             *[number(cells[share][-1]["value"]) for share in shown])


def compiles(figures):
    table("Compile", "kind", "subject", "indicators", "s", "processor s",
          "peak MiB", "B an indicator", "target", "reached")
    for row in figures.select(bench="compile", metric="compile"):
        same = {name: row[name] for name in ("kind", "subject", "indicators")}
        is_target = row["kind"] == "mixed" and row["subject"] == "tamis"
        line(KINDS[row["kind"]], row["subject"], count(row["indicators"]),
             number(row["value"]),
             figures.value(bench="compile", metric="processor", **same),
             figures.value(bench="compile", metric="peak-memory", **same),
             figures.value(bench="compile", metric="file", **same),
             f"<= {COMPILE_TARGET}" if is_target else "",
             ("yes" if row["value"] <= COMPILE_TARGET else "no")
             if is_target else "")
    print()
    for kind in ("mixed", "sha256"):
        phases = [f"{row['metric'][6:]} {number(row['value'])} s"
                  for row in figures.select(bench="compile", kind=kind)
                  if row["metric"].startswith("phase-")]
        if phases:
            print(f"Phases, {KINDS[kind]}: {', '.join(phases)}.")


def opens(figures):
    table("Open and memory", "kind", "pages", "indicators", "open ms",
          "cold ms", "verify ms", "in use, B an indicator",
          "file, B an indicator")
    for row in figures.select(bench="open", metric="open"):
        same = {name: row[name] for name in ("kind", "indicators")}
        paged = same | {"pages": row["pages"]}
        line(KINDS[row["kind"]], row["pages"], count(row["indicators"]),
             number(row["value"]),
             figures.value(metric="open-cold", **paged),
             figures.value(metric="open-verify", **paged),
             figures.value(metric="touched", **paged),
             figures.value(bench="open", metric="file", **same))


def swaps(figures):
    table("Swap", "figure", "readers", "median", "least", "largest", "unit")
    for row in figures.select(bench="swap"):
        hits = "" if row["hit_share"] is None else \
            f", {100 * row['hit_share']:.3g} % hit"
        line(row["metric"] + hits, row["threads"], number(row["value"]),
             number(row["min"]), number(row["max"]), row["unit"])


def scans(figures):
    """Speed by text, share and subject; peers without it were said to fail."""
    table("Scan, megabytes a second on one core", "text", "subject", "listed",
          "hits", "MB/s", "ns a byte", "x tamis", "MB scanned", "found",
          "build s", "target", "reached")
    for row in figures.select(bench="scan", metric="speed", threads=1):
        same = {name: row[name] for name in (
            "bench", "kind", "subject", "indicators", "hit_share", "pages")}
        target = SCAN_TARGETS.get(row["indicators"]) \
            if (row["kind"], row["subject"]) == ("proxy", "tamis") else None
        found = figures.select(metric="events", **same) or \
            figures.select(metric="lines", **same)
        line(row["kind"], row["subject"], count(row["indicators"]),
             "" if row["hit_share"] is None else f"{100*row['hit_share']:.3g} %",
             number(row["value"]), figures.value(metric="scan", **same),
             number(row["ratio"]) if row["ratio"] else "",
             number(row["queries"] / 1e6),
             f"{found[0]['value']:.0f} {found[0]['unit']}" if found else "",
             figures.value(metric="build", **same),
             f">= {target}" if target else "",
             ("yes" if row["value"] >= target else "no") if target else "")


def xdps(figures):
    """Nanoseconds above a program that does nothing, by what the packets hold;
    then what each subject is made of and costs besides."""
    table("XDP, ns a packet above an empty program", "keys", "subject",
          "in the list", "listed", "what is done", "ns a packet", "least",
          "largest", "x tamis", "target", "reached")
    for row in figures.select(bench="xdp", unit="ns/packet"):
        target = None
        if row["subject"] == "tamis" and near(row["indicators"], 1_860_000):
            target = XDP_TARGETS.get((row["kind"], row["hit_share"]))
        line(KINDS[row["kind"]], row["subject"], count(row["indicators"]),
             f"{100 * row['hit_share']:.3g} %", row["metric"],
             number(row["value"]), number(row["min"]), number(row["max"]),
             number(row["ratio"]) if row["ratio"] else "",
             f"<= {target}" if target else "",
             ("yes" if row["value"] <= target else "no") if target else "")
    table("XDP, made and published", "subject", "in the list", "figure",
          "median", "least", "largest", "unit")
    for row in figures.select(bench="xdp", kind="mixed"):
        line(row["subject"], count(row["indicators"]), row["metric"],
             number(row["value"]), number(row["min"]), number(row["max"]),
             row["unit"])


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = [json.loads(text) for text in file]
    figures = Figures(rows)
    first = rows[0]
    print(f"{first['cpu']}, {first['cpus']} processors, {first['compiler']}, "
          f"commit {first['commit']}")
    lookups(figures, 0, "Lookups, none of them listed, batches of 64")
    lookups(figures, 1, "Lookups, all of them listed, batches of 64")
    shares(figures)
    compiles(figures)
    opens(figures)
    swaps(figures)
    scans(figures)
    xdps(figures)


if __name__ == "__main__":
    main()
