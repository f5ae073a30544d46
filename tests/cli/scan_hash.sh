# SPDX-License-Identifier: BSD-2-Clause
# Files by digest and name: each event names file, digests and size; names of
# one file are told each; the order is the walk's, whatever the threads.
mkdir -p tree/deep
printf 'malware' >tree/evil.bin
ln tree/evil.bin tree/deep/other.bin
ln -s evil.bin tree/link
mkfifo tree/pipe
printf 'hides' >tree/.hidden
: >tree/empty
printf 'larger than that' >tree/large.bin
cat >list.csv <<END
value,kind
f3f0c6e992b7562598d9865b6fe8b3a6,md5
2f293f67aa33f2ce247b28d6fb2fef2623cfde731f96b3d7f84ae74e9e192bdd,sha256
$(sha1sum tree/.hidden | cut -d' ' -f1),sha1
other.bin,filename
$PWD/tree/large.bin,filename
END
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.csv
scan() { "$TAMIS" scan --at any --sensor s --quiet "$@"; }
scan --hash-files --format text db.tamis tree
scan --hash-files --only-kind filename db.tamis tree | sed 's/"id":"[^"]*",//'
echo "--- threads, limits, globs"
for jobs in 1 3; do
    scan --hash-files -j $jobs db.tamis tree | cksum
done | uniq | wc -l
"$TAMIS" scan --at any --hash-files -c --max-size 7 db.tamis tree
"$TAMIS" scan --at any --hash-files -l --max-size 8 db.tamis tree/large.bin || echo "code $?"
scan --hash-files -c --exclude-dir deep --exclude '*.bin' db.tamis tree
scan --hash-files -l db.tamis tree/evil.bin tree/empty
echo "--- what is no file, and what cannot be read"
scan --hash-files -c db.tamis missing tree/pipe /proc tree/evil.bin || echo "code $?"
scan --hash-files db.tamis || echo "code $?"
scan --hash-files db.tamis - || echo "code $?"
scan --hash-files --max-size 3x db.tamis tree || echo "code $?"
scan --max-size 3 db.tamis tree || echo "code $?"
scan --hash-files db.tamis tree/empty || echo "code $?"
