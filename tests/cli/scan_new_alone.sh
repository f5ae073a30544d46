# SPDX-License-Identifier: BSD-2-Clause
# What is new is searched for alone, and told byte for byte as a search for
# everything tells it: in text of any shape, in records, in files, with allows,
# warns and labels.
events() { # OPTION...: of everything, those of what is new
    "$TAMIS" scan --at any --sensor s --quiet "$@" >all.json || :
    grep -F -f wanted.txt all.json || :
}
check() { # WHAT OPTION...: the same events, and some
    what=$1
    shift
    events "$@" >expected.json
    "$TAMIS" scan --at any --sensor s --quiet --new-since old.tamis "$@" \
        >found.json || [ $? -eq 1 ]
    cmp expected.json found.json && echo "$what: $(wc -l <found.json) events"
}

awk 'BEGIN {
    for (i = 0; i < 3000; i++) {
        value[i] = i % 3 == 0 ? "host" i ".example"                            \
                 : i % 3 == 1 ? "203.0." int(i / 200) "." (i % 200 + 1)        \
                              : "http://url" i ".example/a/" i
        print value[i] >"new.txt"
        if (i % 30 < 27) {
            print value[i] >"old.txt"
            continue
        }
        print value[i] >"news.txt"
        sub("http://", "", value[i])
        # The indicator, not what was observed.
        print "\"indicator\":{\"kind\":\"" (i % 3 == 0 ? "domain" :            \
            i % 3 == 1 ? "ip" : "url") "\",\"value\":\"" value[i] "\"}"        \
            >"wanted.txt"
    }
}'
head -150 new.txt >red.txt
# An allow on one host of a new name, on a new address, and a warning.
printf 'www.host27.example\nhost57.example\n203.0.0.29\n' >allow.txt
printf 'host87.example\nhost30.example\n' >warn.txt
printf '%s' '{"v":1,"feeds":[{"name":"red","path":"red.txt","tlp":"red"},
{"name":"f","path":"new.txt","tlp":"green"}],
"allow":["allow.txt"],"warn":["warn.txt"]}' >new.json
"$TAMIS" compile -o new.tamis --quiet --feeds new.json
"$TAMIS" compile -o old.tamis --quiet --tlp green --name f old.txt

# Lines with and without: one in forty, then nearly each.
awk -v seed=7 'BEGIN {
    srand(seed)
    while ((getline line <"new.txt") > 0) value[count++] = line
    for (i = 0; i < 12000; i++) {
        if (rand() < (i < 8000 ? 0.025 : 0.8)) {
            v = value[int(rand() * count)]
            if (rand() < 0.3) v = "www." v
            if (rand() < 0.2) gsub(/\./, "[.]", v)
            if (rand() < 0.2) v = "\\n" v "\\/"
            printf "%s %s", v, rand() < 0.1 ? "\r" : ""
        }
        printf "clean%d.example 198.51.100.%d %s\n", i, i % 256,               \
            rand() < 0.2 ? "\377\376" value[int(rand() * count)] : "-"
    }
}' >a.log
gzip -c a.log >a.log.gz
tr '\n' ' ' <a.log >one_line.log
{
    printf '\377\376'
    iconv -f latin1 -t utf-16le a.log
} >wide.log
check "text" new.tamis a.log
check "text for green" --clearance green new.tamis a.log
check "by one thread" -j 1 new.tamis a.log a.log.gz
check "a long line" new.tamis one_line.log
check "UTF-16" new.tamis wide.log
check "a pipe" new.tamis - <a.log
"$TAMIS" scan --at any -c --quiet --new-since old.tamis new.tamis a.log
"$TAMIS" scan --at any --sensor s --quiet --new-since old.tamis new.tamis a.log |
    wc -l
"$TAMIS" scan --at any -l --quiet --new-since old.tamis new.tamis a.log wide.log
"$TAMIS" scan --at any -C 1 -m 1 --quiet --new-since old.tamis new.tamis a.log
awk '{
    gsub(/[\\"\377\376\r]/, "")
    printf "{\"ts\":%d,\"q\":\"%s\",\"t\":\"%s\"}\n", 1767312000 + NR, $1, $0
}' a.log >records.json
check "records" --json-field q --json-field t=text new.tamis records.json
mkdir tree
printf 'new one' >tree/a
printf 'old one' >tree/b
{
    sha256sum tree/a tree/b | cut -d' ' -f1
    md5sum tree/a | cut -d' ' -f1
} >>new.txt
sha256sum tree/b | cut -d' ' -f1 >>old.txt
md5sum tree/a | cut -d' ' -f1 >>wanted.txt
sha256sum tree/a | sed 's/ .*/"},"feed"/; s/^/"value":"/' >>wanted.txt
"$TAMIS" compile -o new.tamis --quiet --tlp green --name f new.txt
"$TAMIS" compile -o old.tamis --quiet --tlp green --name f old.txt
check "files" --hash-files new.tamis tree

echo "--- the rest is not searched for; where it is, that is said"
scan() { "$TAMIS" scan --at any -c --new-since "$@" 2>&1 || echo "code $?"; }
scan old.tamis new.tamis a.log
awk 'BEGIN { for (i = 0; i < 12000; i++) print "many" i ".example" }' >many.txt
"$TAMIS" compile -o many.tamis --quiet --tlp green --name f many.txt news.txt
scan old.tamis many.tamis a.log
"$TAMIS" compile -o bits.tamis --fingerprints --quiet --tlp green --name f news.txt
scan bits.tamis bits.tamis a.log
printf 'host27.example\n' >few.txt
"$TAMIS" compile -o few.tamis --fingerprints --quiet --tlp green --name f few.txt
scan few.tamis bits.tamis a.log
