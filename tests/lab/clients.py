# SPDX-License-Identifier: Apache-2.0
"""Real clients at the ends of a scene: libtorrent, iperf3, and numbered UDP packets."""
import itertools
import json
import pathlib
import socket
import struct
import threading
import time

from box import Program
from scene import LabError

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"  # the one that Debian's libtorrent belongs to


class Peer(Program):
    """A libtorrent peer; `with_peers` are the ones that it connects to."""

    count = 0

    def __init__(self, scene, namespace, role, address, port=6881, with_peers=(), megabytes=512,
                 transport="tcp", upload_mbps=0):
        Peer.count += 1
        name = f"peer-{Peer.count}-{role}"
        self.address, self.port = address, port
        host = f"[{address}]" if ":" in address else address
        command = [PYTHON, HERE / "bittorrent_peer.py", role, scene.directory / name,
                   "--listen", f"{host}:{port}", "--size", megabytes << 20,
                   "--transport", transport, "--upload-limit", int(upload_mbps * 1e6 / 8)]
        for peer in with_peers:
            command += ["--peer", peer.address, peer.port]
        super().__init__(namespace, command, scene.directory / f"{name}.log", r'"ready"')
        self.wait_ready()

    def status(self):
        return json.loads(self.lines[-1])

    def wait_until_moving(self, mbps=0.5, seconds=15):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            status = self.status()
            if max(status.get("down_mbps", 0), status.get("up_mbps", 0)) >= mbps:
                return
            time.sleep(0.2)
        raise LabError(f"no BitTorrent transfer after {seconds} s: {self.last_lines(2)}")


class Iperf:
    """An iperf3 transfer, TCP, from one namespace to another until stopped."""

    count = 0

    def __init__(self, scene, server, client, address, port=5201, mbps=0, download=True, flows=1,
                 block_bytes=0):
        Iperf.count += 1
        log = f"iperf-{Iperf.count}"
        # One server serves one test at a time, so each address has its own.
        self.server = Program(server, ["iperf3", "-s", "-p", port, "-B", address, "--forceflush"],
                              scene.directory / f"{log}-server.log", "Server listening")
        self.server.wait_ready()
        command = ["iperf3", "-c", address, "-p", port, "-t", 600, "-P", flows, "--forceflush"]
        command += ["-R"] if download else []
        command += ["-b", f"{mbps / flows}M"] if mbps else []
        command += ["-l", block_bytes] if block_bytes else []
        self.client = Program(client, command, scene.directory / f"{log}-client.log", "connected")
        self.client.wait_ready()

    def stop(self):
        self.client.kill()
        self.server.kill()


class NumberedStream:
    """UDP packets numbered by their sender, so that the receiver knows which never came."""

    def __init__(self, sender, receiver, source, destination, port=9000, per_second=1000,
                 payload_bytes=600):
        self.per_second = per_second
        self.padding = bytes(payload_bytes - 8)
        self.out = sender.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.out.bind((source, port))
        self.to = (destination, port)
        self.into = receiver.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.into.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.into.bind((destination, port))
        self.into.settimeout(0.2)
        self.sent = 0
        self.received = []
        self._sending = threading.Event()
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._send, daemon=True),
                         threading.Thread(target=self._receive, daemon=True)]

    def __enter__(self):
        self._sending.set()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def _send(self):
        start = time.monotonic()
        while self._sending.is_set():
            due = int((time.monotonic() - start) * self.per_second)
            while self.sent < due:
                self.out.sendto(struct.pack("!Q", self.sent) + self.padding, self.to)
                self.sent += 1
            time.sleep(0.002)

    def _receive(self):
        while not self._done.is_set():
            try:
                self.received.append(struct.unpack("!Q", self.into.recv(2048)[:8])[0])
            except TimeoutError:
                pass

    def stop(self):
        if not self._sending.is_set():
            return
        self._sending.clear()
        self._threads[0].join()
        time.sleep(0.5)
        self._done.set()
        self._threads[1].join()
        self.out.close()
        self.into.close()

    def missing(self):
        self.stop()
        return self.sent - len(set(self.received))

    def in_order(self):
        self.stop()
        return self.received == sorted(self.received)

    def longest_gap_ms(self):
        """The longest run of numbers that never came."""
        self.stop()
        came = sorted({-1, self.sent, *self.received})
        return max(b - a - 1 for a, b in zip(came, came[1:])) * 1000 / self.per_second

    def late(self, ms=100):
        """How many came behind others that were sent so much later."""
        self.stop()
        newest = [-1, *itertools.accumulate(self.received, max)]
        return sum(seen > number + ms * self.per_second / 1000
                   for seen, number in zip(newest, self.received))


def reaches(namespace, address, seconds=5):
    """Whether anything comes back from there: a refused connection is an answer."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    probe = namespace.socket(family, socket.SOCK_STREAM)
    probe.settimeout(seconds)
    try:
        probe.connect((address, 9))
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    finally:
        probe.close()
    return True
