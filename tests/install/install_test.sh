#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Installs a build into an empty prefix, moves it, and uses it as outsiders do:
# find_package and pkg-config, shared libraries and archives.
#
# usage: install_test.sh BUILD_FOLDER [runtime-only]
set -eu

build=$1
runtime_only=${2-}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

step() {
    echo "== $*"
}

has_compiler() {
    test "$runtime_only" != runtime-only
}

step "install each component"
for component in runtime development cli docs; do
    cmake --install "$build" --prefix "$work/first" --component "$component" \
        >"$work/$component.log" || { cat "$work/$component.log"; exit 1; }
done
prefix=$work/moved
mv "$work/first" "$prefix"
(cd "$prefix" && find . -type f -o -type l) | sort
libdir=$(dirname "$(find "$prefix" -name libtamis.a)")

for kind in shared static; do
    step "find_package, $kind"
    static=OFF
    test $kind = shared && static=ON
    cmake -S "$here/consumer" -B "$work/$kind" -G Ninja \
        -DCMAKE_PREFIX_PATH="$prefix" -DBUILD_SHARED_LIBS=$static \
        -DRUNTIME_ONLY="$(has_compiler && echo OFF || echo ON)" \
        >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    cmake --build "$work/$kind"
    (cd "$work/$kind" && ctest --output-on-failure)
done

# The .pc files find themselves: this is not the prefix that was configured.
flags() {
    PKG_CONFIG_PATH=$libdir/pkgconfig pkg-config "$@"
}

try() {
    program=$1
    shift
    step "pkg-config: $program"
    "${CC:-cc}" -std=c11 -Wall -Werror -o "$work/$program" "$@"
    (cd "$work" && LD_LIBRARY_PATH="$libdir" "./$program")
}

# shellcheck disable=SC2046  # flags are words
try runtime_shared "$here/consumer/runtime_only.c" \
    $(flags --cflags --libs tamis)
# An archive by its file name, and what it needs: third parties stay shared
# here (--static would ask for what their archives need, too).
archive() {
    # shellcheck disable=SC2046
    echo "$libdir/lib$1.a" \
        $(pkg-config --libs $(flags --print-requires-private "$1")) \
        $(sed -n 's/^Libs.private: //p' "$libdir/pkgconfig/$1.pc")
}
# shellcheck disable=SC2046
try runtime_static "$here/consumer/runtime_only.c" \
    $(flags --cflags tamis) $(archive tamis)
if has_compiler; then
    # shellcheck disable=SC2046
    try lookup_shared "$here/consumer/first_lookup.c" \
        $(flags --cflags --libs tamis tamis-compile)
    # shellcheck disable=SC2046
    try lookup_static "$here/consumer/first_lookup.c" \
        "$here/consumer/names_of_mine.c" $(flags --cflags tamis) \
        $(archive tamis-compile) $(archive tamis)
    if ldd "$work/lookup_static" | grep libtamis; then
        echo "the archives were not used" >&2
        exit 1
    fi
fi

if test -f "$libdir/libtamis-xdp.a"; then
    # shellcheck disable=SC2046
    try policy_shared "$here/consumer/first_policy.c" \
        $(flags --cflags --libs tamis-xdp)
    # shellcheck disable=SC2046
    try policy_static "$here/consumer/first_policy.c" \
        $(flags --cflags tamis-xdp) $(archive tamis-xdp) $(archive tamis)
fi

step "installed program"
if test -x "$prefix/bin/tamis"; then
    "$prefix/bin/tamis" --version
fi
echo "installed, moved and used"
