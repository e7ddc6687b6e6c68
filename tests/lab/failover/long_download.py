# SPDX-License-Identifier: Apache-2.0
"""A torrent downloaded through one fault after the other."""
import contextlib
import dataclasses
import json
import time

import faults
from guarded_wire import GuardedBox
from instruments import SWARM_MBPS, Swarm
from napi_scene import Wire
from scene import LabError

MEGABYTES = 96
BETWEEN_SECONDS = 2
BROKEN_SECONDS = 1
MOST_SECONDS = 120
DURING = (faults.killed, faults.stopped, faults.worker_stuck, faults.restarted, faults.bypassed,
          faults.program_detached)


@dataclasses.dataclass
class Download:
    faults: int
    seconds: float | None    # None: it is not complete
    undisturbed_seconds: float
    connections_lost: int    # times at which the leech had nobody


def watch(leech, box):
    for happens in DURING:
        if is_complete(leech):
            raise LabError("the download was complete before all faults had been")
        time.sleep(BETWEEN_SECONDS)
        with contextlib.ExitStack() as ending:
            ending.enter_context(happens(box))
            time.sleep(BROKEN_SECONDS)
        box.wait_for("inspecting")


def statuses(leech):
    """Of this download alone: the leech begins anew as soon as it is complete."""
    told = [json.loads(line) for line in list(leech.lines) if line.startswith('{"peers"')]
    for number in range(1, len(told)):
        if told[number]["done"] < told[number - 1]["done"]:
            return told[:number], True
    return told, False


def is_complete(leech):
    return statuses(leech)[1]


def play(build):
    with Wire() as wire:
        box = GuardedBox(wire, build).begin()
        swarm = Swarm(wire, MEGABYTES)
        begin = time.monotonic()
        swarm.wait_until_moving()
        watch(swarm.leech, box)
        while not is_complete(swarm.leech) and time.monotonic() < begin + MOST_SECONDS:
            time.sleep(0.5)
        took = time.monotonic() - begin
        peers = [status["peers"] for status in statuses(swarm.leech)[0]]
        lost = sum(before > 0 and now == 0 for before, now in zip(peers, peers[1:]))
        return Download(len(DURING), took if is_complete(swarm.leech) else None,
                        MEGABYTES * 8.388608 / SWARM_MBPS, lost)
