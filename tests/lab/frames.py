# SPDX-License-Identifier: Apache-2.0
"""Whole Ethernet frames, tags and all, by packet sockets: no kernel with VLAN devices needed."""
import socket
import struct
import time

ETH_P_ALL = 3
SOL_PACKET = 263
PACKET_ADD_MEMBERSHIP = 1
PACKET_MR_PROMISC = 1
PACKET_AUXDATA = 8
TP_STATUS_VLAN_VALID = 1 << 4
TP_STATUS_VLAN_TPID_VALID = 1 << 6


def checksum(data):
    total = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def udp_frame(source, destination, source_port, destination_port, payload, tags=(), identity=0):
    """An IPv4 UDP frame; tags are (ethertype, tag control information), outermost first."""
    addresses = socket.inet_aton(source) + socket.inet_aton(destination)
    length = 8 + len(payload)
    udp = struct.pack("!HHHH", source_port, destination_port, length, 0) + payload
    pseudo = addresses + struct.pack("!BBH", 0, socket.IPPROTO_UDP, length)
    udp = udp[:6] + struct.pack("!H", checksum(pseudo + udp) or 0xFFFF) + udp[8:]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, identity, 0x4000, 64, socket.IPPROTO_UDP, 0)
    ip = ip[:10] + struct.pack("!H", checksum(ip + addresses)) + addresses
    ethernet = bytes.fromhex("020000000002 020000000001")
    for ethertype, control in tags:
        ethernet += struct.pack("!HH", ethertype, control)
    return (ethernet + b"\x08\x00" + ip + udp).ljust(60, b"\0")


def send(namespace, device, frames, per_second=2000):
    with namespace.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as out:
        out.bind((device, 0))
        for frame in frames:
            out.send(frame)
            time.sleep(1 / per_second)


class Tap:
    """All frames that arrive on a device, as they were on the wire."""

    def __init__(self, namespace, device):
        self.socket = namespace.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.socket.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        with namespace.entered():
            index = socket.if_nametoindex(device)
        self.socket.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP,
                               struct.pack("iHH8s", index, PACKET_MR_PROMISC, 0, b""))
        self.socket.bind((device, ETH_P_ALL))
        self.socket.settimeout(0.2)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def frames(self, containing, count, seconds=3):
        """Those that arrive with these bytes in them, until so many are there or time is up."""
        found = []
        deadline = time.monotonic() + seconds
        while len(found) < count and time.monotonic() < deadline:
            frame = self._next()
            if frame and containing in frame:
                found.append(frame)
        return found

    def _next(self):
        try:
            frame, ancillary, _, address = self.socket.recvmsg(65536, 256)
        except TimeoutError:
            return None
        if address[2] == socket.PACKET_OUTGOING:
            return None
        for level, kind, data in ancillary:
            if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                frame = with_outer_tag(frame, data)
        return frame


def with_outer_tag(frame, auxdata):
    """The kernel takes the outermost tag off a received frame and tells it beside."""
    status, _, _, _, _, control, ethertype = struct.unpack("IIIHHHH", auxdata[:20])
    if not status & TP_STATUS_VLAN_VALID:
        return frame
    if not status & TP_STATUS_VLAN_TPID_VALID:
        ethertype = 0x8100
    return frame[:12] + struct.pack("!HH", ethertype, control) + frame[12:]
