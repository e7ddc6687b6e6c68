# SPDX-License-Identifier: Apache-2.0
"""The bottleneck scene: home 1 takes all it can get, home 2 is the neighbour."""
import dataclasses

from loads import Bulk, Http, Swarm, WebServer
from place import Place
from rates import Meter
from windows import SETTLE_SECONDS, Instruments, Window

FLOWS = 32
VIDEO_MBPS = 8
SEGMENT_SECONDS = 2


@dataclasses.dataclass
class Mixed:
    """Swarms at home 1; a video and web pages at home 2."""
    window: Window
    swarm_mbps: dict  # by transport
    page_seconds: list
    segment_seconds: list

    @property
    def late_segments(self):
        return sum(took > SEGMENT_SECONDS for took in self.segment_seconds)


@dataclasses.dataclass
class Outcome:
    box: object
    delay_ms: int
    idle: Window = None
    idle_ms: list = None
    alone: dict = dataclasses.field(default_factory=dict)  # by congestion control
    both: Window = None
    mixed: Mixed = None


def bulk_alone(place, instruments, seconds, congestion):
    """32 flows at home 1; home 2 has its probe alone."""
    bulk = Bulk(place, instruments.homes[0], FLOWS, seconds + 1, SETTLE_SECONDS, congestion)
    window = instruments.window(seconds, SETTLE_SECONDS)
    window.flows_mbps = bulk.rates_mbps()
    return window


def bulk_at_both(place, instruments, seconds):
    """32 flows at home 1 and a single one at home 2."""
    many = Bulk(place, instruments.homes[0], FLOWS, seconds + 1, SETTLE_SECONDS)
    one = Bulk(place, instruments.homes[1], 1, seconds + 1, SETTLE_SECONDS)
    window = instruments.window(seconds, SETTLE_SECONDS)
    window.flows_mbps = many.rates_mbps()
    one.rates_mbps()
    return window


def mixed(place, instruments, seconds):
    heavy, neighbour = instruments.homes
    WebServer(place)
    # uTP first: behind a deep queue that TCP has filled it yields until nothing is left of it.
    swarms = [Swarm(place, heavy, 2, "utp"), Swarm(place, heavy, 3, "tcp")]
    meters = {swarm.transport: Meter(heavy.namespace, swarm.meter_expression,
                                      f"by_{swarm.transport}")
              for swarm in swarms}
    video = Http(neighbour, "video", SETTLE_SECONDS + seconds, mbps=VIDEO_MBPS,
                 segment_seconds=SEGMENT_SECONDS)
    web = Http(neighbour, "web", SETTLE_SECONDS + seconds)
    before = {transport: meter.read() for transport, meter in meters.items()}
    window = instruments.window(seconds, SETTLE_SECONDS)
    rates = {}
    for transport, meter in meters.items():
        (begin, _, first), (end, _, last) = before[transport], meter.read()
        rates[transport] = 8e-6 * (last - first) / (end - begin)
    outcome = Mixed(window, rates, web.seconds_each(), video.seconds_each())
    for swarm in swarms:
        swarm.end()
    return outcome


def play(box, delay_ms, seconds, parts):
    """One box in one place, load by load."""
    outcome = Outcome(box, delay_ms)
    with Place(homes=2, delay_ms=delay_ms) as place:
        box.start(place)
        instruments = Instruments(place, place.homes)
        outcome.idle = instruments.idle(4)
        outcome.idle_ms = instruments.idle_ms
        for congestion in ("cubic", "bbr"):
            if congestion in parts:
                outcome.alone[congestion] = bulk_alone(place, instruments, seconds, congestion)
        if "both" in parts:
            outcome.both = bulk_at_both(place, instruments, seconds)
        if "mixed" in parts:
            outcome.mixed = mixed(place, instruments, seconds)
    return outcome
