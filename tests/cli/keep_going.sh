# SPDX-License-Identifier: BSD-2-Clause
# --keep-going says what it lets pass, also with --quiet.
printf 'evil.com\n' >good.txt
i=0
while [ $i -lt 20 ]; do
    echo "192.0.2.$i"
    i=$((i + 1))
done >long.txt
gzip -c long.txt | head -c 60 >cut.gz
: >empty.txt
cp long.txt shrunk.txt
cat >m.json <<'END'
{"v":1,"feeds":[
 {"name":"good","path":"good.txt","tlp":"green"},
 {"name":"cut","path":"cut.gz","tlp":"green"},
 {"name":"page","path":"page.txt","tlp":"green"},
 {"name":"old","path":"good.txt","tlp":"green","expires":"2001-02-03T00:00:00Z"},
 {"name":"shrunk","path":"shrunk.txt","tlp":"green"}]}
END
echo '<html>' >page.txt
"$TAMIS" compile --quiet -o db.tamis --name shrunk --tlp green shrunk.txt
echo 192.0.2.1 >shrunk.txt
"$TAMIS" compile --quiet -o db.tamis --feeds m.json || echo "code $?"
"$TAMIS" compile --quiet --keep-going --json -o db.tamis --feeds m.json |
    tr '{' '\n' | grep -o '"name":"[a-z]*"\|"warnings".*\]'
"$TAMIS" lookup --quiet db.tamis 192.0.2.0 || echo "nothing of cut: code $?"
