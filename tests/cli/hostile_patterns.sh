# SPDX-License-Identifier: BSD-2-Clause
# Regexes that are meant to stall or to kill, in each format that has patterns:
# what is read is kept or rejected, statement by statement, and none is lost.
repeat() { # COUNT TEXT
    awk -v n="$1" -v text="$2" 'BEGIN { while (n-- > 0) printf "%s", text }'
}
{
    repeat 10485760 a && echo
    echo "$(repeat 30000 '(')x$(repeat 30000 ')')"
    echo "$(repeat 1000 '(')a+$(repeat 1000 ')+')"
    echo "x$(repeat 100000 '|ab')"
    echo "$(repeat 500 '(a|')b$(repeat 500 ')')"
    repeat 100 '(a{1,1000}){1,1000}' && echo
    echo 'tool[0-9]+'
} >regexes

sed 's:.*:/&/:' regexes >patterns.txt
sed 's:.*:filename\:/&/:' regexes >list.txt
{
    echo type,value
    sed 's:.*:pattern,"/&/ !/x/":' regexes
} >table.csv
{
    echo '# filename-iocs'
    sed 's:.*:&;60;&:' regexes
} >filename-iocs.txt
{
    printf '{"Event":{"Attribute":['
    sed 's/.*/{"type":"filename-pattern","to_ids":true,"value":"&"}/' regexes |
        paste -sd,
    printf ']}}'
} >misp.json
{
    printf '{"type":"bundle","id":"bundle--1","objects":['
    n=0
    while read -r regex; do
        n=$((n + 1))
        [ $n -eq 1 ] || printf ','
        printf '{"type":"indicator","pattern_type":"stix","id":"indicator--'
        printf '%d1111111-1111-4111-8111-111111111111","valid_from":' $n
        printf '"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z",'
        printf '"pattern":"[file:name MATCHES %s]"}' "'$regex'"
    done <regexes
    printf ']}'
} >stix.json
{
    printf '{"name":"w","type":"regex","matching_attributes":["domain"],'
    printf '"list":['
    sed 's:.*:"/&/":' regexes | paste -sd,
    printf ']}'
} >warning.json

count() { # FORMAT FILE: the numbers of the report, and whether they add up
    "$TAMIS" compile -o db.tamis --at 2026-02-01 --tlp green --format "$1" \
        --name f "$2" 2>report && code=0 || code=$?
    sed -n 's/^all feeds: //p' report
    sed -n 's/^  \(rejected [a-z-]* [0-9]*\):.*/  \1/p' report
    [ "$code" -eq 0 ] || { echo "code $code"; head -c 300 report; }
}
for file in patterns.txt list.txt table.csv filename-iocs.txt misp.json \
    stix.json warning.json; do
    case $file in
    patterns.txt) format=patterns ;;
    list.txt) format=list ;;
    table.csv) format=csv ;;
    filename-iocs.txt) format=loki-filename ;;
    misp.json) format=misp ;;
    stix.json) format=stix ;;
    warning.json) format=warninglist ;;
    esac
    echo "== $format"
    count "$format" "$file"
done
