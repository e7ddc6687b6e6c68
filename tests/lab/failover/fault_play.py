# SPDX-License-Identifier: Apache-2.0
"""One fault, with everything running beside it."""
import contextlib
import dataclasses
import time

from guarded_wire import PATIENCE_MS, GuardedBox
from instruments import Instruments
from napi_scene import Wire
from scene import LabError
from watched import Flow, Outage, back_after_ms, flow, outage

BEFORE_SECONDS = 3
BROKEN_SECONDS = 1.5
AFTER_SECONDS = 3
# A change is what the box does within its patience, and as long as this machine may keep it from
# it; packets that were under way then may be overtaken.
CHANGE_SECONDS = 0.1


@dataclasses.dataclass
class Moment:
    """What was to be noticed of a fault, or of its end."""
    outage: Outage
    flows: Flow


@dataclasses.dataclass
class Outcome:
    fault: object
    broken: Moment
    mended: Moment
    quiet: Moment              # before, for as long: what the lab itself costs
    state: str                 # what the box said in the middle
    tcp_kept: bool
    tcp_back_ms: tuple         # after the fault, after its end; None: not
    swarm_mbps: tuple          # before and at the end
    inspecting_after_s: float  # from the beginning of the end


def both_clocks():
    return time.time(), time.monotonic()


def swarm_mbps(swarm, seconds):
    before = swarm.down_bytes()
    time.sleep(seconds)
    return 8e-6 * (swarm.down_bytes() - before) / seconds


def state_until(box, fault, deadline):
    """The box's, if it is what is to be expected; where it changes more than once, until it is."""
    state = box.state()
    while (fault.comes_and_goes and not state.startswith(fault.state) and
           time.monotonic() < deadline):
        time.sleep(0.02)
        state = box.state()
    return state


def watch(fault, box, instruments):
    """Breaks, mends; the times of it, until when it was being broken, and what was seen meanwhile."""
    swarm = [swarm_mbps(instruments.swarm, BEFORE_SECONDS)]
    times = [both_clocks()]
    state = ""
    with contextlib.ExitStack() as ending:
        ending.enter_context(fault.happens(box))
        happened = time.monotonic()
        if fault.promised != "loss" or fault.state:
            left = times[0][1] + BROKEN_SECONDS - time.monotonic()
            time.sleep(max(0, left / 2))
            state = state_until(box, fault, times[0][1] + BROKEN_SECONDS)
            time.sleep(max(0, times[0][1] + BROKEN_SECONDS - time.monotonic()))
        times.append(both_clocks())
    box.wait_for("inspecting")
    times.append(both_clocks())
    swarm.append(swarm_mbps(instruments.swarm, AFTER_SECONDS))
    times.append(both_clocks())
    return times, happened, state, tuple(swarm)


def play(build, fault):
    with Wire() as wire:
        box = GuardedBox(wire, build, **fault.box).begin()
        instruments = Instruments(wire, build)
        try:
            times, happened, state, swarm = watch(fault, box, instruments)
            alive = instruments.transfer.alive
            samples = instruments.transfer.samples()
        finally:
            instruments.end()
        if fault.state and not state.startswith(fault.state):
            raise LabError(f"the box says '{state}', not {fault.state}")
        return judged(fault, times, happened, state, swarm, alive, samples, instruments)


def judged(fault, times, happened, state, swarm, alive, samples, instruments):
    broken, mended, inspecting, end = times
    arrivals = [each.arrivals() for each in instruments.flows]
    changed = mended[1] if fault.comes_and_goes else happened + PATIENCE_MS / 1000
    changes = [(broken[1], changed + CHANGE_SECONDS),
               (mended[1], inspecting[1] + CHANGE_SECONDS)]

    def moment(first, last):
        return Moment(outage(instruments.pinger.trips(first[0], last[0])),
                      sum((flow(each, [(first[1], last[1])], changes) for each in arrivals),
                          Flow()))

    earlier = tuple(at - BROKEN_SECONDS for at in broken)
    backs = tuple(back_after_ms(samples, at[1], broken[1]) for at in (broken, mended))
    return Outcome(fault, moment(broken, mended), moment(mended, end), moment(earlier, broken),
                   state, alive, backs, swarm, inspecting[1] - mended[1])
