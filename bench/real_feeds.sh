#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Compiles the real feeds beside the project into one database, scans the real
# logs, and prints the figures of docs/BENCHMARKS.md.
#
# usage: bench/real_feeds.sh [TAMIS]     default: build/release/bindings/cli/tamis
set -euo pipefail
cd "$(dirname "$0")/.."
tamis=${1:-build/release/bindings/cli/tamis}
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

measure() { # COMMAND...: its time, its processor time, its peak of memory
    python3 - "$@" <<'PYTHON'
import resource, subprocess, sys, time
began = time.monotonic()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL,
                      stderr=subprocess.DEVNULL).returncode
seconds = time.monotonic() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{seconds:.2f} s, {used.ru_utime:.2f} s of processor, "
      f"peak {used.ru_maxrss // 1024} MiB, exit code {code}")
PYTHON
}

echo "== compile"
"$tamis" compile -o "$real/real.tamis" --feeds tests/data/real/manifest.json \
    --json >"$real/report.json" 2>"$real/report.txt"
measure "$tamis" compile -o "$real/again.tamis" \
    --feeds tests/data/real/manifest.json --quiet
cmp "$real/real.tamis" "$real/again.tamis" && echo "compiled twice: same bytes"
grep '^feed\|^all feeds' "$real/report.txt"
stat -c '%s bytes in the file' "$real/real.tamis"
"$tamis" verify "$real/real.tamis"
"$tamis" inspect --quiet "$real/real.tamis" | head -n 30

echo "== scan"
for log in "$logs"/zeek-dns.json.gz "$logs"/zeek-ssl.log.gz \
    "$logs"/zeek-smtp.log.gz; do
    echo "-- $(basename "$log")"
    "$tamis" scan --quiet --stats --at any "$real/real.tamis" "$log" \
        >"$real/$(basename "$log").events" || [ $? -eq 1 ]
done
