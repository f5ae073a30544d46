#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Every relative link in a page leads to a file, and every heading that a link
names is there."""
import re
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)


def anchors(page):
    """The anchors that a page's headings make, as the usual renderers do."""
    found = set()
    for heading in re.findall(r"^#+ (.*)$", FENCE.sub("", page.read_text()),
                              re.M):
        words = re.sub(r"[^\w\- ]", "", heading.lower().replace("`", ""))
        found.add(words.strip().replace(" ", "-"))
    return found


def check(page):
    for target in LINK.findall(FENCE.sub("", page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = page.parent / name if name else page
        if not path.exists():
            yield f"{page.relative_to(SOURCE)}: no {target}"
        elif anchor and path.suffix == ".md" and anchor not in anchors(path):
            yield f"{page.relative_to(SOURCE)}: no heading for {target}"


def main():
    pages = sorted(SOURCE.glob("*.md")) + sorted(SOURCE.glob("docs/**/*.md"))
    faults = [fault for page in pages for fault in check(page)]
    for fault in faults:
        print(fault)
    print(f"{len(pages)} page(s), {len(faults)} fault(s)")
    return 1 if faults or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
