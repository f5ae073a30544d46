# SPDX-License-Identifier: BSD-2-Clause
# Files that grow: whole lines, rotation by rename and by truncation, files that
# come later; a signal ends it with what was found and the right exit code.
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
# Nothing of the last one is taken for the next one's.
begin() {
    : >found
    : >said
}
finish() {
    kill -TERM "$follow"
    code=0
    wait "$follow" || code=$?
    echo "code $code"
}
printf 'clean\nsee a.evil.com\nb.evil' >one.log
: >two.log
begin
"$TAMIS" scan --follow --at any --sensor s --format text \
    db.tamis one.log two.log later.log >found 2>said &
follow=$!
wait_for found 1
wait_for said 3
printf '.com\nclean\nc.evil.com and ' >>one.log
wait_for found 2
printf 'd.evil.com\n' >>two.log
wait_for found 3
# Rotated by rename; who writes still holds the old file for a while.
exec 9>>one.log
mv one.log one.log.1
printf 'e.evil.com\n' >one.log
wait_for found 4
printf 'f.evil.com\n' >&9
exec 9>&-
wait_for found 6
printf 'g.evil.com\n' >later.log
wait_for found 7
# Rotated by truncation.
: >two.log
wait_for said 4
printf 'x\nh.evil.com\n' >>two.log
wait_for found 8
printf 'no end: i.evil.com' >>two.log
finish
cat found said
# Only what comes from now on; its line is told right.
begin
"$TAMIS" scan --follow=new --stats --at any --sensor s --format text \
    db.tamis one.log two.log >found 2>said &
follow=$!
wait_for said 2
printf '\nj.evil.com\n' >>two.log
wait_for found 1
finish
cat found
tail -n 1 said | sed 's/ in .*//'
# Nothing found, and a file that never came.
begin
"$TAMIS" scan --follow=new db.tamis one.log 2>said &
follow=$!
wait_for said 2
finish
begin
"$TAMIS" scan --follow db.tamis never.log 2>said &
follow=$!
wait_for said 3
finish
cat said
for wrong in --count -l -m1 --follow=old; do
    "$TAMIS" scan --follow "$wrong" db.tamis one.log 2>&1 || echo "code $?"
done
"$TAMIS" scan --follow db.tamis </dev/null 2>&1 || echo "code $?"
gzip -c one.log >one.gz
"$TAMIS" scan --follow db.tamis one.gz 2>&1 || echo "code $?"
echo "--- a signal in a backlog: what was read of the last line is none"
# Wherever reading stops, after each 64 MiB, a longer name is cut to a listed one.
truncate -s 512M large.log
at=1
while [ $at -lt 8 ]; do
    printf 'evil.community.org' |
        dd of=large.log bs=1 seek=$((at * 67108864 - 8)) conv=notrunc 2>dd.txt
    at=$((at + 1))
done
begin
"$TAMIS" scan --follow --at any --format text db.tamis large.log >found 2>said &
follow=$!
wait_for said 2
finish
cat found
tail -n 1 said
echo "--- two signals end it, while nobody reads what it writes"
mkfifo nobody
exec 8<>nobody
yes 'see evil.com' | head -n 20000 >many.log
begin
"$TAMIS" scan --follow --at any --format text db.tamis many.log >&8 2>said &
follow=$!
wait_for said 2
sleep 0.3
kill -HUP $follow
sleep 0.1
kill -TERM $follow
(
    sleep 10
    kill -KILL $follow
) >kill.txt 2>&1 8<&- &
guard=$!
code=0
wait $follow 2>wait.txt || code=$?
kill $guard
echo "code $code"
exec 8<&-
