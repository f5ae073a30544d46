#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""docs/FILE_FORMAT.md tells the bytes as the code has them.

A table that follows a line

    <!-- struct: database_header_layout -->

has the columns OFFSET | SIZE | FIELD | ...; each row is compared with offsetof
and sizeof of that field in struct database_header_layout, which some
engine/*/*_layout.h defines. Rows must follow one another without a gap and
reach the end of the struct; every struct x_layout of such a header has a table.
A field may be written `name`, name[4] (the brackets are for readers) or
outer.inner.

usage: format_tables.py [--self-test]      CC names the compiler
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
MARKER = re.compile(r"^<!-- struct: (\w+) -->\s*$")
EXIT_SKIPPED = 77


def tables(text):
    """(struct, line, rows) of each marked table; a row is offset, size,
    field, line."""
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        marker = MARKER.match(lines[number])
        number += 1
        if not marker:
            continue
        rows = []
        start = number
        while number < len(lines) and not lines[number].strip():
            number += 1
        while number < len(lines) and lines[number].startswith("|"):
            cells = [cell.strip() for cell in lines[number].split("|")[1:-1]]
            number += 1
            if len(cells) >= 3 and cells[0].isdigit():
                field = re.sub(r"\[[^\]]*\]$", "", cells[2].strip("`* "))
                rows.append((int(cells[0]), int(cells[1]), field, number))
        yield marker.group(1), start, rows


def find_layouts(root):
    """{struct: header below engine/} of all layout headers."""
    found = {}
    for path in sorted((root / "engine").glob("*/*_layout.h")):
        for struct in re.findall(r"^struct (\w+_layout) \{", path.read_text(),
                                 re.M):
            found[struct] = str(path.relative_to(root / "engine"))
    return found


def measure(root, header, struct, fields):
    """[(offset, size)] of the fields, then (0, size of the struct); or the
    compiler's words."""
    rows = "".join(
        f'    printf("%zu %zu\\n", offsetof(struct {struct}, {field}),\n'
        f'           sizeof(((struct {struct} *)0)->{field}));\n'
        for field in fields)
    program = (f'#include "{header}"\n#include <stddef.h>\n#include <stdio.h>\n'
               f"int main(void)\n{{\n{rows}"
               f'    printf("0 %zu\\n", sizeof(struct {struct}));\n'
               f"    return 0;\n}}\n")
    with tempfile.TemporaryDirectory() as folder:
        built = subprocess.run(
            [os.environ.get("CC", "cc"), "-std=c11", "-D_GNU_SOURCE", "-I",
             str(root / "engine"), "-I", str(root / "include"), "-x", "c", "-",
             "-o", f"{folder}/measure"],
            input=program, capture_output=True, text=True)
        if built.returncode:
            return built.stderr
        printed = subprocess.run([f"{folder}/measure"], check=True,
                                 capture_output=True, text=True).stdout
    return [tuple(map(int, line.split())) for line in printed.splitlines()]


def compare(page, struct, rows, measured):
    """Sentences about rows that are not as measured, gaps and a short end."""
    end = 0
    for (offset, size, field, line), found in zip(rows, measured):
        if (offset, size) != found:
            yield (f"{page}:{line}: {struct}.{field} is {found[1]} bytes at "
                   f"{found[0]}, the table says {size} at {offset}")
        if offset != end:
            yield f"{page}:{line}: a row should begin at {end}, not {offset}"
        end = offset + size
    if end != measured[-1][1]:
        yield (f"{page}: struct {struct} has {measured[-1][1]} bytes, its "
               f"table {end}")


def check(root):
    """(number of tables, findings) of a source tree."""
    page = root / "docs/FILE_FORMAT.md"
    layouts, findings, count = find_layouts(root), [], 0
    documented = set()
    for struct, line, rows in tables(page.read_text()):
        count += 1
        documented.add(struct)
        where = f"{page.name}:{line}"
        if struct not in layouts:
            findings.append(f"{where}: no *_layout.h defines struct {struct}")
        elif not rows:
            findings.append(f"{where}: no table follows the marker")
        else:
            measured = measure(root, layouts[struct], struct,
                               [row[2] for row in rows])
            if isinstance(measured, str):
                findings.append(f"{where}: {measured}")
            else:
                findings += compare(page.name, struct, rows, measured)
    for struct in sorted(set(layouts) - documented):
        findings.append(f"{page.name}: nothing tells of struct {struct} "
                        f"({layouts[struct]})")
    return count, findings


PLANTED_LAYOUT = ("#include <stdint.h>\nstruct a_layout {\n"
                  "    uint64_t magic;\n    uint32_t sizes[2];\n};\n")
PLANTED_PAGE = ("<!-- struct: {struct} -->\n\n| OFFSET | SIZE | FIELD | M |\n"
                "|---:|---:|---|---|\n{rows}")
GOOD_ROWS = "| 0 | 8 | `magic` | m |\n| 8 | 8 | sizes[2] | s |\n"
PLANTED = [
    ("a_layout", GOOD_ROWS, None),
    ("b_layout", GOOD_ROWS, "no *_layout.h defines"),
    ("a_layout", GOOD_ROWS.replace("| 8 | 8 |", "| 8 | 4 |"), "is 8 bytes"),
    ("a_layout", "| 0 | 8 | magic | m |\n", "its table 8"),
    ("a_layout", "| 8 | 8 | sizes | s |\n", "should begin at 0"),
    ("a_layout", GOOD_ROWS.replace("magic", "magik"), "magik"),
    ("a_layout", "", "no table follows"),
]


def self_test():
    missed = 0
    for struct, rows, words in PLANTED:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "engine/a").mkdir(parents=True)
            (root / "docs").mkdir()
            (root / "engine/a/a_layout.h").write_text(PLANTED_LAYOUT)
            (root / "docs/FILE_FORMAT.md").write_text(
                PLANTED_PAGE.format(struct=struct, rows=rows))
            _, findings = check(root)
        caught = (not findings if words is None
                  else any(words in finding for finding in findings))
        if not caught:
            missed += 1
            print(f"{words!r} expected, {findings} found")
    print(f"self-test: {len(PLANTED)} planted pages, {missed} missed")
    return 1 if missed else 0


def main():
    if "--self-test" in sys.argv:
        return self_test()
    if not (SOURCE / "docs/FILE_FORMAT.md").exists():
        print("skipped: there is no docs/FILE_FORMAT.md")
        return EXIT_SKIPPED
    count, findings = check(SOURCE)
    for finding in findings:
        print(finding)
    print(f"{count} table(s), {len(findings)} finding(s)")
    return 1 if findings or not count else 0


if __name__ == "__main__":
    sys.exit(main())
