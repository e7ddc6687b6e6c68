# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of the tables: percentiles, fairness, what a packet takes on the wire."""
import math

PACKET_BYTES = 1500


def percentile(values, percent):
    """The nearest rank: of 100 values the 99th is the second largest."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def jain(shares):
    """Jain's index: 1 when all are equal, 1/n when one has everything."""
    shares = list(shares)
    squares = sum(share * share for share in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares else math.nan


def serialisation_ms(mbps, packet_bytes=PACKET_BYTES):
    return packet_bytes * 8 / (mbps * 1000)
