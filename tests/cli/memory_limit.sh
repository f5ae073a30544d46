# SPDX-License-Identifier: BSD-2-Clause
# What does not fit into memory goes to the disk, and the file is the same.
seq 1 60000 | sed 's/.*/host&.evil.com/' >names.txt
"$TAMIS" compile -o whole.tamis --tlp green --quiet names.txt
"$TAMIS" compile -o spilled.tamis --tlp green --quiet --memory-limit 1K \
    names.txt
cmp whole.tamis spilled.tamis && echo same
TMPDIR=/nowhere "$TAMIS" compile -o whole.tamis --tlp green --quiet \
    --memory-limit 1 names.txt || echo "code $?"
cmp whole.tamis spilled.tamis && echo kept
ls -A
for size in 0 -1 8X 1GB 99999999999T ""; do
    "$TAMIS" compile -o x.tamis --tlp green --memory-limit "$size" names.txt ||
        echo "code $?"
done

# So small a limit is obeyed where it can be, and that is said.
for size in 1 1K 16777215 16M; do
    "$TAMIS" compile -o x.tamis --tlp green --memory-limit "$size" names.txt \
        2>&1 | grep memory-limit || echo "$size: nothing to say"
done
"$TAMIS" compile -o x.tamis --tlp green --memory-limit 1K --quiet names.txt
