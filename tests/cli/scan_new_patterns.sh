# SPDX-License-Identifier: BSD-2-Clause
# Patterns that are new are compiled alone and asked first; where none is, no
# pattern is compiled at all.
compile() { "$TAMIS" compile --quiet --tlp green --name f "$@"; }
printf '/evil[0-9]+/\n/filename:/old/\n' >old.txt
printf '/evil[0-9]+/\n/bad[0-9]+\\.php/\nfilename:/new/\nliteral:new words\n' >new.txt
printf '203.0.113.7\n' >address.txt
compile --format patterns -o old.tamis old.txt
compile --format patterns -o new.tamis new.txt
"$TAMIS" compile --quiet --tlp green -o address.tamis address.txt
cat >feeds.json <<'END'
{"v":1,"feeds":[{"name":"p","path":"old.txt","format":"patterns","tlp":"green"},
{"name":"f","path":"address.txt","tlp":"green"}]}
END
"$TAMIS" compile --quiet -o both.tamis --feeds feeds.json
i=0
while [ $i -lt 300 ]; do
    echo "evil$i bad$i.php /tmp/new$i new words 203.0.113.7"
    echo "clean evil$i"
    i=$((i + 1))
done >a.log
printf '{"path":"/var/old"}\n{"path":"/var/new"}\n' >names.json
scan() { "$TAMIS" scan --at any --sensor s --quiet "$@" || echo "code $?"; }
scan new.tamis a.log | grep -v 'evil\[0-9\]' >expected.json
scan --new-since old.tamis new.tamis a.log >found.json
cmp expected.json found.json
wc -l <found.json
scan --format text --json-field path=filename --new-since old.tamis new.tamis names.json
echo "--- none is new"
scan -c --pattern-cache cache --new-since old.tamis both.tamis a.log
"$TAMIS" scan --at any -c --no-patterns --new-since old.tamis both.tamis a.log
if [ -d cache ]; then ls cache; fi
scan -c --pattern-cache cache --new-since old.tamis new.tamis a.log
if [ -n "$(find cache -type f)" ]; then echo "compiled, and kept"; fi
echo "--- allows that are patterns act on what is new"
printf 'mail1.example\nhost1.example\n' >hosts.txt
printf 'domain:/^mail[0-9]*\\./\n' >allow.txt
"$TAMIS" compile --quiet --tlp green --name f --allow allow.txt -o hosts.tamis hosts.txt address.txt
echo 'mail1.example host1.example 203.0.113.7' >b.log
scan --format text --new-since address.tamis hosts.tamis b.log
