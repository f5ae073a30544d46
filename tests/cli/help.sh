# SPDX-License-Identifier: BSD-2-Clause
# Every verb explains itself, and every option it knows is in its man page.
"$TAMIS" --help
"$TAMIS" --version | sed 's/[0-9.]*$/VERSION/'
for verb in compile lookup scan extract inspect verify diff; do
    "$TAMIS" "$verb" --help >"$verb.help"
    grep -o -- '--[a-z-]*' "$verb.help" | sort -u | while read -r option; do
        grep -q -- "^\.It Fl -${option#--}\b" \
            "$CASE/../../bindings/cli/man/tamis-$verb.1" ||
            echo "$verb: $option is not in the man page"
    done
done
"$TAMIS" || echo "code $?"
"$TAMIS" frobnicate || echo "code $?"
"$TAMIS" scan --frobnicate || echo "code $?"
"$TAMIS" scan || echo "code $?"
