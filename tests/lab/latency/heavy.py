# SPDX-License-Identifier: Apache-2.0
"""RFC 6057 with windows of seconds: a heavy home steps back for others, and only for them.

Homes 1 and 2 have bulk, home 3 is the neighbour with an interactive flow and a steady transfer. Home
1 uses most of its tier, home 2 has a tier that it does not fill, so home 1 alone is moved to best
effort. The same once more with three homes behind one address.
"""
import dataclasses
import time

import boxes
import clients
from box import Sluiced
from household import Household
from measures import serialisation_ms
from place import Place
from scene import GATEWAY, LabError
from windows import SETTLE_SECONDS, Instruments, mbps

LINK_MBPS = 20
HEAVY_TIER_MBPS = 10
STEADY_MBPS = 2
FLOWS = 8
WINDOW_SECONDS = 14
# Longer than what is measured: who has stepped back uses little, and would be released.
RELEASE_SECONDS = 30
FLOOR = 0.05  # of a gate, for best effort
SAMPLE_SECONDS = 0.2
MOVE_SECONDS = 40
MEASURE_SECONDS = 6

POLICY = f"""\
shaping: {{}}
tiers:
  filled: {{ up: {HEAVY_TIER_MBPS}mbps, down: {HEAVY_TIER_MBPS}mbps }}
  roomy: {{ up: 40mbps, down: 40mbps }}
sites:
  segment: {{ capacity: {{ up: {LINK_MBPS}mbps, down: {LINK_MBPS}mbps }} }}
"""
CONGESTION = f"""\
congestion:
  near_congested: {{ up: 70%, down: 80%, window: {WINDOW_SECONDS}s }}
  heavy: {{ above: 70%, window: {WINDOW_SECONDS}s, release_below: 50%,
           release_window: {RELEASE_SECONDS}s }}
"""


@dataclasses.dataclass
class Outcome:
    at_first: object = None   # windows: home 1 alone, before anything
    before: object = None     # both have bulk
    after: object = None      # home 1 on best effort
    alone: object = None      # home 2 has stopped, home 1 still on best effort
    yielded_seconds: float = 0.0
    samples: list = dataclasses.field(default_factory=list)


def on_best_effort(box, home):
    for subscriber in box.ask("congestion", "status").get("subscribers", []):
        if subscriber["id"] == home.id:
            return any(side["direction"] == "down" and "best_effort" in side
                       for side in subscriber.get("sides", []))
    return False


class Sampler:
    """Rates of all homes several times a second."""

    def __init__(self, instruments):
        self._instruments = instruments
        self._last = instruments.arrived()
        self.samples = []

    def take(self):
        time.sleep(SAMPLE_SECONDS)
        now = self._instruments.arrived()
        self.samples.append((now[0][0], mbps(self._last, now)))
        self._last = now


def seconds_to_yield(samples, before_mbps, after_mbps):
    """From the last sample near the rate of before to the first near that of after."""
    span = before_mbps - after_mbps
    high = [when for when, rates in samples if rates[0] > before_mbps - 0.2 * span]
    low = [when for when, rates in samples
           if rates[0] < after_mbps + 0.2 * span and high and when > high[-1]]
    if not high or not low:
        seen = " ".join(f"{rates[0]:.1f}" for _, rates in samples)
        raise LabError(f"home 1's rate did not fall from {before_mbps:.1f} to {after_mbps:.1f} "
                       f"Mbit/s, but was {seen}")
    return low[0] - high[-1]


def alone_at_first(place, box, heavy, instruments):
    """What home 1 has with nobody beside it, before there is any state of it: so few packets are
    under way in 20 ms that its flows themselves leave some of the tier unused."""
    bulk = clients.Iperf(place, place.internet, heavy.namespace, GATEWAY, port=5104, flows=FLOWS)
    window = instruments.window(MEASURE_SECONDS, SETTLE_SECONDS)
    bulk.stop()
    return window


def play_homes(place, build, homes):
    outcome = Outcome()
    heavy, other, neighbour = homes
    tiers = ("filled", "roomy", "roomy")
    box = Sluiced(place, build, nice=-20, policy_sections=POLICY,
                  sections="usage: { commit_every: 1s }\n",
                  subscribers=[boxes.Home(*pair) for pair in zip(homes, tiers)]).start()
    instruments = Instruments(place, homes)
    instruments.idle(4)
    outcome.at_first = alone_at_first(place, box, heavy, instruments)
    box.policy_sections += CONGESTION
    box.apply([])
    # A packet at a time: of iperf3's usual blocks each is a burst that fills the segment for 50 ms.
    clients.Iperf(place, place.internet, neighbour.namespace, GATEWAY, port=5101, mbps=STEADY_MBPS,
                  block_bytes=1400)
    # Home 1 begins later: its window fills while the two of them share.
    others_bulk = clients.Iperf(place, place.internet, other.namespace, GATEWAY, port=5102,
                                flows=FLOWS)
    time.sleep(2)
    heavy_bulk = clients.Iperf(place, place.internet, heavy.namespace, GATEWAY, port=5103,
                               flows=FLOWS)
    time.sleep(1)
    outcome.before = instruments.window(2)
    if on_best_effort(box, heavy):
        raise LabError("home 1 is on best effort before its window can be full")
    sampler = Sampler(instruments)
    deadline = time.monotonic() + MOVE_SECONDS
    while not on_best_effort(box, heavy):
        sampler.take()
        if time.monotonic() > deadline:
            raise LabError(f"home 1 is not on best effort after {MOVE_SECONDS} s")
    for _ in range(int(2 / SAMPLE_SECONDS)):
        sampler.take()
    outcome.after = instruments.window(MEASURE_SECONDS)
    outcome.samples = sampler.samples
    outcome.yielded_seconds = seconds_to_yield(sampler.samples, outcome.before.home_mbps[0],
                                               outcome.after.home_mbps[0])
    others_bulk.stop()
    outcome.alone = instruments.window(MEASURE_SECONDS, SETTLE_SECONDS)
    if not on_best_effort(box, heavy):
        raise LabError("home 1 was released while it used all of its tier")
    heavy_bulk.stop()
    return outcome


def play(build, shared_address):
    with Place(homes=1 if shared_address else 3) as place:
        homes = place.homes
        if shared_address:
            homes = [Household(place, number, f"{1024 * number}-{1024 * number + 1023}")
                     for number in (1, 2, 3)]
        return play_homes(place, build, homes)


def print_table(name, outcome):
    print(f"\n== heavy home, {name}: {LINK_MBPS} Mbit/s, tier of home 1 {HEAVY_TIER_MBPS} Mbit/s")
    print(f"    {'Mbit/s':36} {'home 1':>7} {'home 2':>7} {'home 3':>7}   "
          f"{'home 3: added delay ms, 50 95 99 %':>34}")
    for title, window in (("home 1 alone, before that", outcome.at_first),
                          ("both have bulk", outcome.before),
                          ("home 1 on best effort", outcome.after),
                          ("home 2 has stopped", outcome.alone)):
        rates = " ".join(f"{rate:7.2f}" for rate in window.home_mbps)
        delays = " ".join(f"{window.delays[2].at(percent):10.1f}" for percent in (50, 95, 99))
        print(f"    {title:36} {rates}   {delays}")
    print(f"    home 1 yielded within {outcome.yielded_seconds:.1f} s")


def add_goals(results, name, outcome):
    where = f"heavy home, {name}"
    at_first, before = outcome.at_first, outcome.before
    after, alone = outcome.after, outcome.alone
    least = FLOOR * LINK_MBPS
    results.figure(f"{where}: home 1 before", before.home_mbps[0], "Mbit/s")
    results.at_most(f"{where}: home 1 on best effort", after.home_mbps[0], "Mbit/s", 2 * least)
    results.at_least(f"{where}: home 1 on best effort is not starved", after.home_mbps[0], "Mbit/s",
                     0.8 * least)
    results.at_most(f"{where}: seconds until it yielded, sampled each {SAMPLE_SECONDS} s",
                    outcome.yielded_seconds, "s", 1.0)
    results.at_least(f"{where}: link use meanwhile", 100 * sum(after.home_mbps) / LINK_MBPS, "%", 97)
    results.figure(f"{where}: home 1 alone, of its tier",
                   100 * alone.home_mbps[0] / HEAVY_TIER_MBPS, "%")
    results.at_least(f"{where}: home 1 alone, of what it had alone before",
                     100 * alone.home_mbps[0] / at_first.home_mbps[0], "%", 97)
    results.at_least(f"{where}: neighbour's rate, of that without home 2's bulk",
                     100 * after.home_mbps[2] / alone.home_mbps[2], "%", 98)
    limit = max(5 + serialisation_ms(LINK_MBPS), before.delays[2].at(99))
    results.at_most(f"{where}: neighbour's added delay, 99 %", after.delays[2].at(99), "ms", limit)
