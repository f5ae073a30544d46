# SPDX-License-Identifier: BSD-2-Clause
# Patterns in lists: those of the operator allow and warn what they cover, and
# what only looks like a pattern is none. Free text is not searched for
# patterns of one kind of value, and says so.
cat >list.txt <<'E'
evil.example
http://site.example/bad?x=1
filename:/\\tool[0-9]?\.exe$/i !/sysinternals/i
url:/gate\.php\?/
file:/etc/
filename:/a(b/
url:/x/q
E
cat >names.txt <<'E'
dropper.exe
E
cat >lines.txt <<'E'
/beacon [0-9]+/
E
cat >allow.txt <<'E'
# one a line, among values
10.0.0.0/8
domain:/^mail[0-9]*\./
filename:/^c:\\lab\\/i
url:/\?x=1$/
/drill/
literal:exercise beacon
/wp-admin/x.php
filename:/(?=x)y/
what is this
E
cat >warn.txt <<'E'
domain:/dyn/
filename:/dropper/i
E
cat >feeds.json <<'E'
{"v":1,"feeds":[
{"name":"list","path":"list.txt","tlp":"green"},
{"name":"names","path":"names.txt","kind":"filename","tlp":"amber"},
{"name":"lines","path":"lines.txt","format":"patterns","tlp":"red"}],
"allow":["allow.txt"],"warn":["warn.txt"]}
E
echo "== compile" >&2
"$TAMIS" compile -o db.tamis --feeds feeds.json
echo "== by options" >&2
"$TAMIS" compile -o other.tamis --quiet --tlp green --allow allow.txt \
    --warn warn.txt list.txt
run() { # COMMAND OPTION...
    command=$1
    shift
    "$TAMIS" "$command" --sensor s --at any --format text \
        --pattern-cache cache "$@" || echo "code $?"
}
echo "== lookup"
run lookup --quiet --kind filename db.tamis 'D:\x\Tool1.exe' \
    'c:/lab/tool.exe' 'C:\Lab\dropper.exe' /tmp/dropper.exe tools.exe
run lookup --quiet --kind url db.tamis 'http://h.example/gate.php?id=1' \
    'http://h.example/gate.php?x=1'
run lookup --quiet --kind domain db.tamis mail7.evil.example \
    dyn.evil.example evil.example
run lookup --quiet other.tamis mail7.evil.example dyn.evil.example

cat >log.txt <<'E'
GET http://site.example/bad?x=1 http://h.example/gate.php?id=1
mail7.evil.example dyn.evil.example evil.example
beacon 1
beacon 2 is a drill
exercise beacon 3
c:\x\tool1.exe
E
echo "== scan"
run scan db.tamis log.txt
echo "== green, without the patterns of lines" >&2
run scan --clearance green db.tamis log.txt
echo "== quiet, and records" >&2
run scan --quiet db.tamis log.txt | wc -l
printf '{"f":"c:\\\\x\\\\tool1.exe"}\n{"f":"c:\\\\lab\\\\tool1.exe"}\n' >log.json
run scan --json-field f=filename db.tamis log.json
echo "== names of files" >&2
mkdir sysinternals
for file in tool2.exe sysinternals/tool2.exe; do
    echo x >"$file"
done
run scan --hash-files db.tamis tool2.exe sysinternals
echo "== nothing of one kind" >&2
run scan --audience nobody --clearance clear db.tamis log.txt
