# SPDX-License-Identifier: BSD-2-Clause
"""DNS messages as RFC 1035 has them, as far as these tests need."""
import struct

ADDRESS = struct.pack("!HH", 1, 1)  # QTYPE A, QCLASS IN
QUERY, RESPONSE = 0x0100, 0x8180
NO_SUCH_NAME = 3


def wire(name):
    labels = [label.encode() for label in name.split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def message(number, name, flags=QUERY):
    return struct.pack("!6H", number & 0xffff, flags, 1, 0, 0, 0) + \
        wire(name) + ADDRESS


class Questions:
    """What veth_room.Line sends: messages, numbered by their ids."""

    def __init__(self, flags=QUERY):
        self.flags = flags

    def pack(self, number, name):
        assert number < 1 << 16
        return message(number, name, self.flags)

    def unpack(self, data):
        return struct.unpack("!H", data[:2])[0]
