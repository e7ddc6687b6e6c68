# SPDX-License-Identifier: Apache-2.0
"""Where the detector plays: its client at a subscriber's, its server in the internet, recorders at
both, and a box with a policy between them.

    client 198.18.1.10 --(recorder)-- acc0 [ box ] core0 --(recorder)-- server 198.18.0.1

Both ends send at a line's rate by a queue of their own, which holds TCP back without a loss: the
machine's cores are not what limits a transfer, and no packet is lost but in the box.
"""
import contextlib
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
LINE = ("tbf", "rate", f"{LINE_MBPS}mbit", "burst", "10k", "limit", "200k")
NO_LINE = ("pfifo", "limit", 0)  # a queue without room; recorders see what comes out of it
QUIET_SECONDS = 0.5  # in which what is on its way arrives, out of a rule's queue, too
NEAR_SECONDS = 20    # until a box cannot but have noticed that its link is near congestion
TRANSFER_TIMEOUT_SECONDS = 40


class TwoEnds:
    """What a scene is to have, wherever the box stands in it."""

    def __init__(self, **shape):
        super().__init__(**shape)
        self.server = None
        self.ends = ((self.subscriber.namespace, self.subscriber.device), (self.internet, "inet0"))
        self._send_by(*LINE)

    def _send_by(self, *queue):
        for namespace, device in self.ends:
            namespace.run("tc", "qdisc", "replace", "dev", device, "root", *queue)

    @contextlib.contextmanager
    def silence(self):
        """Neither end gets a packet out meanwhile, and none is under way."""
        self._send_by(*NO_LINE)
        time.sleep(QUIET_SECONDS)
        yield
        self._send_by(*LINE)

    def start_server(self):
        if self.server is None:
            self.server = Program(self.internet, [PYTHON, HERE / "server.py", GATEWAY],
                                  self.directory / "server.log", "^serving")
            self.server.wait_ready()

    def recorders(self):
        """The client's and the server's."""
        return [Recorder(namespace, device) for namespace, device in self.ends]


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

    def begin_congestion(self, box):
        """Returns when the box says that its link is near congestion upstream."""
        Iperf(self, self.internet, self.subscribers[1].namespace, GATEWAY,
              mbps=self.NEIGHBOUR_MBPS, download=False)
        deadline = time.monotonic() + NEAR_SECONDS
        while not box.metric("sluice_segment_near_congested", segment="lab", direction="up"):
            if time.monotonic() > deadline:
                raise LabError(f"no congestion within {NEAR_SECONDS} s: "
                               f"{box.ctl('congestion', 'status')}")
            time.sleep(0.2)


class Beside(TwoEnds, BesideScene):
    """The box beside the path, on a hub."""


class Box(box.Sluiced):
    """The daemon with a policy as an operator would have it, word for word."""

    def __init__(self, scene, build, policy, **settings):
        self.text = policy
        super().__init__(scene, build, **settings)

    def policy(self, rules, never_touch=()):
        return self.text

    def ctl(self, *words):
        """What fails says how the daemon is: its log goes with the scene."""
        try:
            return super().ctl(*words)
        except LabError as error:
            code = self.program.process.poll()
            state = "runs" if code is None else f"ended with {code}"
            raise LabError(f"{error}; the daemon {state}, and said last:\n"
                           f"{self.program.last_lines(20)}") from error


class BoxThatKnowsSubscribers(Box):
    """With the scene's subscribers in its policy, and their use counted every second: congestion is
    that of subscribers, and what strangers use is not."""

    def __init__(self, scene, build, policy, **settings):
        whose = "".join(f"  - {s.as_policy()}\n" for s in scene.subscribers)
        super().__init__(scene, build, f"{policy}subscribers:\n{whose}",
                         sections="usage: { commit_every: 1s }\n", **settings)


class Client:
    """The transfers, one after another: the next is made when whoever asks for it has looked at the
    one before, since the box soon forgets a flow that has ended."""

    def __init__(self, place, known, neutral, times, seconds, seed):
        place.start_server()
        self.program = Program(
            place.subscriber.namespace,
            [PYTHON, HERE / "client.py", place.subscriber.address, GATEWAY, "--known", known,
             "--neutral", neutral, "--times", times, "--seconds", seconds, "--seed", seed,
             "--in-step"],
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
                with contextlib.suppress(BrokenPipeError):
                    self.program.process.stdin.write("\n")
                    self.program.process.stdin.flush()
                deadline = time.monotonic() + TRANSFER_TIMEOUT_SECONDS
            seen += len(lines)
            if self.program.process.poll() is not None and seen == len(self.program.lines):
                raise LabError(f"the client ended: {self.program.last_lines()}")
            if time.monotonic() > deadline:
                raise LabError(f"no transfer ended within {TRANSFER_TIMEOUT_SECONDS} s: "
                               f"{self.program.last_lines()}")
            time.sleep(0.02)
