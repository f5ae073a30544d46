# SPDX-License-Identifier: BSD-2-Clause
# Records tell addresses and ports in fields of their own: an address with its
# port is asked for in one question, which asks for the address too.
cat >list.csv <<'END'
value,kind
203.0.113.7:4444,ip-port
203.0.113.0/28,ip
[2001:db8::5]:443,ip-port
192.0.2.9,ip
192.0.2.9:53,ip-port
198.51.100.1:80,ip-port
END
printf '198.51.100.1\n' >good.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green --allow good.txt --name f list.csv
scan() { "$TAMIS" scan --quiet --at any --sensor s --format text "$@" || echo "code $?"; }

echo "--- Zeek, JSON"
{
    echo '{"_path":"conn","ts":1755684000.1,"id.orig_h":"10.0.0.1","id.resp_h":"203.0.113.7","id.resp_p":4444}'
    echo '{"_path":"conn","id.resp_p":443,"id.resp_h":"2001:DB8:0::5","id.orig_h":"192.0.2.9","id.orig_p":53}'
    echo '{"_path":"conn","id":{"orig_h":"203.0.113.7","orig_p":4444,"resp_h":"203.0.113.7","resp_p":4445}}'
} >conn.json
scan --zeek db.tamis conn.json
scan --zeek --format ndjson db.tamis conn.json | sed -n '1s/"id":"[^"]*",//p'
scan --zeek --only-kind ip-port -c db.tamis conn.json
echo "--- no port, a port that is none, an address that is none; an allow"
{
    echo '{"_path":"conn","id.orig_h":"203.0.113.7","id.resp_h":"192.0.2.9","id.resp_p":0}'
    echo '{"_path":"conn","id.orig_h":"203.0.113.7","id.orig_p":65536}'
    echo '{"_path":"conn","id.orig_h":"203.0.113.0/29","id.orig_p":4444}'
    echo '{"_path":"conn","id.orig_h":"nobody","id.orig_p":4444}'
    echo '{"_path":"conn","id.resp_h":"198.51.100.1","id.resp_p":80}'
} >odd.json
scan --zeek db.tamis odd.json
echo "--- Zeek, TSV"
{
    printf '#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n'
    printf '1755684000.1\tC1\t10.0.0.1\t1025\t203.0.113.7\t4444\ttcp\n'
    printf '1755684000.1\tC2\t2001:db8::5\t443\t203.0.113.7\t-\ttcp\n'
} >conn.log
scan --zeek db.tamis conn.log
echo "--- EVE, and a field of one's own"
echo '{"timestamp":"2026-08-22T18:10:20Z","src_ip":"192.0.2.9","src_port":53,"dest_ip":"203.0.113.7","dest_port":4444,"proto":"TCP"}' >eve.json
scan --eve db.tamis eve.json
scan --json-field dest_ip db.tamis eve.json
echo "--- only the port is new, only the address is"
grep -v 7:4444 list.csv >old.csv
"$TAMIS" compile -o old.tamis --quiet --tlp green --name f old.csv
scan --eve --new-since old.tamis db.tamis eve.json
grep -v /28 list.csv >old.csv
"$TAMIS" compile -o old.tamis --quiet --tlp green --name f old.csv
scan --eve --new-since old.tamis db.tamis eve.json
echo "--- without addresses with a port"
grep -v ip-port list.csv >plain.csv
"$TAMIS" compile -o plain.tamis --quiet --tlp green --name f plain.csv
scan --eve plain.tamis eve.json
