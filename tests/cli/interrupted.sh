# SPDX-License-Identifier: BSD-2-Clause
# A compile that is ended from outside leaves nothing beside the database.
mkfifo feed
"$TAMIS" compile -o db.tamis --quiet --tlp red --name f feed &
compile=$!
printf 'evil.com\n' >feed
wait "$compile"
seq 1 300000 | sed 's/$/.evil.com/' >many.txt
for signal in TERM HUP INT; do
    "$TAMIS" compile -o db.tamis --quiet --tlp red --name f many.txt &
    compile=$!
    sleep 0.3
    kill -$signal "$compile" 2>/dev/null || true
    { wait "$compile"; } 2>/dev/null || true
done
ls -A
