# SPDX-License-Identifier: Apache-2.0
"""Reads a recording without Sluice: who spoke first, how much payload, which first bytes.

Only as much of the protocols as truth needs: Ethernet, IPv4, IPv6, TCP and UDP, unfragmented.
"""
import dataclasses
import ipaddress
import struct

TCP, UDP = 6, 17
FIRST_BYTES = 4096  # longer than an MSE exchange with all its padding and the handshake behind it


@dataclasses.dataclass
class Side:
    """What one end of a conversation sent."""
    packets: int = 0
    payload_packets: int = 0
    payload_bytes: int = 0
    first: bytearray = dataclasses.field(default_factory=bytearray)
    datagrams: list = dataclasses.field(default_factory=list)
    next_sequence: int | None = None

    def add_tcp(self, sequence, payload):
        """In order only: a byte seen again, or after a gap, is not appended."""
        if len(self.first) >= FIRST_BYTES:
            return
        if self.next_sequence is None:
            self.next_sequence = sequence
        skip = (self.next_sequence - sequence) & 0xFFFFFFFF
        if skip < len(payload):
            self.first += payload[skip:]
            self.next_sequence = (sequence + len(payload)) & 0xFFFFFFFF

    def add_udp(self, payload):
        if sum(map(len, self.datagrams)) < 4 * FIRST_BYTES:
            self.datagrams.append(bytes(payload))


@dataclasses.dataclass
class Conversation:
    """All of one 5-tuple in a recording; `sides` are in the order in which they first spoke."""
    protocol: int
    ends: tuple  # ((address, port), (address, port)), first speaker first
    sides: tuple = dataclasses.field(default_factory=lambda: (Side(), Side()))

    def both_spoke(self):
        return all(side.payload_packets for side in self.sides)

    def payload_bytes(self):
        return sum(side.payload_bytes for side in self.sides)


def key(protocol, one, other):
    """The same for both directions."""
    return protocol, *sorted((one, other))


def packets(file):
    """(link-layer) frames of a classic little-endian pcap file, as tcpdump writes it here."""
    with open(file, "rb") as stream:
        header = stream.read(24)
        if len(header) < 24 or struct.unpack("<I", header[:4])[0] not in (0xA1B2C3D4, 0xA1B23C4D):
            raise ValueError(f"{file}: not a little-endian pcap file")
        while len(record := stream.read(16)) == 16:
            yield stream.read(struct.unpack("<IIII", record)[2])


def ip_packet(frame):
    """(protocol, source, destination, payload of IP), or None."""
    kind = frame[12:14]
    if kind == b"\x08\x00" and len(frame) >= 34:
        ip = frame[14:14 + struct.unpack("!H", frame[16:18])[0]]
        if struct.unpack("!H", ip[6:8])[0] & 0x3FFF:  # a fragment
            return None
        return ip[9], ip[12:16], ip[16:20], ip[(ip[0] & 15) * 4:]
    if kind == b"\x86\xdd" and len(frame) >= 54:
        ip = frame[14:54 + struct.unpack("!H", frame[18:20])[0]]
        return ip[6], ip[8:24], ip[24:40], ip[40:]
    return None


def conversations(file):
    """Key to Conversation."""
    found = {}
    names = {}

    def text(packed):
        if packed not in names:
            names[packed] = str(ipaddress.ip_address(bytes(packed)))
        return names[packed]

    for frame in packets(file):
        packet = ip_packet(frame)
        if packet is None or packet[0] not in (TCP, UDP) or len(packet[3]) < 8:
            continue
        protocol, source, destination, segment = packet
        ports = struct.unpack("!HH", segment[:4])
        sender, receiver = (text(source), ports[0]), (text(destination), ports[1])
        conversation = found.setdefault(key(protocol, sender, receiver),
                                        Conversation(protocol, (sender, receiver)))
        side = conversation.sides[0 if sender == conversation.ends[0] else 1]
        side.packets += 1
        payload = segment[8:] if protocol == UDP else segment[(segment[12] >> 4) * 4:]
        if not payload:
            continue
        side.payload_packets += 1
        side.payload_bytes += len(payload)
        if protocol == UDP:
            side.add_udp(payload)
        else:
            side.add_tcp(struct.unpack("!I", segment[4:8])[0], payload)
    return found
