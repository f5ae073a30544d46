#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Hunts the real feeds in the real logs: all feeds beside the project in one
# database, the logs many times over, and beside it what people do without
# tamis: grep and rg with the addresses and names of one of these feeds.
#
# usage: bench/real_logs.sh [TAMIS] [TIMES]
#   TAMIS  default build/release/bindings/cli/tamis
#   TIMES  each log so many times over; default 8
set -euo pipefail
cd "$(dirname "$0")/.."
tamis=${1:-build/release/bindings/cli/tamis} times=${2:-8}
feeds=../shared/data/feeds logs=../shared/data/logs real=build/real

if [ ! -d "$feeds" ]; then
    echo "skipped: $feeds is not here"
    exit 77
fi
mkdir -p "$real"
[ -d "$real/static" ] ||
    tar xJf "$feeds/maltrail/trails-static.tar.xz" -C "$real"
[ -d "$real/lists" ] ||
    tar xJf "$feeds/warninglists/lists.tar.xz" -C "$real"
"$tamis" compile -o "$real/real.tamis" --quiet \
    --feeds tests/data/real/manifest.json

# What a program prints is counted, its seconds are told; at most two minutes.
measure() { # WHAT COMMAND...
    python3 - "$@" <<'PYTHON'
import os, subprocess, sys, time
what, command = sys.argv[1], sys.argv[2:]
began = time.monotonic()
try:
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, timeout=120,
                          env=dict(os.environ, LC_ALL="C"))
except FileNotFoundError:
    print(f"  {what:34} is not here")
except subprocess.TimeoutExpired:
    print(f"  {what:34} takes longer than two minutes")
else:
    seconds = time.monotonic() - began
    size = sum(os.path.getsize(word) for word in command[1:]
               if word.endswith(".log"))
    speed = f"{size / seconds / 1e6:7.0f} MB/s" if size else ""
    lines = done.stdout.count(b"\n")
    print(f"  {what:34} {seconds:8.2f} s {speed:12} "
          f"{lines:9} lines, code {done.returncode}")
PYTHON
}

xz -dc "$feeds/phishing-domains.txt.xz" | grep -v '^#\|^$' >"$real/names.txt"
for log in zeek-dns.json zeek-ssl.log zeek-smtp.log; do
    for _ in $(seq "$times"); do zcat "$logs/$log.gz"; done >"$real/$log.log"
    gzip -1c "$real/$log.log" >"$real/$log.log.gz"
    echo "== $log, $times times over: $(stat -c %s "$real/$log.log") bytes"
    echo "-- every feed: $("$tamis" inspect --quiet "$real/real.tamis" |
        grep -m1 -i indicators || true)"
    scan=("$tamis" scan --quiet --at any "$real/real.tamis")
    measure "tamis scan, all cores" "${scan[@]}" "$real/$log.log"
    measure "tamis scan -j 1" "${scan[@]}" -j 1 "$real/$log.log"
    measure "tamis scan -j 1, gzip" "${scan[@]}" -j 1 "$real/$log.log.gz"
    echo "-- literals of one feed: $(wc -l <"$real/names.txt") names"
    "$tamis" compile -o "$real/names.tamis" --quiet --tlp clear --name names \
        "$real/names.txt"
    measure "tamis scan -j 1" "$tamis" scan --quiet --at any -j 1 \
        "$real/names.tamis" "$real/$log.log"
    measure "rg -F -f" rg --no-config --regex-size-limit 16G \
        -F -f "$real/names.txt" "$real/$log.log"
    measure "grep -F -f" grep -F -f "$real/names.txt" "$real/$log.log"
    measure "zgrep -F -f, gzip" zgrep -F -f "$real/names.txt" \
        "$real/$log.log.gz"
    rm -f "$real/$log.log" "$real/$log.log.gz"
done
