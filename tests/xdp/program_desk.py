# SPDX-License-Identifier: BSD-2-Clause
"""What the tests of `tamis xdp` as people run it share: running it, and a desk
to work at.

The first argument of every program here is TAMIS.
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from veth_room import run

TAMIS = Path(sys.argv[1]).resolve()
PINS, STATE = Path("/sys/fs/bpf/tamis"), Path("/run/tamis")
LIST = """203.0.113.7
198.51.100.0/28
[2001:db8::5]:443
evil.example
192.0.2.9
"""
ALLOW = "198.51.100.5\ngood.evil.example\n"
CAP_BPF = 1 << 39


class Desk:
    """A folder to work in, with a database, a policy and a list of our own."""

    def __init__(self, parent=None):
        self.kept = tempfile.TemporaryDirectory(dir=parent)
        self.folder = Path(self.kept.name)
        self.allow = self.write("allow.txt", ALLOW)
        self.database = self.compile("db", LIST)
        self.policy = self.write("policy", "feed bad drop+report ingress\n")
        self.own = self.write("own.txt",
                              "# ours\n192.0.2.0/24\n\nown.example\n")

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def compile(self, name, text, *options):
        """A database, put into place as a whole."""
        feed = self.write(f"{name}.txt", text)
        fresh, database = (self.folder / f"{name}.{end}"
                           for end in ("new", "tamis"))
        run(TAMIS, "compile", "-o", fresh, "--tlp", "amber", "--name", "bad",
            "--allow", self.allow, "--quiet", *options, feed)
        os.rename(fresh, database)
        return database


def xdp(*words, code=0):
    """(standard output, standard error) of a run that ends with code."""
    done = subprocess.run([TAMIS, "xdp", *map(str, words)], text=True,
                          capture_output=True, timeout=60,
                          stdin=subprocess.DEVNULL)
    assert code is None or done.returncode == code, \
        f"tamis xdp {' '.join(map(str, words))}: code {done.returncode}, " \
        f"not {code}: {done.stderr}{done.stdout}"
    return done.stdout, done.stderr


def refused(*words):
    """The sentence of a run that must fail, which tells nothing else."""
    told, said = xdp(*words, code=2)
    assert told == "" and said.startswith("tamis xdp"), (words, told, said)
    return said


def until(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.05)


def capabilities(process):
    """All sets of a process, as one number."""
    text = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"^CapEff:\t(.*)$", text, re.M)[1], 16) | \
        int(re.search(r"^CapPrm:\t(.*)$", text, re.M)[1], 16)


class Agent:
    """`tamis xdp agent near`, which is at work when this is made: before, a
    signal would end it as it ends any program."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [TAMIS, "xdp", "agent", *options, "near"], text=True,
            stderr=subprocess.PIPE)
        until(lambda: capabilities(self.process) == CAP_BPF
              or self.process.poll() is not None, "an agent at work")

    def line(self):
        """The next that it says."""
        line = self.process.stderr.readline()
        assert line, "the agent ended"
        return line

    def ends(self, code):
        """By itself; what it said."""
        ended = self.process.wait(30)
        said = self.process.stderr.read()
        assert ended == code, f"the agent ended with {ended}: {said}"
        return said

    def send(self, number):
        self.process.send_signal(number)

    def stop(self, number=signal.SIGTERM):
        self.send(number)
        return self.ends(0)


def statements_that_end(values, after):
    """A STIX bundle: listed until so many seconds from now."""
    end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + after))
    number = "{}--00000000-0000-4000-8000-{:012}".format
    return json.dumps({
        "type": "bundle", "id": number("bundle", 0), "objects": [
            {"type": "indicator", "spec_version": "2.1",
             "id": number("indicator", n), "created": "2020-01-01T00:00:00Z",
             "modified": "2020-01-01T00:00:00Z", "pattern_type": "stix",
             "pattern": f"[{kind}:value = '{value}']",
             "valid_from": "2020-01-01T00:00:00Z", "valid_until": end}
            for n, (kind, value) in enumerate(
                ("ipv6-addr" if ":" in value else "domain-name"
                 if value[0].isalpha() else "ipv4-addr", value)
                for value in values)]})


def check_nothing_left():
    for path in (PINS, STATE / "xdp"):
        left = list(path.rglob("*")) if path.exists() else []
        assert not left, f"left behind: {left}"
    link = json.loads(run("ip", "-j", "-d", "link", "show", "near"))[0]
    assert "xdp" not in link, link["xdp"]
