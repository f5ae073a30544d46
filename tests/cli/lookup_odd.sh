# SPDX-License-Identifier: BSD-2-Clause
# Values that look like options, lines without end, two values with one id.
printf 'evil.com\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp green --name f list.txt
ask() { "$TAMIS" lookup --quiet --at any --sensor s "$@"; }
ask db.tamis -foo-.com || echo "code $?"
ask -- db.tamis -foo-.com || echo "code $?"
{ head -c 3000000 /dev/zero | tr '\0' 'x'; printf '\nevil.com\n'; } |
    ask --format text db.tamis || echo "code $?"
ask db.tamis aa.evil.com bb.evil.com | grep -o '"id":"[^"]*"' | sort -u | wc -l
printf 'aa.evil.com\nbb.evil.com\n' | ask db.tamis |
    grep -o '"id":"[^"]*"' | sort -u | wc -l
"$TAMIS" scan --quiet db.tamis "$(printf 'no\033[31mfile')" || echo "code $?"
