# SPDX-License-Identifier: BSD-2-Clause
# Structured logs, field by field: Zeek's TSV and JSON, Suricata's EVE, fields
# by path, columns by name and number.
cat >list.csv <<'END'
value,kind
evil.com,domain
203.0.113.7,ip
http://evil.com:8080/drop?x=1,url
http://bad.example/a,url
Evil/1.0 (agent),user-agent
dropper.exe,filename
0123456789abcdef0123456789abcdef,ja3
00112233445566778899aabbccddeeff00112233,x509-sha1
boss@bad.example,email
END
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.csv
scan() { "$TAMIS" scan --at any --sensor s --format text "$@" || echo "code $?"; }

cat >eve.json <<'END'
{"timestamp":"2026-08-22T18:10:19.123456+0200","flow_id":5864,"event_type":"dns","src_ip":"192.0.2.9","src_port":5353,"dest_ip":"192.0.2.53","dest_port":53,"proto":"UDP","dns":{"version":3,"queries":[{"rrname":"WWW.evil.com","rrtype":"A"}],"answers":[{"rrname":"www.evil.com","rdata":"203.0.113.7"},{"rdata":"192.0.2.1"}],"grouped":{"A":["203.0.113.7","192.0.2.1"]}}}
{"timestamp":"2026-08-22T18:10:20Z","event_type":"http","src_ip":"192.0.2.9","src_port":1,"dest_ip":"203.0.113.7","dest_port":8080,"proto":"TCP","http":{"hostname":"evil.com","url":"\/drop?x=1","http_user_agent":"Evil/1.0 (agent)","http_refer":"http:\/\/bad.example\/a"}}
{"event_type":"tls","src_ip":"2001:db8::1","dest_ip":"192.0.2.2","tls":{"sni":"ev\u0069l.com","fingerprint":"00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33","ja3":{"hash":"0123456789abcdef0123456789abcdef"}}}
{"event_type":"fileinfo","fileinfo":{"filename":"/tmp/dropper.exe","size":3},"smtp":{"mail_from":"<boss@bad.example>","rcpt_to":["<a@example.org>"]}}
{"event_type":"anomaly","note":"evil.com in a field that nobody asks for"}
END
echo "--- EVE"
scan --quiet --eve db.tamis eve.json
"$TAMIS" scan --quiet --at any --sensor s --eve --only-kind ja3 db.tamis eve.json |
    sed 's/"id":"[^"]*",//'

printf '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n#open\t2026-08-22-18-10-19\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tquery\tanswers\n#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tvector[string]\n' >dns.log
{
    printf '1787422219.5\tC1\t192.0.2.9\t5353\t192.0.2.53\t53\tudp\twww.evil.com\t192.0.2.1,203.0.113.7\n'
    printf '1787422220\tC2\t192.0.2.9\t5353\t192.0.2.53\t53\tudp\t-\t(empty)\n'
    printf '1787422221\tC3\t192.0.2.9\t5353\t192.0.2.53\t53\tudp\tevil\\x2ecom\t-\n'
    printf '1787422222\tC4\tcut short\n#close\t2026-08-22-18-10-23\n'
} >>dns.log
echo "--- Zeek, TSV; a malformed record"
scan --zeek db.tamis dns.log
echo "--- Zeek, JSON; the log is told by _path or by the file's name"
printf '{"_path":"http","ts":1787422219.25,"id.orig_h":"192.0.2.9","id.orig_p":1,"id.resp_h":"192.0.2.1","id.resp_p":80,"host":"bad.example","uri":"/a","user_agent":"Evil/1.0 (agent)","resp_filenames":["dropper.exe"]}\n' >mixed.json
printf '{"ts":"2026-08-22T18:10:19.5Z","id":{"orig_h":"203.0.113.7","orig_p":7},"query":"evil.com"}\n' >>mixed.json
scan --quiet --zeek db.tamis mixed.json
printf '{"server_name":"evil.com","query":"evil.com"}\n' >ssl.json
scan --quiet --zeek db.tamis ssl.json

echo "--- the last time that nanoseconds of 64 bits hold, and times behind it"
for time in 9223372036854 9223372036855 44073709551615 9999999999999999; do
    printf '{"timestamp":%s,"dns":{"rrname":"evil.com"}}\n' $time
done >far.json
"$TAMIS" scan --quiet --at any --sensor s --eve db.tamis far.json |
    grep -o '"time":"2262[^"]*"\|"line":[0-9]*'

echo "--- fields of one's own"
printf '{"when":"2026-08-22 18:10:19","a":{"b":[{"c":"evil.com"},{"c":7},{"c":"x"}],"d":"mail boss@bad.example now"}}\n' >own.json
scan --quiet --json-field 'a.b[].c=domain' --json-field a.d=text --time-field when db.tamis own.json
scan --quiet --json-field a.b.c=url db.tamis own.json
printf 'time\thost\tagent\n2026-08-22T18:10:19Z\tevil.com\tEvil/1.0 (agent)\n' >own.tsv
scan --quiet --tsv-column host=domain --tsv-column agent=user-agent --time-field time db.tamis own.tsv
scan --quiet --tsv-column 2 db.tamis own.tsv
gzip -c own.tsv >own.tsv.gz
scan --quiet --tsv-column host -c db.tamis own.tsv.gz

echo "--- malformed"
{
    printf '{"q":"evil.com"}\n\n{"q":"evil.com"\nnot json evil.com\n'
    printf '{"q":"evil.com"} {"q":1}\n["evil.com"]\n{"q":"\377"}\n{"q":"evil.com","r":"'
} >bad.json
scan --json-field q=domain db.tamis bad.json
echo "--- each record's time is the clock"
cat >bundle.json <<'END'
{"type":"bundle","id":"bundle--0d8085e3-2960-4ec7-8dbf-62fa9be02767","objects":[{"type":"indicator","spec_version":"2.1","id":"indicator--0d8085e3-2960-4ec7-8dbf-62fa9be02767","created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","pattern":"[domain-name:value = 'evil.com']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","valid_until":"2026-02-01T00:00:00Z"}]}
END
"$TAMIS" compile -o time.tamis --quiet --at 2026-01-02 --tlp green --name f bundle.json
printf '{"ts":1767312000,"q":"evil.com"}\n{"ts":1772409600,"q":"evil.com"}\n{"q":"evil.com"}\n' >times.json
"$TAMIS" scan --sensor s --format text --at record --json-field q db.tamis times.json
"$TAMIS" scan --sensor s --format text --at record --json-field q time.tamis times.json
"$TAMIS" scan --sensor s --format text --at record time.tamis times.json || echo "code $?"

echo "--- threads"
i=0
while [ $i -lt 30000 ]; do
    echo "{\"ts\":$((1767312000 + i)),\"n\":$i,\"q\":\"host$i.example\",\"r\":\"a field that makes the line longer than it was\"}"
    i=$((i + 1))
done >many.json
printf '{"q":"evil.com"}' >>many.json
sed -i '15000s/host[0-9]*.example/evil.com/' many.json
for jobs in 1 2 5; do
    scan --quiet -j $jobs --json-field q db.tamis many.json | cksum
done | uniq | wc -l
scan --quiet --json-field q db.tamis <many.json
tail -c +$(($(grep -bo -m1 evil.com many.json | cut -d: -f1) + 1)) many.json | head -c 8
echo
echo "--- a line that is too long, alone of its neighbours, is left out"
printf '{"q":"evil.com"}\n{"q":"evil.com"}\n{"q":"evil.com","r":"' >long.json
truncate -s 81M long.json
printf '"}\n{"q":"evil.com"}\n' >>long.json
scan --quiet --json-field q db.tamis long.json
scan --quiet --json-field q db.tamis - <long.json
tail -c +1 long.json | scan --quiet --json-field q db.tamis -
scan --quiet --hash-files --zeek db.tamis many.json
scan --quiet --json-field q=nonsense db.tamis many.json
echo "--- names that look alike, names with escapes, logs that alternate"
printf '{"%s":"evil.com","qu":"evil.com","qxery":"evil.com","_path":"x"}\n' quary >names.json
printf '{"qu\\u0065ry":"evil.com","\\"":"evil.com","":"evil.com"}\n' >>names.json
printf '{"_path":"dns","query":"evil.com"}\n{"_path":"ssl","query":"evil.com"}\n' >>names.json
printf '{"_path":"dns","query":"evil.com"}\n{"query":"evil.com"}\n' >>names.json
printf '{"_path":"a name of a log that is longer than all of Zeek","query":"evil.com"}\n{"query":"evil.com"}\n' >>names.json
scan --quiet --zeek db.tamis names.json
