# SPDX-License-Identifier: BSD-2-Clause
# What no engine compiles is rejected at its line, and told with what is wrong
# with it and where; the rest is kept.
cat >patterns.txt <<'E'
/evil[0-9]+\.php/i
/a(b/
/(a)\1/
filename:/(?<=x)tool\.exe$/i
url:/gate\.php/ !/intra(net/
/x*/
filename:/\\tool\.exe$/i
filename:/C:\\$Recycle\.Bin/ !/b^c/
/evil/ !/(b|$env:x)/
literal:a(b
E
"$TAMIS" compile -o db.tamis --tlp green --format patterns patterns.txt
"$TAMIS" inspect --quiet db.tamis | sed 's/[0-9]* bytes/N bytes/'
echo "--- strict" >&2
"$TAMIS" compile -o strict.tamis --quiet --tlp green --strict \
    --format patterns patterns.txt || echo "code $?"
echo "--- on one thread" >&2
"$TAMIS" compile -o one.tamis --quiet --threads 1 --tlp green \
    --format patterns patterns.txt
cmp db.tamis one.tamis
echo "--- as JSON" >&2
"$TAMIS" compile -o json.tamis --quiet --json --tlp green \
    --format patterns patterns.txt | grep -o '"reason":"pattern".*'
ls
