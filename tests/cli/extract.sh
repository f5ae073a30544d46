# SPDX-License-Identifier: BSD-2-Clause
# A report becomes a feed: what is told, what is left out, and every format.
cat >report.txt <<'END'
The actor used hxxps://evil[.]example[.]com/drop.php?id=7 and 198.51.100[.]7:8443.
See http://good.example.org/a,http://other.example.net/b (not http://x.org/y's).
Files: readme.txt, setup.py, /usr/lib/libfoo.so, install[.]sh; C2 at bad.co.uk.
Mail: mailto:john.doe@evil.com from 10.0.0.1 and 2001:db8::1, fe80::1.
MD5 D41D8CD98F00B204E9800998ECF84271, http://plain.com, "http://[2001:db8::5]/x".
WWW.evil.com www.evil.com http://x.org/p;s=1?q=2 http://192.168.1.1/x
END
"$TAMIS" extract report.txt
echo "--- all"
"$TAMIS" extract --all report.txt
echo "--- formats"
"$TAMIS" extract --quiet --format ndjson --kind url,email <report.txt
"$TAMIS" extract --quiet --format csv --unique --kind domain report.txt
"$TAMIS" extract --quiet --defang report.txt | cut -f 2
echo "--- a list is a feed"
"$TAMIS" extract --quiet --format list report.txt >plain.txt
"$TAMIS" extract --quiet --format list --defang report.txt >defanged.txt
"$TAMIS" extract --quiet --format csv report.txt >values.csv
for file in plain.txt defanged.txt values.csv; do
    "$TAMIS" compile -o db.tamis --tlp green --name report "$file" 2>&1 |
        grep 'all feeds'
    "$TAMIS" scan --quiet --at any db.tamis report.txt | wc -l
done
echo "--- spreadsheets run no value and no name of a file"
printf 'mail +x@evil.com, -y@evil.com and z@evil.com\n' >'=1+1,"a".txt'
cp '=1+1,"a".txt' "$(printf '@b\033]0;title\nc')"
"$TAMIS" extract --quiet --format csv --kind email [=@]*
rm [=@]*
echo "--- files"
mkdir -p reports/deep
gzip -c report.txt >reports/deep/a.gz
zstd -q -c report.txt >reports/b.zst
printf '\377\376\n\000e\000v\000i\000l\000.\000c\000o\000m\000' >reports/c.txt
"$TAMIS" extract --quiet --kind email,domain --format text reports
head -c 3000000 /dev/zero | tr '\0' ' ' >large.txt
echo "at evil.com" >>large.txt
"$TAMIS" extract --quiet large.txt
echo "--- codes"
echo nothing | "$TAMIS" extract || echo "code $?"
echo evil.com | "$TAMIS" extract --kind ip || echo "code $?"
"$TAMIS" extract missing.txt report.txt --format list --kind md5 || echo "code $?"
head -c 60 reports/deep/a.gz >cut.gz
"$TAMIS" extract cut.gz >cut.out || echo "code $?"
"$TAMIS" extract --format xml report.txt || echo "code $?"
"$TAMIS" extract --kind colour report.txt || echo "code $?"
"$TAMIS" extract --kind mutex report.txt || echo "code $?"
