# SPDX-License-Identifier: BSD-2-Clause
# Nobody guesses a TLP.
printf 'evil.example\n' >list.txt
"$TAMIS" compile -o db.tamis list.txt || echo "code $?"
"$TAMIS" compile -o db.tamis --tlp mauve list.txt || echo "code $?"
"$TAMIS" compile -o db.tamis --tlp tlp:purple list.txt || echo "code $?"
ls
