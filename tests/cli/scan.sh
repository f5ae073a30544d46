# SPDX-License-Identifier: BSD-2-Clause
# Plain, compressed, folders, standard input; lines and offsets of the text.
printf 'evil.com\n9.9.9.9\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.txt
scan() { "$TAMIS" scan --quiet --at any --sensor s --format text db.tamis "$@"; }
mkdir -p logs/deep
printf 'clean\nsee www.evil.com and 9.9.9.9\n' >logs/a.log
gzip -c logs/a.log >logs/deep/b.gz
xz -c logs/a.log >logs/deep/c.xz
zstd -q -c logs/a.log >logs/deep/d.zst
printf 'hidden evil.com\n' >logs/.dot
scan logs
scan <logs/a.log
scan logs/a.log --count
printf 'nothing here\n' | scan || echo "code $?"
scan missing.log logs/a.log || echo "code $?"
printf '\377\376e\000v\000i\000l\000.\000c\000o\000m\000' >utf16.log
scan utf16.log
head -c 300 /dev/zero | tr '\0' 'x' >long.log
printf ' evil.com\0 9.9.9.9 \300\n' >>long.log
scan long.log
