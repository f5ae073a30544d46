# SPDX-License-Identifier: BSD-2-Clause
# Records that programs seldom write, or write wrong: each is searched, and none
# loses what stands before or behind it.
printf 'evil.com\n203.0.113.7\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.txt
scan() {
    "$TAMIS" scan --quiet --at any --sensor s --format text "$@" 2>&1 ||
        echo "code $?"
}
hit='{"q":"evil.com"}'

echo "--- no JSON at all; a first line that was cut short"
printf 'just text evil.com\nmore of it\n' >text.log
scan --json-field q db.tamis text.log
scan --eve db.tamis - <text.log
scan --zeek db.tamis text.log
scan --tsv-column host db.tamis text.log
printf 'om"}\n%s\n' "$hit" >cut.json
scan --json-field q db.tamis cut.json

echo "--- byte order marks, CRLF, no end of the last line"
printf '\357\273\277%s\r\n%s\r\n\r\n%s' "$hit" "$hit" "$hit" >marked.json
scan --json-field q db.tamis marked.json
scan --zeek --json-field q db.tamis - <marked.json
printf '\357\273\277#fields\tts\tquery\r\n1\tevil.com\r\n2\tevil.com' >marked.log
scan --zeek db.tamis marked.log
printf '\357\273\277host\tn\r\nevil.com\t1\r\n' >marked.tsv
scan --tsv-column host db.tamis marked.tsv

echo "--- NUL bytes"
printf '{"a":"\000","q":"evil.com"}\n\000\n{"q":"evil.com\000"}\n%s\n' "$hit" >nul.json
scan --json-field q db.tamis nul.json
printf '#fields\tquery\n\000\nevil.com\000x\nevil.com\n' >nul.log
scan --zeek db.tamis nul.log

echo "--- one name twice"
printf '{"q":"evil.com","q":"a.example"}\n{"q":"a.example","q":"evil.com"}\n' >twice.json
scan --json-field q db.tamis twice.json

echo "--- deep nesting, of what is asked for and of what is not"
repeat() { printf "%$2s" '' | sed "s/ /$1/g"; }
{
    echo "{\"q\":$(repeat '[' 20)\"evil.com\"$(repeat ']' 20)}"
    echo "{\"q\":$(repeat '[' 5000)\"evil.com\"$(repeat ']' 5000)}"
    echo "{\"a\":$(repeat '[' 5000)$(repeat ']' 5000),\"q\":\"evil.com\"}"
    echo "{\"q\":$(repeat '{"q":' 5000)1$(repeat '}' 5000),\"q\":\"evil.com\"}"
    echo "{\"q\":$(repeat '[' 100000)"
    echo "$hit"
} >deep.json
scan --json-field q db.tamis deep.json

echo "--- records over the edges of what is read at once, and of 20 MB"
edge() {
    echo "$hit"
    echo "{\"r\":\"$(repeat x "$1")\",\"q\":\"evil.com\"}"
    echo "$hit"
}
for size in 8150 65490 65500 65510 131020 1048530 1048540 1048550; do
    edge $size >edge.json
    scan --json-field q db.tamis edge.json | cut -d: -f 2,3 | tr '\n' ' '
    scan --json-field q db.tamis - <edge.json | wc -l
done
{
    printf '%s\n{"r":"' "$hit"
    head -c 20000000 /dev/zero | tr '\000' x
    printf '","q":"evil.com"}\n%s\n' "$hit"
} >large.json
scan --json-field q db.tamis large.json
scan -j 1 --json-field q db.tamis - <large.json
{
    printf '#fields\tr\tquery\nx\tevil.com\n'
    head -c 20000000 /dev/zero | tr '\000' x
    printf '\tevil.com\nx\tevil.com\n'
} >large.log
scan --zeek db.tamis large.log

echo "--- separators of Zeek's headers"
printf '#separator \\x2c\n#set_separator,|\n#fields,query,answers\n#types,string,vector[string]\nevil.com,a.example|203.0.113.7\n' >comma.log
scan --zeek db.tamis comma.log
printf '#separator ;\n#fields;query\nevil.com\n' >semicolon.log
scan --zeek db.tamis semicolon.log
for text in '\x' '\x0' '\xzz' '\x00' ''; do
    printf '#separator %s\n#fields\tquery\nevil.com\n#fields\nevil.com\n' "$text" >odd.log
    scan --zeek db.tamis odd.log
done
printf '#fields\tquery\tquery\nevil.com\n\nevil.com\tevil.com\n#fields\tquery\nevil.com\n' >changed.log
scan --zeek db.tamis changed.log
