# SPDX-License-Identifier: BSD-2-Clause
# Bad input gives one sentence, exit code 2, and leaves the database as it was.
printf 'evil.com\n' >good.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green good.txt
cp db.tamis before.tamis
try() {
    echo "== $1" >&2
    shift
    code=0
    "$TAMIS" compile -o db.tamis --quiet --tlp green "$@" || code=$?
    echo "code $code" >&2
    cmp db.tamis before.tamis
}
gzip -c "$DATA/sample/access.log" | head -c 200 >cut.gz
try "truncated gzip" cut.gz
: >empty.txt
try "empty feed" empty.txt
printf '# only comments\n' >comments.txt
try "a feed of comments" comments.txt
printf 'oops not json\n<html>\n' >page.txt
try "a page of an error" page.txt
printf '{"Event": not json' >event.json
try "a MISP event that is not JSON" --format misp event.json
{ printf '{"type":"bundle","objects":['
  head -c 100000 /dev/zero | tr '\0' '['; } >deep.json
try "nested 100,000 deep" --format stix deep.json
printf 'name,colour\nevil.com,red\n' >header.csv
try "a changed header" --format csv --column value=indicator header.csv
head -c 4096 /dev/urandom | tr -d '\n' >junk.bin
printf '\0\1\2\3' | cat - junk.bin >junk2.bin
"$TAMIS" compile -o db.tamis --quiet --tlp green junk2.bin 2>/dev/null ||
    echo "junk: code $?" >&2
cmp db.tamis before.tamis
try "no such file" missing.txt
try "no such format" --format nonsense good.txt
try "nowhere to write" -o missing/db.tamis good.txt
printf '{"v":1,"feeds":[{"name":"x","path":"good.txt","tpl":"red"}]}' >m.json
code=0
"$TAMIS" compile -o db.tamis --feeds m.json || code=$?
echo "code $code" >&2
ls
