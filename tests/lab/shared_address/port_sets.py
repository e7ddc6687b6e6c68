# SPDX-License-Identifier: Apache-2.0
"""Which ports of the shared address a home has, in the notations of the three ways to share one."""

PORTS = range(1024, 65536)
LISTEN_FROM = 20000  # homes listen on the first port of theirs from here on


class PortSet:
    """Some of an address's ports; `notation` is how a policy states them, if it does."""

    def __init__(self, notation, belongs):
        self.notation = notation
        self.ranges = []
        for port in filter(belongs, PORTS):
            if self.ranges and self.ranges[-1][1] == port - 1:
                self.ranges[-1] = (self.ranges[-1][0], port)
            else:
                self.ranges.append((port, port))

    def __contains__(self, port):
        return any(low <= port <= high for low, high in self.ranges)

    @property
    def listen_port(self):
        return next(max(low, LISTEN_FROM) for low, high in self.ranges if high >= LISTEN_FROM)

    def as_nft(self):
        return "{ " + ", ".join(f"{low}-{high}" for low, high in self.ranges) + " }"


def masked(value, mask):
    """The study's Port Mask."""
    return PortSet(f"{{ value: {value:#06x}, mask: {mask:#06x} }}",
                   lambda port: port & mask == value)


def port_set_id(psid, length, offset):
    """RFC 7597, section 5.1: `offset` bits that are not all zero, then the PSID."""
    rest = 16 - offset - length
    return PortSet(f"{{ psid: {psid}, length: {length}, offset: {offset} }}",
                   lambda port: port >> (16 - offset) and (port >> rest) % (1 << length) == psid)


def deterministic(user, users, reserved=1024):
    """RFC 7422, section 2, sequential: a block each; the policy derives it from its `nats`."""
    size = (65536 - reserved) // users
    first = reserved + user * size
    return PortSet("", lambda port: first <= port < first + size)
