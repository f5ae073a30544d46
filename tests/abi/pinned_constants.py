#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Public numbers never move: those of a group are distinct, and each is as it
is written in pinned_constants.txt. New ones are added there by --update, which
still refuses to change or drop an old one.
"""
import sys
from pathlib import Path

import public_headers

ROOT = Path(__file__).resolve().parents[2]
PINNED = Path(__file__).with_name("pinned_constants.txt")
HEADERS = (public_headers.RUNTIME + public_headers.COMPILE
           + public_headers.XDP)
# Prefixes of the groups whose members must differ; flags are groups as well.
GROUPS = ("TAMIS_ERROR_", "TAMIS_KIND_", "TAMIS_MODE_", "TAMIS_REASON_",
          "TAMIS_OUTCOME_", "TAMIS_FORMAT_", "TAMIS_TLP_", "TAMIS_PAP_",
          "TAMIS_ACTION_", "TAMIS_CAVEAT_", "TAMIS_FIELD_", "TAMIS_NOTE_",
          "TAMIS_PARSE_", "TAMIS_DATABASE_", "TAMIS_CURSOR_", "TAMIS_COMPILER_", "TAMIS_FEED_",
          "TAMIS_EVENT_", "TAMIS_CLEARANCE_", "TAMIS_MATCHER_")
# Limits and counts grow; the version moves.
NOT_PINNED = ("_COUNT", "_SIZE", "_SIZE_MAX")


def is_pinned(name):
    return not name.endswith(NOT_PINNED) and "TAMIS_VERSION_" not in name


def distinct(constants):
    """Sentences about two members of a group with one number, and about a
    count that is not one past the last."""
    faults = []
    for group in GROUPS:
        members = [(name, value) for name, value in constants
                   if name.startswith(group) and not name.endswith("_SIZE")]
        seen = {}
        for name, value in members:
            if name == group + "COUNT":
                if value != len(seen):
                    faults.append(f"{name} is {value}, there are {len(seen)}")
            elif value in seen:
                faults.append(f"{name} and {seen[value]} are both {value}")
            seen.setdefault(value, name)
        if not members:
            faults.append(f"no constant begins with {group}")
    return faults


def main():
    constants = public_headers.constants(ROOT, HEADERS)
    faults = distinct(constants)
    now = {name: value for name, value in constants if is_pinned(name)}
    pinned = {}
    if PINNED.exists():
        for line in PINNED.read_text().splitlines():
            if line and not line.startswith("#"):
                name, value = line.split()
                pinned[name] = int(value)
    for name, value in pinned.items():
        if name not in now:
            faults.append(f"{name} is gone; it was {value} for ever")
        elif now[name] != value:
            faults.append(f"{name} was {value} and is now {now[name]}")
    new = [name for name in now if name not in pinned]
    if "--update" in sys.argv and not faults:
        with PINNED.open("a") as file:
            file.writelines(f"{name} {now[name]}\n" for name in new)
    else:
        faults += [f"{name} is new: run {Path(__file__).name} --update"
                   for name in new]
    for fault in faults:
        print(fault)
    print(f"{len(now)} constants, {len(faults)} fault(s)")
    return 1 if faults or not now else 0


if __name__ == "__main__":
    sys.exit(main())
