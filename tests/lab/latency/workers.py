# SPDX-License-Identifier: Apache-2.0
"""Homes that live on different workers share a gate as if they were on one."""
import bottleneck
import boxes
import clients
import plays
from place import Place
from scene import GATEWAY, LabError
from windows import Instruments

CANDIDATES = 5  # whose home is where is a hash of their ids
DELAY_MS = 20


def on_different_workers(place, box):
    """Two of the homes; a flow's id bears its worker's number in its top byte."""
    for home in place.homes:
        if not clients.reaches(home.namespace, GATEWAY):
            raise LabError(f"{home.id} does not reach {GATEWAY}")
    worker_of = {flow.get("subscriber"): flow["id"] >> 56 for flow in box.flows()}
    first = place.homes[0]
    for home in place.homes[1:]:
        if {first.id, home.id} <= worker_of.keys() and worker_of[first.id] != worker_of[home.id]:
            return [first, home]
    raise LabError(f"all homes are on one worker: {worker_of}")


def play(build, seconds):
    box = boxes.Sluice(build, workers=(0, 1))
    box.name = "2 workers"
    outcome = plays.Outcome(box, DELAY_MS)
    with Place(homes=CANDIDATES, delay_ms=DELAY_MS) as place:
        homes = on_different_workers(place, box.start(place))
        instruments = Instruments(place, homes)
        outcome.idle = instruments.idle(4)
        outcome.idle_ms = instruments.idle_ms
        outcome.both = plays.bulk_at_both(place, instruments, seconds)
    return outcome


def add_goals(results, outcome):
    """Of rates alone: two workers and the lab share two cores."""
    results.at_least("Sluice, 2 workers: Jain of homes with 1 and "
                     f"{plays.FLOWS} flows on different workers", outcome.both.jain_of_homes, "",
                     bottleneck.FAIR)
    results.at_least("Sluice, 2 workers: link use", outcome.both.use_percent(boxes.LINK_MBPS), "%",
                     bottleneck.USE_PERCENT)
