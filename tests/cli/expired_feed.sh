# SPDX-License-Identifier: BSD-2-Clause
# A snapshot that is too old is refused, by the machine's clock when nothing
# else says what time it is. It leaves nothing of the clock in the file.
printf 'evil.com\n' >list.txt
write_manifest() {
    printf '{"v":1,"feeds":[{"name":"x","path":"list.txt","tlp":"green",' >m.json
    printf '"expires":"%s"}]}\n' "$1" >>m.json
}
try() {
    code=0
    "$TAMIS" compile --quiet --feeds m.json "$@" || code=$?
    echo "code $code" >&2
}
write_manifest 2001-02-03T00:00:00Z
try -o old.tamis
try -o at.tamis --at 2001-02-02T00:00:00Z
SOURCE_DATE_EPOCH=981072000 try -o date.tamis
write_manifest 2199-01-01T00:00:00Z
try -o new.tamis
try -o late.tamis --at 2199-01-01T00:00:00Z
"$TAMIS" compile --quiet -o plain.tamis --name x --tlp green list.txt
cmp new.tamis plain.tamis && ls
