# SPDX-License-Identifier: BSD-2-Clause
"""What the public headers declare, read from their text."""
import re
from pathlib import Path

COMPILE = ("input", "suffix", "feed", "manifest", "compile")
XDP = tuple(sorted(
    path.stem for path in
    (Path(__file__).resolve().parents[2] / "include/tamis").glob("xdp*.h")))
# Headers that declare no functions of their own.
TYPES_ONLY = ("allocator", "tamis")
RUNTIME = tuple(sorted(
    path.stem for path in
    (Path(__file__).resolve().parents[2] / "include/tamis").glob("*.h")
    if path.stem not in COMPILE + XDP + TYPES_ONLY))


def plain_text(root, name):
    """A header without comments and preprocessor lines."""
    text = (Path(root) / "include/tamis" / f"{name}.h").read_text()
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*$", "", text, flags=re.M)


def functions(root, names):
    """Names of the functions that the headers declare with TAMIS_API."""
    found = []
    for name in names:
        found += re.findall(r"\bTAMIS_API\b[^;]*?\b(tamis_\w+)\s*\(",
                            plain_text(root, name))
    return found


def unmarked(root, names):
    """Functions that a header declares without TAMIS_API."""
    found = []
    for name in names:
        text = re.sub(r"\{[^{}]*\}", "{}", plain_text(root, name))
        for declaration in text.split(";"):
            if "TAMIS_API" in declaration or "typedef" in declaration:
                continue
            found += re.findall(r"\b(tamis_\w+)\s*\(", declaration)
    return found


def constants(root, names):
    """(name, value) of each TAMIS_ constant with a plain number, in order."""
    found = []
    for name in names:
        text = (Path(root) / "include/tamis" / f"{name}.h").read_text()
        found += [(key, int(value, 0)) for key, value in re.findall(
            r"^#define (TAMIS_\w+) +\(?(-?(?:0x)?[0-9a-fA-F]+)u?\)?(?:\s|$)",
            text, flags=re.M)]
    return found
