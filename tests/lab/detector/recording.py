# SPDX-License-Identifier: Apache-2.0
"""What passed one end's interface, both ways, as its own kernel saw it."""
import contextlib
import socket
import struct
import threading
import time
import typing

from scene import LabError

ICMP, TCP = 1, 6
FIN, SYN, RST, ACK = 1, 2, 4, 16
ETH_P_ALL, ETH_P_IP = 3, 0x0800
SOL_PACKET, PACKET_STATISTICS = 263, 6
PACKET_HOST, PACKET_OUTGOING = 0, 4
SO_RCVBUFFORCE = 33
RECEIVE_BYTES = 32 << 20
SNAPSHOT_BYTES = 128  # whole headers; the TCP checksum stands for the payload


class Packet(typing.NamedTuple):
    seconds: float
    was_sent: bool    # by this end; else it arrived there
    ip: bytes         # the packet from its IP header on, as far as it was kept
    source: str
    destination: str
    source_port: int  # of ICMP errors: of the packet that they are about, whose sender is told
    destination_port: int
    protocol: int
    flags: int

    @property
    def resets(self):
        return self.protocol == TCP and self.flags & RST

    @property
    def dscp(self):
        return self.ip[1] >> 2

    @property
    def ecn(self):
        return self.ip[1] & 3

    def without_what_a_mark_changes(self):
        return self.ip[:1] + self.ip[2:10] + self.ip[12:]


def decode(seconds, ip, was_sent):
    """None for what is neither TCP nor an ICMP error about TCP."""
    if len(ip) < 40 or ip[0] >> 4 != 4:
        return None
    source, destination = socket.inet_ntoa(ip[12:16]), socket.inet_ntoa(ip[16:20])
    after = ip[(ip[0] & 15) * 4:]
    if ip[9] == ICMP:
        if after[0] != 3 or len(after) < 32 or after[17] != TCP:
            return None
        about = after[8:]
        ports = struct.unpack("!HH", about[(about[0] & 15) * 4:][:4])
        return Packet(seconds, was_sent, ip, source, destination, ports[1], ports[0], ICMP, 0)
    if ip[9] != TCP or len(after) < 20:
        return None
    return Packet(seconds, was_sent, ip, source, destination, *struct.unpack("!HH", after[:4]), TCP,
                  after[13])


class Recorder:
    """Of one interface of a namespace, until it is stopped: what it sent, and what came for it.

    A packet socket of our own, which knows what was sent and what arrived, and what arrived but was
    for somebody else: on a hub, a packet with this end's source address may be one that it never
    sent.
    """

    def __init__(self, namespace, device):
        self.frames = []  # (seconds, was sent, frame)
        self.socket = namespace.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BYTES)
        self.socket.bind((device, ETH_P_ALL))
        self.socket.settimeout(0.2)
        self._running = True
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        while self._running:
            with contextlib.suppress(TimeoutError):
                self._take()

    def _take(self):
        frame, address = self.socket.recvfrom(14 + SNAPSHOT_BYTES)
        if address[1] == ETH_P_IP and address[2] in (PACKET_HOST, PACKET_OUTGOING):
            self.frames.append((time.monotonic(), address[2] == PACKET_OUTGOING, frame))

    def close(self):
        """Before its interface goes, whatever else has failed."""
        self._running = False
        self._thread.join()
        self.socket.close()

    def stop(self):
        """Its packets; one that missed some proves nothing, and so is a fault of the lab."""
        self._running = False
        self._thread.join()
        self.socket.settimeout(0)
        with contextlib.suppress(BlockingIOError):
            while True:
                self._take()  # what the thread had not come to
        _, dropped = struct.unpack("II", self.socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
        if dropped:
            raise LabError(f"a recorder missed {dropped} packets")
        packets = []
        for seconds, was_sent, frame in self.frames:
            length = struct.unpack("!H", frame[16:18])[0]  # less what pads a short frame
            packet = decode(seconds, frame[14:14 + length], was_sent)
            if packet:
                packets.append(packet)
        return packets
