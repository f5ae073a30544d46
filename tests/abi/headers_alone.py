#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Each public header compiles alone, under every standard that we promise,
with every compiler that is here, warnings being errors."""
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WARNINGS = ("-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion "
            "-Wundef -Wcast-qual -Werror").split()
STANDARDS = {"c": ("c11", "c17"), "c++": ("c++11", "c++17")}
COMPILERS = {"c": ("gcc", "clang", "clang-14"),
             "c++": ("g++", "clang++", "clang++-14")}
# The initialisers must be usable in the language of the caller, too.
INITIALISERS = """
{includes}
int use_initialisers(void);
int use_initialisers(void)
{{
    {declarations}
    return (int)({uses});
}}
"""


def initialiser_source():
    """A file that begins every options struct with its _INIT."""
    names = []
    for header in sorted((ROOT / "include/tamis").glob("*.h")):
        for line in header.read_text().splitlines():
            if line.startswith("#define TAMIS_") and "_INIT" in line:
                names.append(line.split()[1].split("(")[0])
    types = [name[:-len("_INIT")].lower() for name in names]
    return INITIALISERS.format(
        includes="\n".join(f"#include <tamis/{name}.h>" for name in
                           ("tamis", "compile", "feed", "input", "manifest",
                            "xdp", "xdp_events", "xdp_report")),
        declarations="\n    ".join(
            f"{kind} v{number} = {name};" for number, (kind, name)
            in enumerate(zip(types, names))),
        uses=" + ".join(f"v{number}.struct_size"
                        for number in range(len(names))))


def compile_source(compiler, language, standard, text):
    command = [compiler, "-x", language, f"-std={standard}", *WARNINGS,
               "-I", str(ROOT / "include"), "-fsyntax-only", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True)


def main():
    sources = {path.name: f"#include <tamis/{path.name}>\nextern int unused;\n"
               for path in sorted((ROOT / "include/tamis").glob("*.h"))}
    sources["the initialisers"] = initialiser_source()
    compiled = faults = 0
    for language, standards in STANDARDS.items():
        found = {shutil.which(name) for name in COMPILERS[language]} - {None}
        found = {str(Path(name).resolve()): name for name in sorted(found)}
        for compiler in sorted(found.values()):
            for standard in standards:
                for name, text in sources.items():
                    done = compile_source(compiler, language, standard, text)
                    compiled += 1
                    if done.returncode:
                        faults += 1
                        print(f"{name} as {standard} by {compiler}:\n"
                              f"{done.stderr}")
    print(f"{compiled} compilations, {faults} failed")
    return 1 if faults or not compiled else 0


if __name__ == "__main__":
    sys.exit(main())
