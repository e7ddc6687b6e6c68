#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long the portal takes to its first byte at a rate of requests, from many homes at once.

Open loop: each request has its time, and what is late counts from that time on, so that a portal
that stalls is not asked less for it.

    portal_load.py measure BUILD                   the real portal and daemon in a scene of their own
    portal_load.py ask TARGET SECONDS SOURCES...   the asker alone, inside the scene

Either prints one JSON object.
"""
import argparse
import json
import selectors
import socket
import sys
import time

PER_SECOND = 1_000
HOMES = 100
REQUEST = b"GET / HTTP/1.1\r\nHost: %s\r\n\r\n"


class Home:
    """One home's connection, kept alive; a request at a time, the others wait their turn."""

    def __init__(self, source, target):
        self.socket = socket.create_connection((target, 80), 5, (source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.request = REQUEST % target.encode()
        self.waiting = []  # when each was to be asked
        self.busy = False
        self.left = 0  # bytes of the answer still to come
        self.head = b""

    def ask(self, due):
        self.waiting.append(due)
        if not self.busy:
            self.send()

    def send(self):
        self.busy = True
        self.head = b""
        self.left = -1
        self.socket.send(self.request)

    def receive(self, now, record):
        data = self.socket.recv(1 << 16)
        if not data:
            raise ConnectionError("the portal closed a connection")
        if self.left < 0:
            if not self.head:
                record(now - self.waiting[0])
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return
            if not self.head.startswith(b"HTTP/1.1 200 "):
                raise ConnectionError(self.head.split(b"\r\n")[0].decode())
            length = self.head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]
            self.left = int(length) - (len(self.head) - end - 4)
        else:
            self.left -= len(data)
        if self.left == 0:
            self.waiting.pop(0)
            self.busy = False
            if self.waiting:
                self.send()


def load(target, sources, seconds):
    homes = [Home(source, target) for source in sources]
    poll = selectors.DefaultSelector()
    for home in homes:
        poll.register(home.socket, selectors.EVENT_READ, home)
    took = []
    began = time.monotonic() + 0.2
    total = int(PER_SECOND * seconds)
    asked = 0
    now = time.monotonic()
    while (asked < total or any(home.busy for home in homes)) and now < began + seconds + 5:
        while asked < total and began + asked / PER_SECOND <= now:
            homes[asked % len(homes)].ask(began + asked / PER_SECOND)
            asked += 1
        rest = began + asked / PER_SECOND - time.monotonic() if asked < total else 0.1
        for key, _ in poll.select(max(0, rest)):
            key.data.receive(time.monotonic(), took.append)
        now = time.monotonic()
    took.sort()
    if not took:
        raise ConnectionError("nothing was answered")

    def percentile(share):
        return took[min(len(took) - 1, int(share * len(took)))] * 1000
    return {"asked": total, "answered": len(took), "per_s": len(took) / (now - began),
            "p50_ms": percentile(0.5), "p99_ms": percentile(0.99), "max_ms": took[-1] * 1000}


class OneHome:
    def __init__(self, number, address):
        self.number = number
        self.address = address

    def as_policy(self):
        return f"{{ id: home-{self.number}, addresses: [{self.address}] }}"


def measure(lab, seconds=10):
    """The real portal and daemon, asked through the box by a hundred homes."""
    from portal import Portal
    from scene import GATEWAY
    scene = lab.scene()
    subscriber = scene.subscriber
    addresses = [f"198.18.1.{100 + n}" for n in range(HOMES)]
    homes = [OneHome(n, address) for n, address in enumerate(addresses)]
    box = lab.sluiced(scene, subscribers=homes)
    Portal(scene, lab.options.build, box.socket)
    for address in addresses:
        subscriber.namespace.ip(f"addr add {address}/32 dev {subscriber.device}")
    said = subscriber.namespace.run(sys.executable, __file__, "ask", GATEWAY, seconds,
                                    *addresses)
    return json.loads(said)


def main():
    if sys.argv[1] == "ask":
        print(json.dumps(load(sys.argv[2], sys.argv[4:], float(sys.argv[3]))))
        return
    import run
    lab = run.Lab(argparse.Namespace(build=sys.argv[2], box="sluiced"))
    with lab.open:
        print(json.dumps(measure(lab)))


if __name__ == "__main__":
    main()
