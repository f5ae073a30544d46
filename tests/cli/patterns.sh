# SPDX-License-Identifier: BSD-2-Clause
# Literals and regexes, from feeds to events, with a cache of this test's own.
cat >mine.txt <<'END'
# what people write
/evil[0-9]+\.php/i
literal:cmd.exe /c powershell -enc
filename:/\\tool\.exe$/i !/sysinternals/i
user-agent:/^BadBot\/[0-9]/
/^*ahead/
/x/q
neither one nor the other
END
indicator() { # NUMBER PATTERN
    id="indicator--$1-1111-4111-8111-111111111111"
    printf '{"type":"indicator","id":"%s","spec_version":"2.1",' "$id"
    printf '"created":"2026-01-01T00:00:00Z","pattern_type":"stix",'
    printf '"modified":"2026-01-01T00:00:00Z",'
    printf '"valid_from":"2026-01-01T00:00:00Z","pattern":"%s"}' "$2"
}
{
    printf '{"type":"bundle","id":"bundle--1","objects":['
    indicator 11111111 "[file:name MATCHES '^invoice_[0-9]+\\\\\\\\.js$']"
    printf ','
    indicator 22222222 "[url:value LIKE 'http://%/panel_.php']"
    printf ','
    indicator 33333333 "[ipv4-addr:value LIKE '1.2.3.%']"
    printf ']}\n'
} >stix.json
echo '/secret[0-9]/' >closed.txt
cat >feeds.json <<'END'
{"v":1,"feeds":[
{"name":"mine","path":"mine.txt","format":"patterns","tlp":"green"},
{"name":"stix","path":"stix.json","tlp":"green"},
{"name":"closed","path":"closed.txt","format":"patterns","tlp":"red"}]}
END
echo "== compile"
"$TAMIS" compile -o db.tamis --feeds feeds.json --keep-going

run() { # COMMAND OPTION...: what is listed, and the code
    command=$1
    shift
    "$TAMIS" "$command" --sensor s --at any --format text \
        --pattern-cache cache "$@" || echo "code $?"
}
ask() { # KIND VALUE...
    kind=$1
    shift
    run lookup --quiet --kind "$kind" db.tamis "$@"
}
echo "== lookup"
ask filename 'C:\x\Tool.exe' /srv/tool.exe tool.exe /srv/mytool.exe \
    'C:\SysInternals\tool.exe'
ask filename invoice_12.js /home/u/invoice_7.js my_invoice_1.js
ask user-agent 'BadBot/7 (x)' 'A BadBot/7' tool.exe
ask url http://h.example/panel1.php http://h.example/panel12.php
run lookup --quiet db.tamis http://h.example/panel2.php

echo "== scan"
cat >log.txt <<'END'
GET /EVIL7.PHP and evil8.php
secret1
run: cmd.exe /c powershell -enc AAA
BadBot/7 C:\tool.exe lookahead
END
run scan db.tamis log.txt 2>notes
cat notes
echo "== from the cache"
places() {
    stat -c '%i %n' cache/*
}
places >made.txt
wc -l <made.txt
run scan --quiet db.tamis log.txt >again.txt
places | cmp - made.txt
run scan --quiet --no-pattern-cache db.tamis log.txt | cmp - again.txt
wc -l <again.txt

echo "== a clearance that hides one"
run scan --clearance green db.tamis log.txt 2>notes
cat notes
echo "== without"
run scan --no-patterns db.tamis log.txt 2>notes
cat notes
run lookup --quiet --no-patterns --kind filename db.tamis tool.exe

echo "== damaged and forbidden"
for file in cache/*; do
    printf 'X' | dd of="$file" bs=1 seek=200 conv=notrunc 2>/dev/null
done
run scan --quiet db.tamis log.txt | cmp - again.txt
places | cmp -s - made.txt || echo "made again"
chmod 755 cache
run scan db.tamis log.txt 2>notes | cmp - again.txt
grep 'not kept' notes
