# SPDX-License-Identifier: Apache-2.0
"""Two ends' recordings side by side: what arrived that nobody sent, or never did, or otherwise.

The box is a bridge, so what one end sent is, byte for byte, what the other has to see.
"""
import collections
import dataclasses
import enum

from recording import ICMP
from verdict import DOWN, UP


class Change(enum.Enum):
    FORGED_RESET = "forged resets"
    FORGED_ICMP = "forged ICMP errors"
    FORGED = "forged others"
    MISSING = "missing"
    MARKED = "DSCP altered"
    ECN = "ECN altered"
    ALTERED = "otherwise altered"


@dataclasses.dataclass(frozen=True)
class Interference:
    change: Change
    direction: str    # that the packet went, or seemed to
    client_port: int
    server_port: int
    note: str = ""    # of a mark: from what to what


def leftovers(sent, arrived):
    """(sent and did not arrive, arrived and was not sent), packet by packet."""
    surplus = collections.Counter(packet.ip for packet in sent)
    surplus.subtract(collections.Counter(packet.ip for packet in arrived))

    def take(packets, sign):
        remaining = {ip: sign * count for ip, count in surplus.items() if sign * count > 0}
        for packet in packets:
            if remaining.get(packet.ip, 0):
                remaining[packet.ip] -= 1
                yield packet
    return list(take(sent, 1)), list(take(arrived, -1))


def changed(sent, arrived):
    """The change from one to the other, and its note."""
    if sent.without_what_a_mark_changes() != arrived.without_what_a_mark_changes():
        return Change.ALTERED, ""
    if sent.dscp != arrived.dscp:
        return Change.MARKED, f"{sent.dscp} to {arrived.dscp}"
    return Change.ECN, f"{sent.ecn} to {arrived.ecn}"


def same_packet(packet):
    """What no alteration that keeps a packet recognisable takes from it: flow and IP identifier."""
    return packet.ip[4:6], packet.ip[9], packet.source_port, packet.destination_port


def one_way(sent, arrived, direction):
    def interference(packet, change, note=""):
        ports = packet.source_port, packet.destination_port
        return Interference(change, direction, *(ports if direction == UP else ports[::-1]), note)

    missing, strange = leftovers(sent, arrived)
    by_packet = collections.defaultdict(list)
    for packet in missing:
        by_packet[same_packet(packet)].append(packet)
    for packet in strange:
        if not packet.resets and packet.protocol != ICMP and by_packet[same_packet(packet)]:
            candidates = by_packet[same_packet(packet)]
            original = min(candidates, key=lambda sent: changed(sent, packet)[0] is Change.ALTERED)
            candidates.remove(original)
            yield interference(packet, *changed(original, packet))
        elif packet.resets:
            yield interference(packet, Change.FORGED_RESET)
        else:
            yield interference(packet, Change.FORGED_ICMP if packet.protocol == ICMP
                               else Change.FORGED)
    for candidates in by_packet.values():
        for packet in candidates:
            yield interference(packet, Change.MISSING)


def compare(at_client, at_server):
    """All that was done between the two, in both directions."""
    def sent(packets):
        return [packet for packet in packets if packet.was_sent]

    def arrived(packets):
        return [packet for packet in packets if not packet.was_sent]
    return [*one_way(sent(at_client), arrived(at_server), UP),
            *one_way(sent(at_server), arrived(at_client), DOWN)]


def sent_of_its_own_accord(packets, client_port, server_port):
    """Whether an end sent a reset of the connection before one arrived there."""
    for packet in packets:
        ports = {packet.source_port, packet.destination_port}
        if packet.resets and ports == {client_port, server_port}:
            return packet.was_sent
    return False
