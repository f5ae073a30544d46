#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Size limits: lines of files, functions, parameters, nesting, columns.

Exceptions live in size_exceptions.txt, each with its reason; one that is no
longer needed is a finding too.
"""
import re
import sys
from pathlib import Path

import source_tree

COLUMNS_MAX = 80
FUNCTION_LINES_MAX = 70
PARAMETERS_MAX = 6
NESTING_MAX = 3
STRING_OR_COMMENT = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
# A string literal is never split: one would not find it again. A table may
# have it in braces.
ONE_LITERAL = re.compile(r'^[ {]*(?:\w+ = )?"(?:\\.|[^"\\])*"[^"]{0,8}$')
ONLY_TEXT = re.compile(r'^(?: *" +")+[,;]?$')
EXCEPTIONS = Path("tests/style/size_exceptions.txt")


def lines_max(path):
    """The limit of a file by what it is; None where there is none."""
    if path.name == "CMakeLists.txt" and len(path.parts) == 1:
        return 150
    if path.suffix not in source_tree.SOURCE_ENDINGS:
        return None
    if path.parts[0] == "tests":
        return 500
    if path.suffix == ".h":
        return 200 if path.parts[0] == "include" else 150
    return 600


def blank_out(text):
    """The text with strings and comments as blanks, line for line. What is
    left of a string are its quotes, so that line_count() knows it."""
    def blanks(match):
        inner = re.sub(r"[^\n]", " ", match.group()[1:-1])
        quote = '"' if match.group()[0] == '"' else " "
        return quote + inner + quote
    text = STRING_OR_COMMENT.sub(blanks, text)
    lines = text.split("\n")
    in_macro = False
    for number, line in enumerate(lines):
        directive = in_macro or line.lstrip().startswith("#")
        in_macro = directive and line.rstrip().endswith("\\")
        if directive:
            lines[number] = ""
    return "\n".join(lines)


def parameter_count(header):
    """Parameters of a function's header, the text before its brace."""
    start = header.find("(")
    depth, count = 0, 1
    inner = ""
    for character in header[start:]:
        depth += character == "("
        depth -= character == ")"
        if depth == 0:
            break
        if character == "," and depth == 1:
            count += 1
        inner += character
    return 0 if inner[1:].strip() in ("", "void") else count


def line_count(body):
    """Lines of a function's body without its data: what stands between
    `... = {` and `};`, and lines that are nothing but text."""
    count, table_end = 0, None
    for line in body:
        if table_end is not None:
            if line.startswith(table_end):
                table_end = None
            continue
        table = re.match(r"( +)(?:static )?(?:const )?(?:struct )?\w[^=]*"
                         r"\[\w*\]\s*=\s*\{\s*$", line)
        if table or re.match(r" +(?:static )?const struct \{\s*$", line):
            table_end = (table.group(1) if table else "    ") + "}"
        count += not ONLY_TEXT.match(line)
    return count


def functions(text):
    """(line, name, lines, parameters, nesting) of each function whose brace
    stands alone in the first column, as Linux braces have it."""
    lines = blank_out(text).split("\n")
    number = 0
    while number < len(lines):
        if lines[number].rstrip() != "{":
            number += 1
            continue
        start = number
        while start > 0 and lines[start - 1].strip() and \
                lines[start - 1].rstrip()[-1] not in ";}":
            start -= 1
        header = " ".join(lines[start:number])
        end = number + 1
        while end < len(lines) and not lines[end].startswith("}"):
            end += 1
        body = lines[number + 1:end]
        name = re.search(r"(\w+)\s*\(", header)
        if name:
            yield (start + 1, name.group(1), line_count(body) + 2,
                   parameter_count(header), nesting(body))
        number = end + 1


def nesting(body):
    """The deepest indentation of a statement that opens a block, in levels.
    `case` labels stand at their switch's column and so count for nothing."""
    deepest = 0
    for line in body:
        opens = re.match(r"( *)(?:\} else )?(?:if|for|while|do|switch)\b", line)
        if opens:
            deepest = max(deepest, len(opens.group(1)) // 4)
    return deepest


def measure(root, path):
    """(key, sentence) of every limit that a file breaks."""
    text = (root / path).read_text(errors="replace")
    limit = lines_max(path)
    size = text.count("\n")
    if limit and size > limit:
        yield f"{path}", f"{path}: {size} lines, at most {limit}"
    if path.suffix not in source_tree.SOURCE_ENDINGS:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > COLUMNS_MAX and not ONE_LITERAL.match(line):
            yield (f"{path}:columns", f"{path}:{number}: {len(line)} columns, "
                   f"at most {COLUMNS_MAX}")
        if "\t" in line or line != line.rstrip():
            yield (f"{path}:blanks",
                   f"{path}:{number}: a tab, or blanks at the end")
    for line, name, size, parameters, levels in functions(text):
        key, where = f"{path}:{name}", f"{path}:{line}: {name}"
        if size > FUNCTION_LINES_MAX:
            yield key, f"{where} has {size} lines, at most {FUNCTION_LINES_MAX}"
        if parameters > PARAMETERS_MAX:
            yield (key, f"{where} has {parameters} parameters, "
                   f"at most {PARAMETERS_MAX}")
        if levels > NESTING_MAX:
            yield key, f"{where} nests {levels} deep, at most {NESTING_MAX}"


def read_exceptions(root):
    """{key: reason} and findings about lines without a reason."""
    exceptions, findings = {}, []
    if not (root / EXCEPTIONS).exists():
        return exceptions, findings
    for line in (root / EXCEPTIONS).read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        key, _, reason = line.partition(" ")
        if len(reason.split()) < 3:
            findings.append(f"{EXCEPTIONS}: {key} needs a reason")
        exceptions[key] = reason
    return exceptions, findings


def check(root):
    exceptions, findings = read_exceptions(root)
    needed = set()
    for path in source_tree.files(root):
        if path.suffix not in source_tree.SOURCE_ENDINGS and \
                path.name != "CMakeLists.txt":
            continue
        for key, sentence in measure(root, path):
            needed.add(key)
            if key not in exceptions:
                findings.append(sentence)
    for key in sorted(set(exceptions) - needed):
        findings.append(f"{EXCEPTIONS}: {key} is no longer needed")
    return findings


LONG_BODY = "void long_one(void)\n{\n" + "    call();\n" * 70 + "}\n"
NESTED = ("void deep(void)\n{\n"
          "    if (a) {\n        for (;;) {\n            if (b) {\n"
          "                while (c)\n                    d();\n"
          "            }\n        }\n    }\n}\n")
PLANTED = [
    ({"engine/a.c": "x;\n" * 601}, "601 lines"),
    ({"engine/a.h": "x;\n" * 151}, "151 lines"),
    ({"include/tamis/a.h": "x;\n" * 200}, None),
    ({"tests/a.c": "x;\n" * 501}, "501 lines"),
    ({"engine/a.c": LONG_BODY}, "has 72 lines"),
    ({"engine/a.c": "int f(int a, int b, int c, int d, int e, int g,\n"
      "      int (*h)(int, int))\n{\n    return 0;\n}\n"}, "has 7 parameters"),
    ({"engine/a.c": NESTED}, "nests 4 deep"),
    ({"engine/a.c": NESTED.replace("while (c)\n    ", "e();")}, None),
    ({"engine/a.c": "/* " + "x" * 80 + " */\n"}, "columns"),
    ({"engine/a.c": '    "' + "x" * 80 + '",\n'}, None),
    ({"engine/a.c": '    call("' + "x" * 80 + '");\n'}, "columns"),
    ({"engine/a.c": LONG_BODY.replace("{\n", "{\n    static const int a[] = {\n",
      1).replace("call();", "1,").replace("\n}", "\n    };\n}")}, None),
    ({"engine/a.c": "\tx;\n"}, "a tab"),
    ({"engine/a.c": "x;\n" * 601,
      str(EXCEPTIONS): "engine/a.c one generated table, read as a whole\n"},
     None),
    ({"engine/a.c": "x;\n" * 601, str(EXCEPTIONS): "engine/a.c long\n"},
     "needs a reason"),
    ({"engine/a.c": "x;\n",
      str(EXCEPTIONS): "engine/a.c one generated table, read whole\n"},
     "no longer needed"),
]

if __name__ == "__main__":
    sys.exit(source_tree.main(check, PLANTED))
