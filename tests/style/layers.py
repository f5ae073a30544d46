#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The layer law: who may include whom, and no circles.

The table is docs/ARCHITECTURE.md's. Every engine file may also include
<tamis/...>, system headers and its own module.
"""
import re
import sys
from pathlib import Path

import source_tree

MAY_INCLUDE = {
    "base": set(),
    "simd": {"base"},
    "indicator": {"base", "simd"},
    "label": {"base"},
    "index": {"base", "simd"},
    "database": {"base", "simd", "label", "index"},
}
BELOW_FOUR = {"base", "simd", "indicator", "label", "index", "database"}
MAY_INCLUDE |= {
    "input": BELOW_FOUR,
    "compile": BELOW_FOUR,
    "match": BELOW_FOUR,
    "feed": BELOW_FOUR | {"input"},
    "event": BELOW_FOUR,
}
# Users of tamis: <tamis/...>, their own folder and system headers only. The
# kernel part may also share hash and fold headers that include nothing.
OUTSIDERS = ("bindings", "bench", "ebpf")
# What the benchmark reads of the kernel part besides, to check by the programs'
# own counters what it measures.
BENCH_READS = "kernel/xdp_shared.h"
# Each third-party header has one owner.
OWNERS = {
    "xxhash.h": "engine/base/hash.h",
    "hs.h": "engine/index/pattern_set",
    "hs/hs.h": "engine/index/pattern_set",
    "idn2.h": "engine/indicator/",
    "libpsl.h": "engine/compile/",
    "simdjson.h": "engine/feed/",
    "uninorm.h": "engine/feed/nfc.",
    "zlib.h": "engine/input/",
    "zstd.h": "engine/input/",
    "lzma.h": "engine/input/",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def includes(root, path):
    text = (root / path).read_text(errors="replace")
    return INCLUDE.findall(text)


def outsider_home(path):
    """bindings/cli, bindings/python, bench, ebpf: what an outsider may see."""
    depth = 2 if path.parts[0] == "bindings" else 1
    return "/".join(path.parts[:depth])


def check_engine_include(root, path, kind, name):
    module = path.parts[1]
    if kind == "<":
        if name.startswith("tamis/") and not (root / "include" / name).exists():
            return f"{path}: no public header {name}"
        return None
    if not (root / "engine" / name).exists():
        return (f"{path}: \"{name}\" is no engine header; write "
                f"\"module/file.h\", and <...> for others")
    target = name.split("/")[0]
    if target != module and target not in MAY_INCLUDE.get(module, set()):
        return f"{path}: {module} may not include {target} ({name})"
    return None


def check_outsider_include(root, path, kind, name):
    if kind == "<":
        return None
    home = root / outsider_home(path)
    if name.endswith(".skel.h"):
        # What bpftool makes of a program, whose source is at home.
        program = name[:-len(".skel.h")] + ".bpf.c"
        if any(home.rglob(Path(program).name)):
            return None
    if path.parts[0] == "bench" and name == BENCH_READS:
        return None
    beside = (root / path).parent / name
    if beside.exists():
        target = beside.resolve()
    elif (home / name).exists():
        target = (home / name).resolve()
    elif path.parts[0] == "ebpf":
        target = (root / "engine" / name).resolve()
        if target.exists() and not includes(root, target.relative_to(root)):
            return None  # a leaf header, allowed to the kernel part
    else:
        target = root
    if home.resolve() not in target.parents:
        return (f"{path}: may include only <tamis/...>, its own headers and "
                f"system headers, not \"{name}\"")
    return None


def check_owner(path, name):
    owner = OWNERS.get(name)
    if owner and path.parts[0] == "engine":
        if not str(path).startswith(owner):
            return f"{path}: <{name}> belongs to {owner} alone"
    return None


def find_circle(graph):
    """A circle of the graph as a list of its nodes, or None."""
    done = set()
    for start in graph:
        stack = [(start, iter(sorted(graph.get(start, ()))))]
        trail = [start]
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                done.add(node)
                stack.pop()
                trail.pop()
            elif following in trail:
                return trail[trail.index(following):] + [following]
            elif following not in done:
                stack.append((following, iter(sorted(graph.get(following, ())))))
                trail.append(following)
    return None


def include_graphs(root):
    """Includes between files and between engine folders, as seen, not as
    allowed: a circle is one even where a table would let it pass."""
    between_files, between_folders = {}, {}
    for path in source_tree.sources(root, "engine", "include", "bindings",
                                    "bench", "ebpf"):
        for kind, name in includes(root, path):
            for base in (root / "engine", root / "include",
                         (root / path).parent):
                target = base / name
                if target.exists():
                    break
            else:
                continue
            target = target.resolve().relative_to(root.resolve())
            between_files.setdefault(str(path), set()).add(str(target))
            if path.parts[0] == target.parts[0] == "engine":
                if path.parts[1] != target.parts[1]:
                    between_folders.setdefault(path.parts[1], set()).add(
                        target.parts[1])
    return between_files, between_folders


def check(root):
    findings = []
    for path in source_tree.sources(root, "engine", *OUTSIDERS):
        inside = path.parts[0] == "engine"
        if inside and path.parts[1] not in MAY_INCLUDE:
            findings.append(f"{path}: engine/{path.parts[1]} is in no layer")
            continue
        rule = check_engine_include if inside else check_outsider_include
        for kind, name in includes(root, path):
            findings.append(rule(root, path, kind, name))
            findings.append(check_owner(path, name))
    for path in source_tree.sources(root, "include"):
        for kind, name in includes(root, path):
            if kind == '"':
                findings.append(f"{path}: public headers include <tamis/...>")
    for graph in include_graphs(root):
        circle = find_circle(graph)
        if circle:
            findings.append("circle: " + " -> ".join(circle))
    return [finding for finding in findings if finding]


PLANTED = [
    ({"engine/base/a.c": '#include "index/b.h"\n', "engine/index/b.h": ""},
     "base may not include index"),
    ({"engine/match/a.c": '#include "feed/b.h"\n', "engine/feed/b.h": ""},
     "match may not include feed"),
    ({"engine/util/a.c": ""}, "is in no layer"),
    ({"engine/base/a.c": '#include "b.h"\n', "engine/base/b.h": ""},
     "is no engine header"),
    ({"engine/index/a.h": '#include "index/b.h"\n',
      "engine/index/b.h": '#include "index/a.h"\n'}, "circle"),
    ({"engine/index/a.c": '#include "database/b.h"\n',
      "engine/index/c.h": "", "engine/database/b.h": "",
      "engine/database/d.c": '#include "index/c.h"\n'},
     "circle: database -> index"),
    ({"bindings/cli/a.c": '#include "base/b.h"\n', "engine/base/b.h": ""},
     "may include only"),
    ({"bindings/cli/a.c": '#include "../../engine/base/b.h"\n',
      "engine/base/b.h": ""}, "may include only"),
    ({"bindings/cli/a.c": '#include "b.h"\n', "bindings/cli/b.h": ""}, None),
    ({"bench/a.c": '#include "b.skel.h"\n', "bench/c/b.bpf.c": ""}, None),
    ({"bench/a.c": '#include "b.skel.h"\n', "ebpf/kernel/b.bpf.c": ""},
     "may include only"),
    ({"engine/match/a.c": "#include <xxhash.h>\n"}, "belongs to"),
    ({"engine/feed/a.c": '#include "input/b.h"\n#include <tamis/s.h>\n',
      "engine/input/b.h": "", "include/tamis/s.h": ""}, None),
    ({"include/tamis/a.h": '#include "b.h"\n'}, "public headers include"),
]

if __name__ == "__main__":
    sys.exit(source_tree.main(check, PLANTED))
