#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Looks for leaks in the logs of a sanitized test run.
#
#   leak_gate.sh control PROGRAM   PROGRAM leaks: its log must say so
#   leak_gate.sh check FOLDER      no log in FOLDER may tell of a fault
#
# The logs are written when ASAN_OPTIONS holds log_path=FOLDER/san: a leak in a
# process that Criterion forked changes no exit code.
set -eu

case "${1-}" in
control)
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    ASAN_OPTIONS="log_path=$folder/san" "$2" >"$folder/output" 2>&1 || true
    if ! grep -qs 'ERROR: LeakSanitizer' "$folder"/san.*; then
        echo "a leak made on purpose was not seen: this gate is open" >&2
        cat "$folder/output" >&2
        exit 1
    fi
    echo "a leak made on purpose was seen"
    ;;
check)
    faults=$(find "$2" -name 'san.*' -exec \
        grep -l 'ERROR: \(Leak\|Address\)Sanitizer\|runtime error:' {} +) ||
        true
    if [ -n "$faults" ]; then
        echo "$faults" | while read -r log; do
            sed -n '1,40p' "$log" >&2
        done
        echo "$(echo "$faults" | wc -l) sanitizer log(s) tell of faults" >&2
        exit 1
    fi
    echo "no sanitizer log tells of a fault"
    ;;
*)
    echo "usage: leak_gate.sh control PROGRAM | check FOLDER" >&2
    exit 2
    ;;
esac
