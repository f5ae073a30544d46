# SPDX-License-Identifier: BSD-2-Clause
# The sample: six feeds with labels of their own, an allow list, a warning list.
SOURCE_DATE_EPOCH=1787356800 "$TAMIS" compile -o db.tamis \
    --feeds "$DATA/sample/manifest.json"
SOURCE_DATE_EPOCH=1787356800 "$TAMIS" compile -o again.tamis --quiet \
    --feeds "$DATA/sample/manifest.json"
cmp db.tamis again.tamis && echo "the same bytes"
stat -c %a db.tamis
SOURCE_DATE_EPOCH=1787356800 "$TAMIS" compile -o green.tamis --quiet \
    --max-tlp green --for '*' --feeds "$DATA/sample/manifest.json"
stat -c %a green.tamis
grep -c -a -i 'isac-health\|hunting' green.tamis || true
"$TAMIS" inspect --quiet --json green.tamis | sed 's/"size":[0-9]*/"size":N/'
