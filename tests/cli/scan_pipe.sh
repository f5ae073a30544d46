# SPDX-License-Identifier: BSD-2-Clause
# Pipes: what comes is answered at once, and was observed when it came; progress
# writes no control bytes of a name to the terminal.
printf 'evil.com\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.txt
# Twenty seconds at most for so many lines in a file.
wait_for() {
    tries=0
    while [ "$(wc -l <"$1")" -lt "$2" ]; do
        tries=$((tries + 1))
        if [ $tries -gt 400 ]; then
            echo "$1: never had $2 lines"
            return
        fi
        sleep 0.05
    done
}
moments() { sed 's/.*"time":"\([^"]*\)".*/\1/' "$1" | sort -u | wc -l; }
mkfifo one two
echo "--- text and records, at once and at their own time"
for mode in --stats --json-field=q; do
    : >found
    "$TAMIS" scan --quiet "$mode" --format ndjson db.tamis one >found 2>said &
    scan=$!
    exec 9>one
    printf '{"q":"evil.com"}\n' >&9
    wait_for found 1
    sleep 0.01
    printf '{"q":"a.evil.com"}\n' >&9
    wait_for found 2
    exec 9>&-
    wait $scan
    moments found
done
echo "--- a pipe that waits behind another"
: >found
"$TAMIS" scan --quiet -j 2 --sensor s --at any --format text db.tamis one two >found &
scan=$!
exec 8>one 9>two
echo a.evil.com >&9
echo b.evil.com >&8
wait_for found 1
sleep 0.1
exec 8>&-
wait_for found 2
exec 9>&-
wait $scan
cat found
echo "--- progress"
name=$(printf 'e\033]0;title\007')
mkfifo "$name"
(
    echo evil.com
    sleep 1.2
    echo evil.com
) >"$name" &
python3 - "$TAMIS" "$name" >terminal <<'END'
import os
import pty
import sys

pty.spawn([sys.argv[1], "scan", "-c", "db.tamis", sys.argv[2]],
          stdin_read=lambda descriptor: b"")
END
wait
grep -c 'x1b]0;title.x07 ' terminal
grep -c "$(printf '\033]')" terminal || true
echo "--- standard input is read once"
"$TAMIS" scan db.tamis - - </dev/null || echo "code $?"
