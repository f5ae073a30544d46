#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Lists change every ten milliseconds under traffic.

usage: swap_traffic.py TAMIS PILOT CASE

What is in both lists never passes, what is in none is never lost, and what is
in one of them may do either: not one packet meets half a list.
"""
import select
import sys

import dns_message
import veth_room
from filtered_host import (BAD4, BAD6, CLEAN4, CLEAN6, LIST, Filtered)
from veth_room import WINDOW, Line

SWAPS, PAUSE_MS = 300, 10
SOMETIMES = "203.0.113.77"


def is_over(pilot):
    return bool(select.select([pilot.process.stdout], [], [], 0)[0])


def swaps():
    host = Filtered()
    # Lists of many values, so that there is something to copy.
    fill = "".join(f"10{n % 10}.{n >> 16}.{n >> 8 & 255}.{n & 255}\n"
                   for n in range(100000))
    both = [host.compile("first", LIST + SOMETIMES + "\n" + fill),
            host.compile("second", LIST)]
    host.attach = (*host.attach[:2], both[0], *host.attach[3:])
    host.begin()
    host.room.add_sources(SOMETIMES)
    lines = [(Line(host.room, CLEAN4), CLEAN4, BAD4),
             (Line(host.room, CLEAN6), CLEAN6, BAD6)]
    sometimes = Line(host.room, CLEAN4, port=10)
    host.pilot.tell("swaps", SWAPS, PAUSE_MS, *both, host.policy)
    sent = rounds = passed = 0
    while not is_over(host.pilot):
        for line, clean, bad in lines:
            arrived = line.ask(clean, count=WINDOW)
            assert arrived == WINDOW, f"{clean}: {arrived} of {WINDOW} arrived"
            arrived = line.ask(bad, count=WINDOW)
            assert arrived == 0, f"{bad}: {arrived} passed"
            sent += 2 * WINDOW
        passed += sometimes.ask(SOMETIMES, count=WINDOW)
        rounds += 1
    print(host.pilot.answer())
    total = rounds * WINDOW
    print(f"{sent} packets, none lost, none passed; of {total} that are listed "
          f"now and then {passed} passed")
    assert 0 < passed < total, "it was no traffic under swaps"
    host.end()


def name_swaps():
    host = Filtered()
    both = [host.database,
            host.compile("second", LIST + "more.example\nx.more.example\n")]
    host.begin()
    form = dns_message.Questions()
    host.pilot.tell("swaps", SWAPS, PAUSE_MS, *both, host.policy)
    rounds = 0
    while not is_over(host.pilot):
        line = Line(host.room, CLEAN4, port=53, form=form,
                    clean_content="clean.example")
        for name, expected in {"clean.example": WINDOW,
                               "a.b.evil.example": 0}.items():
            arrived = line.ask(CLEAN4, name, count=WINDOW)
            assert arrived == expected, f"{name}: {arrived}, not {expected}"
        line.close()
        rounds += 1
    print(host.pilot.answer(), f"{rounds} rounds of {2 * WINDOW} questions")
    assert rounds > 10
    host.end()


if __name__ == "__main__":
    sys.exit(veth_room.main({"swaps": swaps, "name_swaps": name_swaps}))
