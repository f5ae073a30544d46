#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A library exports what its version script lists, which is what its headers
declare: no name more, no name less, in the shared library and the archive.

usage: exported_symbols.py NAME SHARED ARCHIVE
       (NAME: tamis, tamis-compile, tamis-xdp)
"""
import re
import subprocess
import sys
from pathlib import Path

import public_headers

ROOT = Path(__file__).resolve().parents[2]
HEADERS = {"tamis": public_headers.RUNTIME,
           "tamis-compile": public_headers.COMPILE,
           "tamis-xdp": public_headers.XDP}


def names_in_map(name):
    text = (ROOT / f"cmake/lib{name}.map").read_text()
    exported = text[text.index("global:"):text.index("local:")]
    return re.findall(r"^\s+(\w+);", exported, flags=re.M)


def names_in_binary(path, *options):
    listing = subprocess.run(["nm", "--defined-only", *options, path],
                             check=True, capture_output=True, text=True)
    found = []
    for line in listing.stdout.splitlines():
        fields = line.split()
        if len(fields) == 3 and fields[1] not in "A":  # A: the version node
            found.append(fields[2].split("@")[0])
    return found


def compare(what, expected, found):
    """Prints and counts the names that are in one list only, or twice."""
    missing = sorted(set(expected) - set(found))
    extra = sorted(set(found) - set(expected))
    twice = sorted({name for name in found if found.count(name) > 1})
    for word, names in (("lacks", missing), ("should not have", extra),
                        ("has twice", twice)):
        for name in names:
            print(f"{what} {word} {name}")
    return len(missing) + len(extra) + len(twice)


def main():
    name, shared, archive = sys.argv[1:]
    declared = public_headers.functions(ROOT, HEADERS[name])
    faults = compare(f"lib{name}.map", declared, names_in_map(name))
    faults += compare(f"lib{name}.so", declared, names_in_binary(shared, "-D"))
    faults += compare(f"lib{name}.a", declared, names_in_binary(archive, "-g"))
    for function in public_headers.unmarked(ROOT, HEADERS[name]):
        print(f"{function} is declared without TAMIS_API")
        faults += 1
    print(f"lib{name}: {len(declared)} functions, {faults} fault(s)")
    return 1 if faults or not declared else 0


if __name__ == "__main__":
    sys.exit(main())
