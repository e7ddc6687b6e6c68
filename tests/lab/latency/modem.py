# SPDX-License-Identifier: Apache-2.0
"""What a workshop of 2008 described: an uplink of some hundred kbit/s behind a modem that buffers
for seconds, a home that sends bulk, and a neighbour on the telephone. First as it was, then with the
box shaping just below the modem's rate. In between the uploads pause: what is in the modem's buffer
is drained by the twentieth that the box leaves free, which would take a minute.
"""
import dataclasses
import time

import boxes
import clients
from box import Sluiced
from measures import serialisation_ms
from place import Place
from probe import Probe, Server
from rates import Meter
from scene import GATEWAY

MODEM_KBPS = (250, 500)
SHAPED_SHARE = 0.95
BUFFER_SECONDS = 3
DOWN = "20mbps"
VOICE_INTERVAL_MS = 20
FLOWS = 4
IDLE_SECONDS = 3
SETTLE_SECONDS = 10  # the modem's buffer is full
MEASURE_SECONDS = 10
CALL_SECONDS = IDLE_SECONDS + 2 * (SETTLE_SECONDS + MEASURE_SECONDS + BUFFER_SECONDS) + 8


@dataclasses.dataclass
class Outcome:
    kbps: int
    idle_ms: float
    as_it_was: object
    shaped: object
    bulk_kbps: list  # home 1's upload, in both


def modem(kbps):
    """Upstream a FIFO that is seconds long, downstream the far end's delay."""
    return ["tc qdisc add dev vec0 root netem delay 20ms limit 20000",
            f"tc qdisc add dev vec1 root handle 1: stab overhead -14 tbf rate {kbps}kbit "
            f"burst 3000 limit {kbps * 125 * BUFFER_SECONDS}"]


def play(build, kbps):
    with Place(homes=2, far_hop=modem(kbps)) as place:
        caller = place.homes[1]
        box = Sluiced(place, build, nice=-20, subscribers=place.homes).start()
        Server(place)
        # One call through all of it: to begin it while the buffer is full would take its seconds.
        call = Probe(place, caller.namespace, CALL_SECONDS, VOICE_INTERVAL_MS)
        spans = [span(IDLE_SECONDS)]
        meter = Meter(place.internet, "tcp dport 5001-5199", "uploads")
        spans.append(uploaded(place, meter))
        time.sleep(BUFFER_SECONDS + 1)
        box.policy_sections = boxes.shaped(f"{int(kbps * SHAPED_SHARE)}kbps", DOWN)
        box.subscribers = [boxes.Home(home) for home in place.homes]
        box.apply([])
        spans.append(uploaded(place, meter))
        idle_ms = call.delays(*spans[0][:2]).at(50)
        as_it_was, shaped = (call.delays(*each[:2]).added(idle_ms) for each in spans[1:])
        return Outcome(kbps, idle_ms, as_it_was, shaped, [each[2] for each in spans[1:]])


def span(seconds):
    """(begin, end) by the wall clock, when it is over."""
    begin = time.time()
    time.sleep(seconds)
    return begin, time.time()


def uploaded(place, meter):
    """A span with uploads, when buffers are as they will be, and the uploads' rate in it."""
    uploads = clients.Iperf(place, place.internet, place.homes[0].namespace, GATEWAY,
                            port=5001 + clients.Iperf.count, flows=FLOWS, download=False)
    time.sleep(SETTLE_SECONDS)
    begin, _, first = meter.read()
    times = span(MEASURE_SECONDS)
    end, _, last = meter.read()
    uploads.stop()
    return *times, 8e-3 * (last - first) / (end - begin)


def print_table(outcomes):
    print(f"\n== an uplink behind a modem that buffers {BUFFER_SECONDS} s; {FLOWS} uploads at "
          f"home 1, voice at home 2 (a packet each {VOICE_INTERVAL_MS} ms)")
    print(f"    {'kbit/s':>6} {'':12} {'voice: added delay ms, 50 95 99 %':>33} {'lost %':>7}   "
          f"{'uploads kbit/s':>14}")
    for outcome in outcomes:
        for title, delays, kbps in (("as it was", outcome.as_it_was, outcome.bulk_kbps[0]),
                                    ("shaped", outcome.shaped, outcome.bulk_kbps[1])):
            columns = " ".join(f"{delays.at(percent):10.1f}" for percent in (50, 95, 99))
            print(f"    {outcome.kbps:6} {title:12} {columns} {delays.lost_percent:7.2f}   "
                  f"{kbps:14.0f}")


def add_goals(results, outcome):
    where = f"modem of {outcome.kbps} kbit/s"
    results.figure(f"{where}, as it was: voice's added delay, 50 %", outcome.as_it_was.at(50), "ms")
    # A packet that began before, and one that the other home's turn allows.
    limit = 5 + 2 * serialisation_ms(outcome.kbps / 1000 * SHAPED_SHARE)
    results.at_most(f"{where}, shaped: voice's added delay, 99 %", outcome.shaped.at(99), "ms",
                    limit)
    results.at_most(f"{where}, shaped: voice lost", outcome.shaped.lost_percent, "%", 0.5)
