# SPDX-License-Identifier: BSD-2-Clause
# A disk that is full leaves the earlier database as it was.
printf 'evil.com\n' >good.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green good.txt
cp db.tamis before.tamis
seq 1 20000 | sed 's/$/.evil.com/' >many.txt
code=0
(ulimit -f 64; trap '' XFSZ
 "$TAMIS" compile -o db.tamis --quiet --tlp green --name good.txt many.txt) ||
    code=$?
echo "code $code"
cmp db.tamis before.tamis
ls -A
"$TAMIS" lookup --quiet --at any --format text db.tamis evil.com >/dev/full ||
    echo "code $?"
