#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Every source, script and build file says its licence in its first lines."""
import sys

import source_tree

ENDINGS = source_tree.SOURCE_ENDINGS + (".py", ".sh", ".cmake", ".map")
NAMES = ("CMakeLists.txt", "Makefile", "run", "packages")
# The kernel accepts no program with less; the object is licensed both ways.
KERNEL_LICENCE = "BSD-2-Clause OR GPL-2.0-only"


def check(root):
    findings = []
    for path in source_tree.files(root):
        if path.suffix not in ENDINGS and path.name not in NAMES:
            continue
        if path.parts[:2] == ("tests", "data"):
            continue
        head = (root / path).read_text(errors="replace").split("\n")[:2]
        licence = KERNEL_LICENCE if ".bpf." in path.name else "BSD-2-Clause"
        if not any(f"SPDX-License-Identifier: {licence}" in line
                   for line in head):
            findings.append(f"{path}: no \"SPDX-License-Identifier: "
                            f"{licence}\" in its first two lines")
    return findings


PLANTED = [
    ({"engine/a.c": "int x;\n"}, "no \"SPDX"),
    ({"cmake/a.cmake": "# SPDX-License-Identifier: MIT\n"}, "no \"SPDX"),
    ({"engine/a.c": "/* SPDX-License-Identifier: BSD-2-Clause */\n"}, None),
    ({"tests/a.py": "#!/usr/bin/env python3\n"
      "# SPDX-License-Identifier: BSD-2-Clause\n"}, None),
    ({"ebpf/a.bpf.c": "// SPDX-License-Identifier: BSD-2-Clause\n"},
     "GPL-2.0-only"),
]

if __name__ == "__main__":
    sys.exit(source_tree.main(check, PLANTED))
