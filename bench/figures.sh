#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# Measures every figure of docs/BENCHMARKS.md and prints its tables, in some
# twenty minutes on two cores. Nothing else may run meanwhile.
#
# usage: bench/figures.sh [TAMIS] [FOLDER]
#   TAMIS   default build/release/bindings/cli/tamis
#   FOLDER  for figures.jsonl and the databases of the run, 10 GiB free;
#           default build/figures
set -euo pipefail
cd "$(dirname "$0")/.."
tamis=${1:-build/release/bindings/cli/tamis}
folder=${2:-build/figures}
mkdir -p "$folder"
lines=$folder/figures.jsonl
: >"$lines"

bench() { # VERB OPTION...
    echo "tamis bench $*" >&2
    "$tamis" bench "$@" --format json --folder "$folder" >>"$lines"
}

# Beside the peers: clean keys and listed ones, one thread.
beside=(--hits "0,100" --threads 1 --seconds 0.2)
bench exact --sizes 1M,10M "${beside[@]}"
bench domain --sizes 1M "${beside[@]}"
bench domain --sizes 10M --peers absl,keys-alone "${beside[@]}"
bench ipv4 --sizes 1200K "${beside[@]}"
bench ipv6 --sizes 160K "${beside[@]}"

# tamis alone: shares of hits, threads, kinds of pages.
pages=map,copy
if grep -q TAMIS_DATABASE_HUGE_PAGES include/tamis/database.h; then
    pages=map,huge
fi
alone=(--hits "0,0.1,1,100" --threads "1,2" --pages "$pages" --seconds 0.15
    --peers none)
bench exact --sizes 10M "${alone[@]}"
bench domain --sizes 1M "${alone[@]}"
bench ipv4 --sizes 1200K "${alone[@]}"
bench ipv6 --sizes 160K "${alone[@]}"

# Making, opening, publishing.
bench compile --sizes 10M --kinds mixed --repeats 3
bench compile --sizes 10M --kinds sha256 --repeats 3 --peers none
bench open --sizes 10M --repeats 3 --kinds mixed,sha256,domain,ipv4
bench open --sizes 1M --repeats 3 --kinds ipv6
bench swap --sizes 1M

# Text, beside the peers: each has a minute at most.
logs=()
if [ -f ../shared/data/logs/zeek-dns.json.gz ]; then
    zcat ../shared/data/logs/zeek-dns.json.gz >"$folder/zeek-dns.json"
    logs=(--log "$folder/zeek-dns.json")
fi
for size in 1K 1M 10M; do
    bench scan --sizes "$size" --threads 1 --repeats 3 --limit 60 "${logs[@]}"
done
bench scan --sizes 1M --hits 0 --threads 2 --repeats 3 --peers none

# Packets in the kernel.
if [ "$(id -u)" = 0 ]; then
    bench xdp
    bench xdp --sizes 10M --peers none --repeats 3
fi

bench/figures.py "$lines"
