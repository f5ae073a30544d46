#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Captured traffic through the filter: each frame passes or not as the matcher
of user space says of what a plain reader finds in it.

usage: replay.py TAMIS PILOT FOLDER replay

Lists are made of what the captures hold: a part of their addresses, alone or
with a port, of the networks around them and of their names. Behind each frame
comes one that nobody drops; what did not arrive before it was dropped.
"""
import hashlib
import json
import struct
import subprocess
import sys
from pathlib import Path

import veth_room
from filtered_host import TAMIS, Filtered
from packet_values import Doubt, values_of
from veth_room import Cable, Missing

FOLDER = Path(sys.argv[3])
ETHERNET, MTU = 1, 9000


def frames_of(path):
    """The frames of a capture, as libpcap writes them; none of other links."""
    data = path.read_bytes()
    order = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">",
             b"\x4d\x3c\xb2\xa1": "<", b"\xa1\xb2\x3c\x4d": ">"}.get(data[:4])
    if not order or struct.unpack(order + "I", data[20:24])[0] != ETHERNET:
        return
    at = 24
    while at + 16 <= len(data):
        size, = struct.unpack(order + "I", data[at + 8:at + 12])
        yield data[at + 16:at + 16 + size]
        at += 16 + size


def is_chosen(value, share):
    return hashlib.sha256(str(value).encode()).digest()[0] < 256 * share


def text_of(labels):
    """A name as lists write it; None where none would."""
    try:
        text = b".".join(labels).decode("ascii").lower()
    except UnicodeDecodeError:
        return None
    return text if all(c.isalnum() or c in "-_." for c in text) else None


def make_list(frames):
    """A part of all values, as lines of a feed."""
    lines = set()
    for frame in frames:
        try:
            ends, ports, labels = values_of(frame)
        except Doubt:
            continue
        for end in ends:
            if is_chosen(end, 0.2):
                lines.add(str(end))
            if is_chosen(f"network of {end}", 0.02):
                lines.add(f"{end}/{24 if end.version == 4 else 48}")
        for end, port in ports:
            if is_chosen(f"{end} {port}", 0.1):
                lines.add(f"{end}:{port}" if end.version == 4
                          else f"[{end}]:{port}")
        name = text_of(labels) if labels else None
        if name and is_chosen(name, 0.3):
            lines.add(name)
        if name and name.count(".") > 1 and is_chosen(f"over {name}", 0.2):
            lines.add(name.partition(".")[2])
    return "".join(f"{line}\n" for line in sorted(lines))


def questions_of(frame):
    """What user space is asked about a frame."""
    try:
        ends, ports, labels = values_of(frame)
    except Doubt:
        return []
    name = text_of(labels) if labels else None
    return [*map(str, ends),
            *(f"{end}:{port}" if end.version == 4 else f"[{end}]:{port}"
              for end, port in ports if port), *([name] if name else [])]


def listed(database, questions):
    """Those of the questions that user space finds listed."""
    asked = sorted(questions)
    done = subprocess.run([TAMIS, "lookup", database, "--format", "ndjson"],
                          input="\n".join(asked) + "\n", text=True,
                          capture_output=True, timeout=60)
    assert done.returncode in (0, 1), done.stderr
    return found_in(done.stdout)


def found_in(lines):
    return {json.loads(line)["observable"]["value"] for line in
            lines.splitlines()}


def replay():
    paths = sorted(FOLDER.glob("*.pcap")) if FOLDER.is_dir() else []
    if not paths:
        raise Missing(f"no captures in {FOLDER}")
    captures = {path: [frame for frame in frames_of(path)
                       if 14 <= len(frame) <= MTU] for path in paths}
    frames = [frame for part in captures.values() for frame in part]
    host = Filtered(mtu=MTU)
    database = host.compile("replay", make_list(frames))
    host.attach = (*host.attach[:2], database, *host.attach[3:])
    known = listed(database, {question for frame in frames
                              for question in questions_of(frame)})
    cable = Cable(host.room)
    clean = sum(cable.passes(frame) for frame in frames)
    assert clean == len(frames), f"{clean} of {len(frames)} without a filter"
    host.begin()
    dropped = wrong = 0
    for path, part in captures.items():
        for number, frame in enumerate(part, 1):
            why = [value for value in questions_of(frame) if value in known]
            passes = cable.passes(frame)
            dropped += not passes
            if passes == bool(why):
                wrong += 1
                print(f"{path.name}: frame {number} "
                      f"{'passed' if passes else 'was dropped'}: {why} "
                      f"{frame[:100].hex()}")
    host.end()
    print(f"{len(frames)} frames of {len(paths)} captures, {dropped} dropped, "
          f"{len(known)} listed values among them")
    assert wrong == 0, f"{wrong} frames judged otherwise"
    assert 0 < dropped < len(frames)


if __name__ == "__main__":
    sys.exit(veth_room.main({"replay": replay}))
