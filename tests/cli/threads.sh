# SPDX-License-Identifier: BSD-2-Clause
# Any number of threads makes the same file.
seq 1 60000 | sed 's/.*/host&.evil.com/' >names.txt
for threads in 1 2 3; do
    "$TAMIS" compile -o "$threads.tamis" --tlp green --threads "$threads" \
        --quiet names.txt
done
cmp 1.tamis 2.tamis && cmp 1.tamis 3.tamis && echo same
for threads in 0 -1 two 99999; do
    "$TAMIS" compile -o x.tamis --tlp green --threads "$threads" names.txt ||
        echo "code $?"
done
