# SPDX-License-Identifier: Apache-2.0
"""The same again and again, under load: kills that are to leave nothing, restarts that are to lose
nothing."""
import dataclasses
import time

import kernel_objects
from guarded_wire import GuardedBox
from instruments import Transfer, both_ways
from napi_scene import Wire
from watched import Flow, flow

KILLS = 100
KILL_PACKETS_PER_SECOND = 1_000  # each way, beside a transfer
RESTARTS = 10
RESTART_PACKETS_PER_SECOND = 10_000  # each way
AFTER_SECONDS = 1


@dataclasses.dataclass
class Kills:
    count: int
    without_reception: int  # after how many the workers got nothing any more
    flows: Flow
    leaked: dict
    before: kernel_objects.Held
    after: kernel_objects.Held
    listings: tuple
    tcp_kept: bool


def receives(box, seconds=2):
    """The load is there all the time: workers that are given none of it have lost their sockets."""
    first = box.inspected()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(0.05)
        if box.inspected() > first + 50:
            return True
    return False


def kill_often(build, count=KILLS):
    with Wire() as wire:
        box = GuardedBox(wire, build).begin()
        transfer = Transfer(wire)
        running = both_ways(wire, build, KILL_PACKETS_PER_SECOND)
        without_reception = 0
        spans = []
        before, listing = kernel_objects.held(wire.box), kernel_objects.listing()
        for _ in range(count):
            begin = time.monotonic()
            box.program.kill()
            box.begin()
            without_reception += not receives(box)
            spans.append((begin, time.monotonic()))
        after = kernel_objects.held_at_rest(wire.box, before)
        kept = transfer.alive
        for each in (*running, transfer):
            each.end()
        flows = sum((flow(each.arrivals(), spans, spans) for each in running), Flow())
        return Kills(count, without_reception, flows, after.more_than(before), before, after,
                     (listing, kernel_objects.listing()), kept)


@dataclasses.dataclass
class Restarts:
    count: int
    flows: Flow    # from each SIGTERM until a while after the successor inspects
    quiet: Flow    # for as long, without
    seconds: float


def restart_often(build, count=RESTARTS):
    with Wire() as wire:
        box = GuardedBox(wire, build).begin()
        running = both_ways(wire, build, RESTART_PACKETS_PER_SECOND)
        spans, quiet = [], []
        for _ in range(count):
            begin = time.monotonic()
            box.program.terminate()
            box.begin()
            changed = time.monotonic()
            time.sleep(AFTER_SECONDS)
            spans.append((begin, time.monotonic(), changed))
        length = sum(end - begin for begin, end, _ in spans)
        begin = time.monotonic()
        time.sleep(length)
        quiet.append((begin, time.monotonic(), begin))
        for each in running:
            each.end()
        arrivals = [each.arrivals() for each in running]

        def summed(spans):
            return sum((flow(each, [span[:2] for span in spans],
                             [(begin, changed) for begin, _, changed in spans])
                        for each in arrivals), Flow())

        return Restarts(count, summed(spans), summed(quiet), length)
