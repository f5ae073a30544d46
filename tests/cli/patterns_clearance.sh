# SPDX-License-Identifier: BSD-2-Clause
# What a clearance is told of literals and regexes is what it would be told had
# nothing else ever been compiled: output, notes, exit code, cache.
cat >open.txt <<'END'
/evil[0-9]+\.php/i
literal:cmd.exe /c powershell -enc
filename:/\\tool\.exe$/i !/sysinternals/i
END
cat >closed.txt <<'END'
/secret[0-9]/
/^*ahead/
/evil[0-9]/ !/^*behind/
filename:/^secret/
user-agent:/^*Secret/
literal:powershell
END
: >empty.txt
manifest() { # NAME FEED...
    printf '{"v":1,"feeds":[%s]}\n' "$2" >"$1.json"
}
open='{"name":"open","path":"open.txt","format":"patterns","tlp":"green"}'
closed='{"name":"closed","path":"closed.txt","format":"patterns","tlp":"red"}'
# So that a database without any of them is one.
other='{"name":"other","path":"names.txt","tlp":"green"}'
echo evil.example >names.txt
manifest without "$other,$open"
manifest with "$other,$open,$closed"
manifest nothing "$other"
manifest hidden "$other,$closed"
for name in without with nothing hidden; do
    "$TAMIS" compile --quiet -o "$name.tamis" --feeds "$name.json"
done
cat >log.txt <<'END'
GET /EVIL7.PHP secret1 evil.example
run: cmd.exe /c powershell -enc AAA
END

run() { # COMMAND OPTION... DB WHAT
    command=$1
    shift
    "$TAMIS" "$command" --clearance "$clearance" --at 2026-01-01 --sensor s \
        --pattern-cache cache "$@" || echo "code $?"
}
ask() { # DATABASE: all that is told of it
    cp "$1.tamis" db.tamis
    for format in ndjson text; do
        run scan --format $format db.tamis log.txt
        run lookup --format $format --kind filename db.tamis 'C:\tool.exe' \
            secret.txt
        run lookup --format $format --kind user-agent db.tamis Secret
    done
}
compare() { # WITHOUT WITH
    for name in "$1" "$2"; do
        ask "$name" >"$name.out" 2>"$name.err"
        find cache -type f 2>/dev/null | sort >"$name.kept"
        rm -rf cache
        # Where nothing can be kept there is a note, if there is something.
        mkdir -m 755 cache
        ask "$name" >>"$name.out" 2>>"$name.err"
        rm -rf cache
    done
    for what in out err kept; do
        cmp "$1.$what" "$2.$what" && echo "the same $what"
    done
    sort "$1.out" | uniq -c | grep 'code\|TLP'
    sort -u "$1.err"
    wc -l <"$1.kept"
}
clearance=green
echo "== some are visible"
compare without with
echo "== none is"
compare nothing hidden
echo "== all are"
clearance=red
ask with 2>&1 | sort | uniq -c | grep 'matched\|secret'
