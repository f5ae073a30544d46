# SPDX-License-Identifier: BSD-2-Clause
# Damaged databases are refused with a sentence, and never crash.
printf 'evil.com\n1.2.3.4\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green list.txt
try() {
    echo "== $1" >&2
    shift
    code=0
    "$TAMIS" "$@" || code=$?
    echo "code $code" >&2
}
size=$(stat -c %s db.tamis)
head -c $((size / 2)) db.tamis >half.tamis
try "cut in half" lookup --quiet half.tamis evil.com
: >empty.tamis
try "empty" lookup --quiet empty.tamis evil.com
try "text" lookup --quiet list.txt evil.com
try "a folder" lookup --quiet . evil.com
{ head -c $((size - 70)) db.tamis; printf 'xxxx'; tail -c 66 db.tamis; } >bad.tamis
try "a changed byte" verify bad.tamis
try "sound" verify db.tamis
