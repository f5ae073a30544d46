# SPDX-License-Identifier: BSD-2-Clause
# The program that compiles patterns is run from where it is installed with this
# one, and from nowhere else, whatever lies about.
echo '/evil[0-9]/' >mine.txt
"$TAMIS" compile --quiet -o db.tamis --tlp green --format patterns mine.txt
echo evil1 >log.txt
compiler=$(find "$(dirname "$TAMIS")" "$(dirname "$TAMIS")/../.." -maxdepth 1 \
    -name tamis-pattern-compiler -type f | head -n 1)
impostor() { # FOLDER...
    for folder in "$@"; do
        mkdir -p "$folder"
        printf '#!/bin/sh\n>>%s/it-ran\n' "$PWD" \
            >"$folder/tamis-pattern-compiler"
        chmod 755 "$folder/tamis-pattern-compiler"
    done
}
scan() { # PROGRAM
    "$1" scan --quiet --at any --format text --no-pattern-cache db.tamis \
        log.txt 2>notes || echo "code $?"
    cat notes
    if test -e it-ran; then
        echo "an impostor ran"
    fi
}

echo "== moved with its installation"
mkdir -p moved/bin moved/libexec/tamis
cp "$TAMIS" moved/bin/tamis
cp "$compiler" moved/libexec/tamis/
scan moved/bin/tamis
echo "== a link to it"
ln -s moved/bin/tamis link
scan ./link

impostor . deep deep/er deep/er/place deep/er/libexec/tamis libexec/tamis \
    deep/libexec/tamis deep/er/place/libexec/tamis
cp "$TAMIS" deep/er/place/tamis
PATH=$PWD:$PATH
export PATH
# One that is installed on this machine is found, and may serve.
expect_no_impostor() { # PROGRAM
    scan "$1" >said
    if ! grep -q 'impostor' said; then
        echo "none of them ran"
    fi
}
echo "== alone, among impostors"
expect_no_impostor deep/er/place/tamis

# Somebody else's libexec, in a prefix where anybody may write.
echo "== beside what another user put there"
mkdir -p shared/bin
cp "$TAMIS" shared/bin/tamis
impostor shared/libexec/tamis
if test "$(id -u)" = 0; then
    chown 65534 shared/libexec/tamis/tamis-pattern-compiler
else
    mv shared/libexec/tamis/tamis-pattern-compiler shared/libexec/tamis/other
    ln -s other shared/libexec/tamis/tamis-pattern-compiler
fi
expect_no_impostor shared/bin/tamis
