# SPDX-License-Identifier: BSD-2-Clause
# Files that are not the log that an option of structured logs reads, and fields
# that no record has: nothing of them ends in silence as if it were clean.
printf 'evil.com\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.txt
scan() {
    echo "--- $*" | tee /dev/stderr
    "$TAMIS" scan --at any --sensor s --format text "$@" || echo "code $?"
}
quiet() { scan --quiet "$@"; }

printf 'ts\thost\n1\twww.evil.com\n' >host.tsv
printf 'ts,host\n1,www.evil.com\n' >host.csv
printf '{"query":"www.evil.com","empty":null}\n' >dns.json
printf '127.0.0.1 - "GET http://evil.com/ HTTP/1.1"\n' >access.log
printf '#separator \\x09\n#path\tdns\n#fields\tts\tquery\n1\twww.evil.com\n' >dns.log
tail -n 1 dns.log >bare.log
printf '#separator \\x09\n#path\tstats\n#fields\tts\tmem\n1\t2\n' >stats.log

scan --tsv-column hots db.tamis host.tsv
scan --tsv-column 9 db.tamis host.tsv
printf '9\n' | scan --tsv-column 9 db.tamis
scan --tsv-column host db.tamis host.csv
scan --tsv-column 2 --tsv-column ghost db.tamis host.tsv
scan --json-field nosuch db.tamis dns.json
scan --json-field empty db.tamis dns.json
scan --json-field nosuch -m 1 db.tamis - <dns.json
quiet --json-field nosuch db.tamis dns.json
quiet --eve db.tamis dns.log
quiet --eve db.tamis dns.json
quiet --eve db.tamis access.log
quiet --zeek db.tamis access.log
quiet --zeek --at record db.tamis - <bare.log
quiet --json-field query db.tamis host.tsv
quiet --json-field query --tsv-column host db.tamis host.tsv dns.json
echo "--- one file of an archive"
scan --zeek db.tamis stats.log dns.log
scan --tsv-column query db.tamis stats.log dns.log

echo "--- other bytes before the first record"
printf '\357\273\277host\tts\nwww.evil.com\t1\n' >mark.tsv
printf '\357\273\277{"query":"www.evil.com"}\n' >mark.json
printf '\357\273\277#fields\tquery\nwww.evil.com\n' >mark.log
quiet --tsv-column host db.tamis mark.tsv
quiet --json-field query db.tamis mark.json
quiet --json-field query -m 5 db.tamis mark.json
quiet --zeek db.tamis mark.log
printf '\n \n{"query":"www.evil.com"}\n' >blank.json
quiet --json-field query db.tamis blank.json
printf '\n%70s\nts\thost\n1\twww.evil.com\n' '' >blank.tsv
quiet --tsv-column host db.tamis blank.tsv
(printf '\n'; sleep 0.1; cat host.tsv) | quiet --tsv-column host db.tamis -
(printf '{"que'; sleep 0.1; printf 'ry":"evil.com"}') | quiet --json-field query db.tamis -

echo "--- UTF-16 and arrays"
printf '[{"query":"www.evil.com"},{"query":"evil.com"}]\n' >array.json
printf '[\n{"query":"www.evil.com"}\n]\n' >lines.json
quiet --json-field query db.tamis array.json
quiet --eve db.tamis - <lines.json
printf '\377\376{\0"\0q\0"\0:\0"\0e\0v\0i\0l\0.\0c\0o\0m\0"\0}\0\n\0' >wide.json
quiet --json-field q db.tamis wide.json
gzip -c wide.json | quiet --json-field q db.tamis -
echo "--- text longer than what is read at once"
{
    printf 'no record\n'
    i=0
    while [ $i -lt 20 ]; do
        printf '%65535s\n' x
        i=$((i + 1))
    done
    printf 'evil.com\n'
} >long.txt
quiet --eve db.tamis - <long.txt
quiet --eve -m 1 db.tamis long.txt
quiet --eve -c db.tamis long.txt access.log dns.json
: >empty.txt
quiet --eve db.tamis empty.txt
