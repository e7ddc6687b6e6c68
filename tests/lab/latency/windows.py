# SPDX-License-Identifier: Apache-2.0
"""What is measured while loads run: each home's probe, and what arrives at each home."""
import dataclasses
import time

from measures import jain
from probe import Probe, Server
from rates import Meter

SETTLE_SECONDS = 4


@dataclasses.dataclass
class Window:
    delays: list  # each home's, beyond the idle round trip
    home_mbps: list
    flows_mbps: list = dataclasses.field(default_factory=list)

    def use_percent(self, link_mbps):
        return 100 * sum(self.home_mbps) / link_mbps

    @property
    def jain_of_homes(self):
        return jain(self.home_mbps)

    @property
    def jain_of_flows(self):
        return jain(self.flows_mbps)


def mbps(before, after):
    return [8e-6 * (b[1] - a[1]) / (b[0] - a[0]) for a, b in zip(before, after)]


class Instruments:
    """One probe and one meter at each home."""

    def __init__(self, place, homes, interval_ms=10):
        Server(place)
        self._place = place
        self.homes = homes
        self._interval_ms = interval_ms
        self._meters = [Meter(home.namespace, "meta nfproto ipv4", "arriving") for home in homes]
        self.idle_ms = [0.0] * len(homes)

    def idle(self, seconds):
        """The median round trip with nothing beside it is what all others are compared with."""
        window = self.window(seconds)
        self.idle_ms = [delays.at(50) for delays in window.delays]
        return window

    def arrived(self):
        """(when, bytes) of each home."""
        return [meter.read()[::2] for meter in self._meters]

    def window(self, seconds, settle_seconds=0):
        time.sleep(settle_seconds)
        probes = [Probe(self._place, home.namespace, seconds, self._interval_ms)
                  for home in self.homes]
        before = self.arrived()
        time.sleep(seconds)
        after = self.arrived()
        return Window(
            [probe.delays().added(idle) for probe, idle in zip(probes, self.idle_ms)],
            mbps(before, after))
