# SPDX-License-Identifier: Apache-2.0
"""Rates as the far end sees them: IP-layer bytes, counted by nftables where packets arrive."""
import json
import time


class Meter:
    """Counts what arrives in a namespace and matches an nftables expression, e.g. "tcp sport 80"."""

    def __init__(self, namespace, expression, name):
        self.namespace = namespace
        self.name = name
        for command in ("add table inet lab",
                        "add chain inet lab arrive { type filter hook prerouting priority -300; }",
                        f"add counter inet lab {name}",
                        f'add rule inet lab arrive iifname != "lo" {expression} counter name {name}'):
            namespace.run("nft", command)

    def read(self):
        """(seconds of the monotonic clock, packets, IP-layer bytes)"""
        asked = time.monotonic()
        answer = json.loads(self.namespace.run("nft", "-j", "list", "counter", "inet", "lab",
                                               self.name))
        now = (asked + time.monotonic()) / 2
        counter = next(item["counter"] for item in answer["nftables"] if "counter" in item)
        return now, counter["packets"], counter["bytes"]

    def packets(self):
        return self.read()[1]


def rates_mbps(meters, seconds):
    """What each meter counted over the same window, in Mbit/s."""
    before = [meter.read() for meter in meters]
    time.sleep(seconds)
    after = [meter.read() for meter in meters]
    return [8e-6 * (b[2] - a[2]) / (b[0] - a[0]) for a, b in zip(before, after)]


def rate_mbps(meter, seconds):
    return rates_mbps([meter], seconds)[0]


def expect_rate(name, measured_mbps, configured_mbps, tolerance):
    off = measured_mbps / configured_mbps - 1
    assert abs(off) <= tolerance, (f"{name}: {measured_mbps:.2f} Mbit/s where {configured_mbps:g} "
                                   f"are configured: {100 * off:+.1f} %, allowed "
                                   f"{100 * tolerance:g} %")
