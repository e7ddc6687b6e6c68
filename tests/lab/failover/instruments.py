# SPDX-License-Identifier: Apache-2.0
"""What runs beside a fault: irtt at 1 ms, a numbered flow each way, a TCP transfer, a swarm."""
import re
import signal
import struct
import subprocess
import time

import clients
from box import Program, Skip
from probe import Probe, Server
from scene import GATEWAY, LabError

LONGEST_SECONDS = 900
TCP_MBPS = 100
SWARM_MBPS = 20
FLOW_PACKETS_PER_SECOND = 5_000  # each way
RECORD = struct.Struct("=QQQ")
SAMPLE = re.compile(r"\]\s+(\d+\.\d+)-(\d+\.\d+)\s+sec\s.*?([\d.]+) Kbits/sec")


class Pinger(Probe):
    """irtt from the subscriber, until it is asked."""

    def __init__(self, wire):
        super().__init__(wire, wire.subscriber.namespace, LONGEST_SECONDS, interval_ms=1)

    def end(self):
        self._process.send_signal(signal.SIGINT)
        self._seconds = 5  # for what is under way


class Transfer:
    """A download of iperf3 over TCP, cubic, paced by the sender's kernel: it has a rate that it can
    come back to, and no more to catch up with. Each 100 ms are known as they end."""

    count = 0

    def __init__(self, wire, mbps=TCP_MBPS):
        Transfer.count += 1
        port = 5300 + Transfer.count
        name = wire.directory / f"transfer-{Transfer.count}"
        self._lines = []
        self._server = Program(wire.internet, ["iperf3", "-s", "-1", "-p", port, "-B", GATEWAY,
                                               "--forceflush"],
                               f"{name}-server.log", "Server listening")
        self._server.wait_ready()
        self._client = Program(
            wire.subscriber.namespace,
            ["iperf3", "-c", GATEWAY, "-p", port, "-t", LONGEST_SECONDS, "-R", "-C", "cubic",
             "--fq-rate", f"{mbps}M", "-i", "0.1", "-f", "k", "--forceflush"],
            f"{name}-client.log", "connected")
        self._client.wait_ready()
        self._begun = time.monotonic()

    @property
    def alive(self):
        """Connected as it was: iperf3 does not connect again."""
        return self._client.process.poll() is None

    def samples(self):
        """(end by the monotonic clock, Mbit/s) of each interval so far."""
        found = filter(None, map(SAMPLE.search, list(self._client.lines)))
        return [(self._begun + float(seen[2]), float(seen[3]) / 1000) for seen in found]

    def end(self):
        self._client.kill()
        self._server.kill()


class NumberedFlow:
    """UDP one way. What arrived is known when it has ended."""

    count = 0

    def __init__(self, wire, build, sender, receiver, per_second):
        NumberedFlow.count += 1
        program = build / "bench/bench-numbered-udp"
        if not program.exists():
            raise Skip(f"{program} is not built")
        (sender, source), (receiver, destination) = sender, receiver
        port = 9100 + NumberedFlow.count
        self._file = wire.directory / f"flow-{NumberedFlow.count}.bin"
        best = ["nice", "-n", "-15", program]
        self._receiver = Program(receiver, [*best, "receive", destination, self._file, "--port",
                                            port],
                                 f"{self._file}.log", "ready")
        self._receiver.wait_ready()
        self._sender = sender.start(*best, "send", source, destination, "--port", port,
                                    "--rate", per_second, stdout=subprocess.DEVNULL)

    def end(self):
        self._sender.terminate()
        self._sender.wait()
        time.sleep(0.3)
        self._receiver.terminate()

    def arrivals(self):
        """(number, sent, arrived), seconds of the monotonic clock."""
        return [(number, sent / 1e9, arrived / 1e9)
                for number, sent, arrived in RECORD.iter_unpack(self._file.read_bytes())]


def both_ways(wire, build, per_second=FLOW_PACKETS_PER_SECOND):
    home, far = (wire.subscriber.namespace, wire.subscriber.address), (wire.internet, GATEWAY)
    return [NumberedFlow(wire, build, home, far, per_second),
            NumberedFlow(wire, build, far, home, per_second)]


class Swarm:
    """A seed beyond the box and a leech at home."""

    def __init__(self, wire, megabytes=128, mbps=SWARM_MBPS):
        self.seed = clients.Peer(wire, wire.internet, "seed", GATEWAY, upload_mbps=mbps,
                                 megabytes=megabytes)
        self._wire, self._megabytes = wire, megabytes
        self.leech = self._leech()

    def _leech(self):
        return clients.Peer(self._wire, self._wire.subscriber.namespace, "leech",
                            self._wire.subscriber.address, with_peers=[self.seed],
                            megabytes=self._megabytes)

    def wait_until_moving(self):
        """A disk that is busy with the files of the scene before may hold a client up for long."""
        try:
            self.leech.wait_until_moving(SWARM_MBPS / 2)
        except LabError:
            self.leech.kill()
            self.leech = self._leech()
            self.leech.wait_until_moving(SWARM_MBPS / 2, seconds=30)

    def down_bytes(self):
        return self.leech.status().get("down_bytes", 0)

    def end(self):
        self.leech.kill()
        self.seed.kill()


class Instruments:
    """All of them, from when it is made."""

    def __init__(self, wire, build):
        Server(wire)
        self.swarm = Swarm(wire)
        self.swarm.wait_until_moving()
        self.transfer = Transfer(wire)
        self.flows = both_ways(wire, build)
        self.pinger = Pinger(wire)

    def end(self):
        self.pinger.end()
        for part in (*self.flows, self.transfer, self.swarm):
            part.end()
