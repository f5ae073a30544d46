# SPDX-License-Identifier: BSD-2-Clause
# A database that keeps fingerprints instead of values: what is listed is found
# as with values, and told as it was asked for.
printf 'evil.com\nhttp://bad.example/x\nu@mail.example\n1.2.3.0/24\n' >feed.txt
printf '11.1.1.1:443\n%032d\n%064d\n' 7 8 >>feed.txt
compile() {
    "$TAMIS" compile --quiet --tlp green --name f "$@" feed.txt
}
ask() {
    "$TAMIS" lookup --quiet --sensor s --format ndjson --at any "$1" \
        www.evil.com http://bad.example/x u@mail.example 1.2.3.4 \
        11.1.1.1:443 "$(printf '%032d' 7)" "$(printf '%064d' 8)" good.com
}
compile -o values.tamis
compile -o db.tamis --fingerprints
compile -o short.tamis --fingerprints=64
compile -o long.tamis --fingerprints=128
for db in values db short long; do
    ask $db.tamis | sed 's/"time":"[^"]*"//' >$db.events
    cmp values.events $db.events && echo "$db: $(wc -l <$db.events) events"
done
cat >log.txt <<'END'
GET hxxp://bad[.]example/x from 1.2.3.9, mail u@mail.example, www.evil.com.
11.1.1.1:443 00000000000000000000000000000007 00000000000000000000000000000009
END
for db in values db; do
    "$TAMIS" scan --quiet --sensor s --format ndjson --at any $db.tamis log.txt |
        sed 's/"time":"[^"]*"//' >$db.events
done
cmp values.events db.events && echo "scan: $(wc -l <db.events) events"
"$TAMIS" inspect --quiet db.tamis | sed 's/[0-9]* bytes/N bytes/'
"$TAMIS" inspect --quiet --clearance green --json long.tamis | grep -o '"kinds.*},'
"$TAMIS" verify db.tamis
"$TAMIS" diff --quiet db.tamis db.tamis && echo "the same"
"$TAMIS" diff --quiet values.tamis db.tamis || echo "code $?"
"$TAMIS" diff --quiet short.tamis db.tamis || echo "code $?"
cp feed.txt whole.txt
echo new.org >>feed.txt
compile -o new.tamis --fingerprints
"$TAMIS" diff --quiet db.tamis new.tamis || echo "code $?"
"$TAMIS" compile -o db.tamis --tlp green --fingerprints=60 feed.txt || echo "code $?"
compile -o x.tamis --fingerprints 64 || echo "code $?"
compile -o x.tamis --fingerprints missing || echo "code $?"
compile -o x.tamis 64 || echo "code $?"

# Endpoints whose hash leaves the port out under every seed: the class keeps
# values, and is not compared with fingerprints of the same size.
printf '[2001:d031:9f29:2238:9a4::1]:%d\n' 1 2 >alike.txt
head -1 alike.txt >one.txt
for db in alike one; do
    "$TAMIS" compile -o $db.tamis --quiet --tlp green --name f --fingerprints \
        $db.txt whole.txt
    "$TAMIS" inspect --quiet $db.tamis | grep -E 'ip-port|md5'
done
"$TAMIS" diff --quiet one.tamis alike.tamis || echo "code $?"
"$TAMIS" diff --quiet alike.tamis alike.tamis && echo "the same"

# A feed that shrank is told from a previous database of either form.
cat >feeds.json <<'END'
{"v":1,"feeds":[{"name":"f","path":"feed.txt","tlp":"green","max_shrink_pct":50}]}
END
shrink() { # OPTION-OF-OLD OPTION-OF-NEW, either may be empty
    rm -f db.tamis
    cp whole.txt feed.txt
    "$TAMIS" compile -o db.tamis --quiet ${1:+"$1"} --feeds feeds.json
    echo evil.com >feed.txt
    "$TAMIS" compile -o db.tamis --quiet ${2:+"$2"} --feeds feeds.json || echo "code $?"
}
cp feed.txt whole.txt
shrink "" --fingerprints
shrink --fingerprints ""
shrink --fingerprints=64 --fingerprints=128
