# SPDX-License-Identifier: BSD-2-Clause
"""What the style checkers share: which files are ours, and how they report."""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE_ENDINGS = (".c", ".h", ".cc", ".cpp", ".hpp")


def files(root):
    """Every file of the tree that git would keep, as paths below root."""
    command = ["git", "-C", str(root), "ls-files", "--cached", "--others",
               "--exclude-standard", "-z"]
    listed = shutil.which("git") and subprocess.run(command,
                                                    capture_output=True)
    if listed and listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        paths = [Path(name) for name in names if name]
    else:  # a tarball, or the small tree of a self-test
        paths = [path.relative_to(root) for path in root.rglob("*")
                 if path.is_file()]
        builds = {path.parts[0] for path in paths
                  if path.name == "CMakeCache.txt" and len(path.parts) > 1}
        paths = [path for path in paths
                 if path.parts[0] not in builds | {"build", "out", ".git"}]
    return sorted(path for path in paths if (root / path).is_file())


def sources(root, *folders):
    """The C and C++ files below the given top folders (all when none)."""
    return [path for path in files(root)
            if path.suffix in SOURCE_ENDINGS
            and (not folders or path.parts[0] in folders)]


def self_test(check, planted):
    """Each planted tree must be refused, with the expected words in a finding.

    planted: list of (files as {path: text}, words expected in one finding).
    The files that a checker finds nothing in have None as their words.
    """
    failures = 0
    for tree, words in planted:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, text in tree.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            findings = check(root)
        caught = (not findings if words is None
                  else any(words in finding for finding in findings))
        if not caught:
            failures += 1
            print(f"self-test: {list(tree)} should give {words!r}, "
                  f"gave {findings}")
    print(f"self-test: {len(planted)} planted trees, {failures} missed")
    return 1 if failures else 0


def main(check, planted):
    """Runs the self-test with --self-test, else the check of a source root."""
    if "--self-test" in sys.argv:
        return self_test(check, planted)
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    findings = check(root)
    for finding in findings:
        print(finding)
    print(f"{len(findings)} finding(s)")
    return 1 if findings else 0
