#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A client of sluice-oracle's UDP rank service (docs/rank-service.md), in nothing but Python.

    rank_client.py 192.0.2.10:6970 198.51.100.7:6881 '[2001:db8::1]:6881'

prints the endpoints best first, each with its tier. With --key ID:FILE a reply that is not
authenticated by that key counts as none.
"""
import argparse
import hashlib
import hmac
import ipaddress
import pathlib
import secrets
import socket
import struct
import sys
import time

PROTOCOL_ID = 0x736C756963650001
CONNECT, RANK, ERROR = 0, 1, 3
UNPROVEN, TOO_OFTEN, UNKNOWN_KEY = 1, 2, 3
SHARED = {"apart": 0, "once": 1, "rotate": 2}
LARGEST = 1232
MAC_BYTES = 16
CONNECTED_SECONDS = 60  # the service accepts an id for two minutes


class RankError(Exception):
    """No order is to be had: take the endpoints as they come."""


def write_connect(transaction):
    return struct.pack("!QII", PROTOCOL_ID, CONNECT, transaction)


def write_rank(connection, transaction, endpoints, key_id=0, shared="apart"):
    """endpoints: (address, port), those of IPv4 first, as places count over both."""
    packed = [ipaddress.ip_address(address).packed + struct.pack("!H", port)
              for address, port in endpoints]
    ipv4 = [each for each in packed if len(each) == 6]
    ipv6 = [each for each in packed if len(each) == 18]
    if packed != ipv4 + ipv6:
        raise ValueError("endpoints of IPv4 go before those of IPv6")
    request = struct.pack("!QIIIBBBB", connection, RANK, transaction, key_id, SHARED[shared], 0,
                          len(ipv4), len(ipv6)) + b"".join(packed)
    if not packed or len(request) > LARGEST:
        raise ValueError(f"1 to {LARGEST} bytes of endpoints go into a request")
    return request


def read_reply(reply, request, secret=None):
    """What the reply to that request says: ("connect", id), ("error", code, seconds) or
    ("rank", seconds, [(place, tier)]). None of one that is to be passed over."""
    if len(reply) < 12 or reply[4:8] != request[12:16]:
        return None
    action, = struct.unpack_from("!I", reply)
    if action == CONNECT and len(reply) >= 16:
        return "connect", struct.unpack_from("!Q", reply, 8)[0]
    if action == ERROR:
        return ("error", *struct.unpack_from("!HH", reply, 8))
    if action != RANK:
        return None
    seconds, _, count = struct.unpack_from("!HBB", reply, 8)
    end = 12 + 2 * count
    if len(reply) < end:
        return None
    if secret is not None:
        mac = hmac.new(secret, reply[:end] + request, hashlib.sha256).digest()[:MAC_BYTES]
        if not hmac.compare_digest(mac, reply[end:end + MAC_BYTES]):
            return None
    ranked = [tuple(reply[at:at + 2]) for at in range(12, end, 2)]
    return "rank", seconds, ranked


class RankClient:
    """Asks one service. key: (id, secret), or nothing. Not for several threads."""

    def __init__(self, host, port, key=None, timeout=2.0, source=None):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        if source:
            self.socket.bind((source, 0))
        self.socket.connect((host, port))  # what comes from elsewhere is not read
        self.key_id, self.secret = key or (0, None)
        self.timeout = timeout
        self.connection = self.connected = None

    def ask(self, request, secret=None):
        try:
            self.socket.send(request)
            deadline = time.monotonic() + self.timeout
            while (left := deadline - time.monotonic()) > 0:
                self.socket.settimeout(left)
                reply = read_reply(self.socket.recv(2048), request, secret)
                if reply:
                    return reply
        except OSError as error:
            raise RankError(str(error)) from error
        raise RankError("no answer")

    def connect(self):
        answer = self.ask(write_connect(secrets.randbits(32)))
        if answer[0] != "connect":
            raise RankError(f"cannot connect: {answer}")
        self.connection, self.connected = answer[1], time.monotonic()

    def rank(self, endpoints, shared="apart"):
        """The endpoints best first, each with its tier: [((address, port), tier)]."""
        endpoints = sorted(endpoints, key=lambda each: ":" in each[0])
        for _ in range(2):  # an id may have just become too old
            if self.connected is None or time.monotonic() - self.connected > CONNECTED_SECONDS:
                self.connect()
            answer = self.ask(write_rank(self.connection, secrets.randbits(32), endpoints,
                                         self.key_id, shared), self.secret)
            if answer[0] == "rank" and all(place < len(endpoints) for place, _ in answer[2]):
                return [(endpoints[place], tier) for place, tier in answer[2]]
            if answer[:2] != ("error", UNPROVEN):
                break
            self.connected = None
        raise RankError(f"not ranked: {answer}")


def read_endpoint(text):
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def read_key(text):
    number, _, path = text.partition(":")
    return int(number), bytes.fromhex(pathlib.Path(path).read_text(encoding="ascii").strip())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("service", help="ADDRESS:PORT")
    parser.add_argument("endpoints", nargs="+", help="ADDRESS:PORT or [ADDRESS]:PORT")
    parser.add_argument("--key", type=read_key, help="ID:FILE with the secret in hexadecimal")
    parser.add_argument("--shared", choices=SHARED, default="apart",
                        help="what becomes of endpoints that have an address in common")
    options = parser.parse_args()
    host, port = read_endpoint(options.service)
    try:
        client = RankClient(host, port, options.key)
        ranked = client.rank([read_endpoint(each) for each in options.endpoints], options.shared)
    except RankError as error:
        print(f"rank_client: {error}", file=sys.stderr)
        return 1
    for (address, at), tier in ranked:
        print(f"{tier} [{address}]:{at}" if ":" in address else f"{tier} {address}:{at}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
