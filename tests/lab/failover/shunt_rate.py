# SPDX-License-Identifier: Apache-2.0
"""What the box carries of ten flows of which one has a rule, with those that have none past its
worker, and through it.

Live frames of all ten enter in turn at the subscriber's end, as fast as one core makes them, and are
counted where they leave. The other core is the worker's.
"""
import dataclasses
import statistics
import time

import frames
import live_frames
from bypass_rate import FRAME_BYTES, received
from box import Skip, Sluiced
from napi_scene import Wire
from scene import GATEWAY

WARM_FRAMES = 200_000
FRAMES = 4_000_000  # a turn
TURNS = 5
RULES = ["{ name: one-of-ten, match: { subscriber_port: 7000 }, action: { dscp: le } }"]


@dataclasses.dataclass
class Turn:
    mpps: float
    arrived_share: float
    worker_share: float  # of all that was sent: what the worker received


@dataclasses.dataclass
class Rates:
    shunted: Turn
    through: Turn


def one(build, shunt, cores):
    path = build / "tests/lab/failover/plain_redirect.bpf.o"
    if not path.exists():
        raise Skip(f"{path} is not built")
    with Wire() as wire:
        box = Sluiced(wire, build, rules=RULES, shunt=shunt, workers=cores, nice=-20).start()
        home, device = wire.ends()[0]
        sending = live_frames.Object(path, live_frames.index_of(home, device))
        live_frames.attach(wire.internet, "inet0", sending.program("plain_drop"))
        payload = bytes(range(128, 128 + FRAME_BYTES - 42))
        frame = frames.udp_frame(wire.subscriber.address, GATEWAY, 7000, 6999, payload, [])

        def send(count):
            live_frames.run_live(home, sending.program("plain_spread"), frame, count)
        send(WARM_FRAMES)
        time.sleep(0.5)
        before, worker = received(wire), box.metric("sluice_received_packets_total")
        begin = time.monotonic()
        send(FRAMES)
        seconds = time.monotonic() - begin
        time.sleep(0.2)
        arrived = received(wire) - before
        seen = box.metric("sluice_received_packets_total") - worker
        box.program.terminate()
        return Turn(arrived / seconds / 1e6, arrived / FRAMES, seen / FRAMES)


def median(turns):
    return Turn(*(statistics.median(getattr(turn, field.name) for turn in turns)
                  for field in dataclasses.fields(Turn)))


def measure(build, cores=(1,)):
    turns = {"always": [], "never": []}
    for _ in range(TURNS):
        for shunt, seen in turns.items():
            seen.append(one(build, shunt, cores))
    return Rates(median(turns["always"]), median(turns["never"]))
