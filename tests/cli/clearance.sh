# SPDX-License-Identifier: BSD-2-Clause
# The sample at every clearance: what is not visible is absent everywhere.
"$TAMIS" compile --quiet -o db.tamis --feeds "$DATA/sample/manifest.json"
for label in clear green amber amber+strict red; do
    echo "== $label"
    "$TAMIS" scan --at 2026-08-22 --sensor s --format text --clearance "$label" \
        db.tamis "$DATA/sample/access.log" || echo "code $?"
done
echo "== circle"
"$TAMIS" scan --at 2026-08-22 --sensor s --format text --clearance red \
    --audience circle:european-ciso db.tamis "$DATA/sample/access.log"
"$TAMIS" scan --clearance blue db.tamis "$DATA/sample/access.log" ||
    echo "code $?"
"$TAMIS" inspect --clearance green db.tamis
