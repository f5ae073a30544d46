# SPDX-License-Identifier: BSD-2-Clause
# Feeds compiled into memory instead of a database: the same answer as from the
# file, nothing left behind, and a label all the same.
printf 'evil.com\n9.9.9.9\nnot a value at all\n' >one.txt
printf 'value,why\nbad.example,because\n' >two.csv
printf 'see www.evil.com, bad.example and 9.9.9.9\n' >a.log
scan() { "$TAMIS" scan --at any --sensor s "$@"; }
scan --format text --tlp amber --feed one.txt --feed two.csv a.log
ls
"$TAMIS" compile -o db.tamis --quiet --tlp amber one.txt two.csv
scan --quiet db.tamis a.log >from_file
scan --quiet --tlp amber --feed one.txt --feed two.csv a.log | cmp - from_file
printf '9.9.9.9\n' >allow.txt
scan --quiet --format text --tlp green --feed-name mine --feed-format list \
    --feed-kind ip --allow allow.txt --feed one.txt a.log || echo "code $?"
"$TAMIS" compile -o sample.tamis --quiet --feeds "$DATA/sample/manifest.json"
scan --quiet sample.tamis "$DATA/sample/access.log" >from_file
scan --quiet --feeds "$DATA/sample/manifest.json" "$DATA/sample/access.log" |
    cmp - from_file
echo "--- who sees less is told no counts of all" >&2
scan --clearance green --tlp amber --feed one.txt a.log || echo "code $?"
echo "--- refused" >&2
scan --feed one.txt a.log || echo "code $?"
scan --tlp green db.tamis a.log || echo "code $?"
scan --tlp green --feed missing.txt a.log || echo "code $?"
scan --tlp green --feed-format nonsense --feed one.txt a.log || echo "code $?"
scan --tlp green --feed one.txt a.log db.tamis || echo "code $?"
scan --tlp green --feeds "$DATA/sample/manifest.json" -c sample.tamis || echo "code $?"
scan a.log || echo "code $?"
scan --follow --eve db.tamis a.log || echo "code $?"
printf '\211TAMIS\n\n0' >transferred
scan transferred a.log || echo "code $?"
