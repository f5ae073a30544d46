#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Looks for leaks in the logs of a sanitized test run.
#
#   leak_gate.sh control PROGRAM   PROGRAM leaks: its log must say so
#   leak_gate.sh check FOLDER      no log in FOLDER may tell of a fault
#
# The logs are written when ASAN_OPTIONS holds log_path=FOLDER/san: a leak in a
# process that Criterion forked changes no exit code. Criterion itself leaks a
# little in its main process (for tests with a .timeout); a leak that its own
# code allocated is not ours. Hence leaks change no exit code at all in the
# preset asan (LSAN_OPTIONS=exitcode=0), and this script decides.
set -eu

# Prints the faults of logs, paragraph by paragraph, each with its log's name:
# everything but leaks whose allocation was called by Criterion.
# shellcheck disable=SC2016  # awk's variables
select_faults='
BEGIN { RS = ""; FS = "\n" }
/runtime error:|ERROR: AddressSanitizer/ { print "log " FILENAME; print; next }
/(Direct|Indirect) leak of/ {
    caller = ""
    for (i = 1; i <= NF && caller == ""; i++)
        if ($i ~ /^ *#[0-9]+ / && $i !~ / in __interceptor_/)
            caller = $i
    if (caller !~ /libcriterion\.so/) { print "log " FILENAME; print }
}'

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
    found=$(mktemp)
    trap 'rm -f "$found"' EXIT
    find "$2" -name 'san.*' -exec awk "$select_faults" {} + >"$found"
    if [ -s "$found" ]; then
        head -n 200 "$found" >&2
        echo "$(grep -c '^log ' "$found") fault(s) in sanitizer logs" >&2
        exit 1
    fi
    echo "$(find "$2" -name 'san.*' | wc -l) sanitizer log(s), no fault"
    ;;
*)
    echo "usage: leak_gate.sh control PROGRAM | check FOLDER" >&2
    exit 2
    ;;
esac
