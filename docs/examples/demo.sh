#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What `make run` shows: sample feeds with different labels become a database,
# a sample log is scanned, and two readers see what each may see.
#
# usage: demo.sh PROGRAM
set -eu

tamis=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
database=$folder/sample.tamis
cd "$(dirname "$0")/../../tests/data/sample"

# Shows a command as one would type it, then runs it. grep's exit codes: 0
# something matched, 1 nothing did, 2 an error.
run() {
    printf '\n$ %s\n' "$*" |
        sed "s|$tamis|tamis|; s|$database|sample.tamis|; s| \*| '*'|"
    "$@" 2>&1 || test $? -eq 1
}

echo '# Six feeds, TLP:CLEAR to TLP:RED, become one file; the report tells what'
echo '# became of every statement.'
run "$tamis" compile -o "$database" --feeds manifest.json

echo
echo '# The log, as the operator sees it: everything up to TLP:RED.'
run "$tamis" scan "$database" --format text access.log

echo
echo '# The same log for a reader cleared to TLP:GREEN: what is above is absent,'
echo '# not masked. Machines get one JSON object a line.'
run "$tamis" scan "$database" --format ndjson --clearance green --audience '*' \
    access.log

echo
echo '# Single values.'
run "$tamis" lookup "$database" --format text \
    cdn.evil.example good.evil.example 192.0.2.67
