# SPDX-License-Identifier: Apache-2.0
"""How fast the box's program forwards while nobody runs, beside the least program that redirects
between the same two ports.

Live frames enter at the subscriber's end of the wire, and are counted and dropped by XDP where they
leave it. All of it is one core's work, so frames a second say what one costs; what making and
dropping them costs is measured, too, and is in both.
"""
import dataclasses
import json
import statistics
import time

import frames
import live_frames
from box import Skip
from guarded_wire import GuardedBox
from napi_scene import Wire
from scene import GATEWAY, run

FRAMES = 5_000_000  # a turn
TURNS = 7
FRAME_BYTES = 64
BOX_PORTS = ("acc0", "core0")


@dataclasses.dataclass
class Rates:
    ours_mpps: float
    plain_mpps: float
    arrived_share: float  # of all that was sent, the least


def received(wire):
    links = json.loads(run(["ip", "-n", wire.internet.name, "-j", "-s", "link", "show", "inet0"]))
    return links[0]["stats64"]["rx"]["packets"]


def turn(wire, sender, frame):
    """(millions a second, share that arrived)"""
    before, begin = received(wire), time.monotonic()
    live_frames.run_live(wire.subscriber.namespace, sender, frame, FRAMES)
    seconds = time.monotonic() - begin
    arrived = received(wire) - before
    return arrived / seconds / 1e6, arrived / FRAMES


def measure(build):
    with Wire() as wire:
        box = GuardedBox(wire, build).begin()
        path = box.redirecting
        if not path.exists():
            raise Skip(f"{path} is not built")
        box.program.kill()
        home, device = wire.ends()[0]
        sending = live_frames.Object(path, live_frames.index_of(home, device))
        plain = live_frames.Object(path, live_frames.index_of(wire.box, "core0"))
        ours = {port: live_frames.attached(wire.box, port) for port in BOX_PORTS}
        live_frames.attach(wire.internet, "inet0", plain.program("plain_drop"))
        frame = frames.udp_frame(wire.subscriber.address, GATEWAY, 7000, 7001, b"", [])
        frame = frame.ljust(FRAME_BYTES, b"\0")
        turns = {"ours": [], "plain": []}
        for _ in range(TURNS):
            for name, program in (("ours", ours["acc0"]), ("plain",
                                                           plain.program("plain_redirect"))):
                live_frames.attach(wire.box, "acc0", program)
                turns[name].append(turn(wire, sending.program("plain_redirect"), frame))
        median = {name: statistics.median(rate for rate, _ in seen)
                  for name, seen in turns.items()}
        return Rates(median["ours"], median["plain"],
                     min(share for seen in turns.values() for _, share in seen))
