# SPDX-License-Identifier: BSD-2-Clause
# An audience that names nobody is an error, never another audience.
printf 'evil.com\n' >list.txt
"$TAMIS" compile -o db.tamis --quiet --tlp red --audience org-1 list.txt
for names in "" ","; do
    "$TAMIS" compile -o out.tamis --tlp red --for "$names" list.txt ||
        echo "code $?"
    "$TAMIS" compile -o out.tamis --tlp red --audience "$names" list.txt ||
        echo "code $?"
    "$TAMIS" lookup --audience "$names" db.tamis evil.com || echo "code $?"
done
"$TAMIS" compile -o out.tamis --feeds "$DATA/sample/manifest.json" --pap red ||
    echo "code $?"
ls
