# SPDX-License-Identifier: Apache-2.0
"""Where the detector plays: its client at a subscriber's, its server in the internet, recorders at
both, and a box with a policy between them.

    client 198.18.1.10 --(recorder)-- acc0 [ box ] core0 --(recorder)-- server 198.18.0.1

Both ends send at a line's rate by a queue of their own, which holds TCP back without a loss: the
machine's cores are not what limits a transfer, and no packet is lost but in the box.
"""
import json
import pathlib
import time

import box
from beside import BesideScene
from box import Program
from clients import PYTHON, Iperf
from recording import Recorder
from scene import GATEWAY, LabError, Scene

HERE = pathlib.Path(__file__).resolve().parent
LINE_MBPS = 10
WINDOW_SECONDS = 2  # of congestion, where a policy is tried in it
TRANSFER_TIMEOUT_SECONDS = 40


class TwoEnds:
    """What a scene is to have, wherever the box stands in it."""

    def __init__(self, **shape):
        super().__init__(**shape)
        self.server = None
        for namespace, device in ((self.subscriber.namespace, self.subscriber.device),
                                  (self.internet, "inet0")):
            namespace.run("tc", "qdisc", "add", "dev", device, "root", "tbf", "rate",
                          f"{LINE_MBPS}mbit", "burst", "10k", "limit", "200k")

    def start_server(self):
        if self.server is None:
            self.server = Program(self.internet, [PYTHON, HERE / "server.py", GATEWAY],
                                  self.directory / "server.log", "^serving")
            self.server.wait_ready()

    def recorders(self):
        """The client's and the server's."""
        return [Recorder(self.subscriber.namespace, self.subscriber.device),
                Recorder(self.internet, "inet0")]


class Place(TwoEnds, Scene):
    """The box in the path."""


class CongestedPlace(Place):
    """The same, with a neighbour who keeps most of a link busy upstream."""

    LINK_MBPS = 25
    NEIGHBOUR_MBPS = 18
    LINKS = f"""\
  - name: lab
    mode: inline
    pairs: [{{ access: {{ interface: acc0 }}, core: {{ interface: core0 }} }}]
    capacity: {{ up: {LINK_MBPS}mbps, down: 1gbps }}
"""

    def __init__(self):
        super().__init__(subscribers=2)

    def begin_congestion(self):
        Iperf(self, self.internet, self.subscribers[1].namespace, GATEWAY,
              mbps=self.NEIGHBOUR_MBPS, download=False)
        time.sleep(3 * WINDOW_SECONDS)


class Beside(TwoEnds, BesideScene):
    """The box beside the path, on a hub."""


class Box(box.Sluiced):
    """The daemon with a policy as an operator would have it, word for word."""

    def __init__(self, scene, build, policy, **settings):
        self.text = policy
        super().__init__(scene, build, **settings)

    def policy(self, rules, never_touch=()):
        return self.text


class Client:
    """The transfers, one after another as they are done."""

    def __init__(self, place, known, neutral, times, seconds, seed):
        place.start_server()
        self.program = Program(
            place.subscriber.namespace,
            [PYTHON, HERE / "client.py", place.subscriber.address, GATEWAY, "--known", known,
             "--neutral", neutral, "--times", times, "--seconds", seconds, "--seed", seed],
            place.directory / "client.log", "{")

    def __iter__(self):
        seen = 0
        deadline = time.monotonic() + TRANSFER_TIMEOUT_SECONDS
        while True:
            lines = self.program.lines[seen:]
            for line in lines:
                if not line.startswith("{"):
                    continue
                found = json.loads(line)
                if "done" in found:
                    self.program.process.wait(5)
                    return
                yield found
                deadline = time.monotonic() + TRANSFER_TIMEOUT_SECONDS
            seen += len(lines)
            if self.program.process.poll() is not None and seen == len(self.program.lines):
                raise LabError(f"the client ended: {self.program.last_lines()}")
            if time.monotonic() > deadline:
                raise LabError(f"no transfer ended within {TRANSFER_TIMEOUT_SECONDS} s: "
                               f"{self.program.last_lines()}")
            time.sleep(0.02)
