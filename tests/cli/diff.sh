# SPDX-License-Identifier: BSD-2-Clause
# What one database states and another does not.
printf 'evil.com\ngone.org\n1.2.3.4\n' >old.txt
printf 'evil.com\nnew.org\n1.2.3.4\n1.2.3.0/24\n' >new.txt
"$TAMIS" compile -o old.tamis --quiet --tlp green --name f old.txt
"$TAMIS" compile -o new.tamis --quiet --tlp green --name f new.txt
"$TAMIS" diff old.tamis new.tamis || echo "code $?"
"$TAMIS" diff --quiet --summary old.tamis new.tamis || echo "code $?"
"$TAMIS" diff --quiet old.tamis old.tamis && echo "the same"
"$TAMIS" diff --quiet --clearance clear old.tamis new.tamis &&
    echo "the same for CLEAR"
"$TAMIS" diff --quiet old.tamis missing.tamis || echo "code $?"
