#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Names explain: no file called util, and no two files of one name."""
import re
import sys

import source_tree

EMPTY_WORDS = {"util", "utils", "common", "misc", "helper", "helpers",
               "manager", "stuff", "shared_code"}
# Names that tools ask for; fixtures may repeat what real feeds are called.
REPEATED = {"CMakeLists.txt", "README.md", "pyproject.toml", "__init__.py",
            "Makefile", ".gitignore", "run.py", "main.c"}
FIXTURES = (("tests", "data"), ("tests", "golden"), ("tests", "fuzz", "seeds"))


def is_fixture(path):
    return any(path.parts[:len(folder)] == folder for folder in FIXTURES)


def check(root):
    findings, seen = [], {}
    for path in source_tree.files(root):
        if is_fixture(path):
            continue
        for part in path.parts:
            words = set(re.split(r"[^a-z]+", part.lower()))
            for word in sorted(words & EMPTY_WORDS):
                findings.append(f"{path}: \"{word}\" explains nothing; name "
                                f"the noun that the file defines")
        if path.suffix in (".stdout", ".stderr", ".status"):
            continue  # the expected output of the script beside it
        if path.name in REPEATED:
            continue
        if path.suffix in (".h", ".map") and path.parts[0] == "include":
            continue  # <tamis/x.h> is spelled with its folder
        if path.name in seen:
            findings.append(f"{path}: {seen[path.name]} has the same name")
        seen.setdefault(path.name, path)
    return findings


PLANTED = [
    ({"engine/base/string_util.c": ""}, "\"util\" explains nothing"),
    ({"engine/common/a.c": ""}, "\"common\" explains nothing"),
    ({"engine/base/a.c": "", "engine/index/a.c": ""}, "has the same name"),
    ({"engine/base/commonly.c": ""}, None),
    ({"include/tamis/database.h": "", "engine/database/database.h": ""}, None),
]

if __name__ == "__main__":
    sys.exit(source_tree.main(check, PLANTED))
