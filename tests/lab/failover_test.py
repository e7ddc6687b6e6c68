# SPDX-License-Identifier: Apache-2.0
"""A box that dies, restarts or is told to stand aside: what those behind it notice. The whole of it
is `make failover`."""
import pathlib
import sys
import time

import clients
from scene import GATEWAY

sys.path.append(str(pathlib.Path(__file__).resolve().parent / "failover"))

PER_SECOND = 1000
# A machine of two cores that runs everything stalls for as long by itself; without the bypass
# these take a second and more.
MOST_OUTAGE_MS = 150
STRICT_OUTAGE_MS = 30  # the patience and 5 ms


class Streams:
    """Numbered packets both ways while something happens, and for how long none came."""

    def __init__(self, wire):
        home, far = wire.subscriber, wire.internet
        self._streams = [
            clients.NumberedStream(home.namespace, far, home.address, GATEWAY, 9001, PER_SECOND),
            clients.NumberedStream(far, home.namespace, GATEWAY, home.address, 9002, PER_SECOND)]

    def __enter__(self):
        for stream in self._streams:
            stream.__enter__()
        time.sleep(0.5)
        return self

    def __exit__(self, *_):
        for stream in self._streams:
            stream.stop()

    @property
    def sent(self):
        return sum(stream.sent for stream in self._streams)

    def missing(self):
        return sum(stream.missing() for stream in self._streams)

    def longest_gap_ms(self):
        return max(stream.longest_gap_ms() for stream in self._streams)

    def late(self):
        return sum(stream.late() for stream in self._streams)

    def twice(self):
        return sum(len(stream.received) - len(set(stream.received)) for stream in self._streams)


def guarded(lab, **settings):
    from box import Skip
    import guarded_wire
    import napi_scene
    if lab.options.box != "sluiced":
        raise Skip("dpdk-testpmd has no heartbeat")
    wire = lab.open.enter_context(napi_scene.Wire())
    box = guarded_wire.GuardedBox(wire, lab.options.build, nice=-10, **settings)
    lab.boxes.append(box)
    return wire, box.begin()


def expect_short(lab, streams, what):
    gap_ms = streams.longest_gap_ms()
    limit_ms = STRICT_OUTAGE_MS if lab.strict else MOST_OUTAGE_MS
    assert gap_ms <= limit_ms, f"{what}: nothing passed for {gap_ms:.0f} ms"
    assert streams.twice() == 0, f"{what}: {streams.twice()} packets came twice"
    return f"{streams.missing()} of {streams.sent} lost, at most {gap_ms:.0f} ms"


def test_after_a_kill_packets_pass_without_the_box(lab):
    """kill -9: the wire is silent for milliseconds, and lives until a successor inspects again."""
    wire, box = guarded(lab)
    with Streams(wire) as streams:
        box.program.kill()
        time.sleep(1.5)
        box.begin()
        time.sleep(1)
    before = box.inspected()
    assert clients.reaches(wire.subscriber.namespace, GATEWAY)
    assert box.inspected() > before, "the successor inspects nothing"
    return expect_short(lab, streams, "kill -9")


def test_a_stopped_box_is_passed_by_and_comes_back(lab):
    """SIGSTOP: packets pass the box that does not answer; SIGCONT: it is back by itself."""
    import faults
    wire, box = guarded(lab)
    with Streams(wire) as streams:
        with faults.stopped(box):
            time.sleep(1.5)
        box.wait_for("inspecting")
        time.sleep(0.5)
    assert box.metric("sluice_dropped_packets_total", reason="stalled") > 0, \
        "what had waited for it came late"
    return expect_short(lab, streams, "SIGSTOP")


def test_a_worker_that_is_stuck_is_named_and_passed_by(lab):
    """One of two workers is stuck: packets of both pass it, and the link's state says who it is."""
    import faults
    wire, box = guarded(lab, workers=(0, 1))
    with Streams(wire) as streams:
        with faults.worker_stuck(box):
            state, _ = box.wait_for("bypassed")
            time.sleep(1)
        box.wait_for("inspecting")
        time.sleep(0.5)
    assert "worker" in state, f"the state is '{state}'"
    assert streams.late() == 0, f"{streams.late()} packets came when newer ones had long been there"
    return f"{state}; {expect_short(lab, streams, 'a stuck worker')}"


def test_a_planned_restart_goes_unnoticed(lab):
    """SIGTERM and a start: packets pass meanwhile, none is lost, and the policy is as it was."""
    wire, box = guarded(lab)
    box.apply(["{ name: kept, match: { protocol: udp, port: 7001 }, action: { drop: true } }"])
    before = box.ask("policy", "get")
    with Streams(wire) as streams:
        assert box.program.terminate() == 0, f"not in good order: {box.program.last_lines()}"
        box.begin()
        time.sleep(0.5)
    assert box.ask("policy", "get") == before, "the policy is another one"
    limit = 0 if lab.strict else streams.sent // 100
    assert streams.missing() <= limit, f"{streams.missing()} of {streams.sent} are lost"
    return expect_short(lab, streams, "a restart")


def test_an_operator_sends_packets_past_the_box_and_back(lab):
    """link bypass, cut and inspect do what they say, and the state says that an operator did it."""
    wire, box = guarded(lab)
    home = wire.subscriber.namespace
    with Streams(wire) as streams:
        box.ctl("link", "bypass", "lab")
        state, _ = box.wait_for("bypassed", seconds=2)
        assert "operator" in state, f"the state is '{state}'"
        seen = box.inspected()
        time.sleep(0.5)
        assert box.inspected() == seen, "packets still go to the workers"
        box.ctl("link", "inspect", "lab")
        box.wait_for("inspecting")
        time.sleep(0.5)
        assert box.inspected() > seen, "the workers get nothing"
    said = expect_short(lab, streams, "bypass and back")
    box.ctl("link", "cut", "lab")
    box.wait_for("cut", seconds=2)
    assert not clients.reaches(home, GATEWAY, seconds=1), "packets pass a link that is cut"
    box.ctl("link", "inspect", "lab")
    box.wait_for("inspecting")
    assert clients.reaches(home, GATEWAY), "nothing passes any more"
    return said


def test_a_program_that_somebody_takes_off_is_put_back(lab):
    """ip link set ... xdp off: the box puts its program back at once, and the events say so."""
    wire, box = guarded(lab)
    with Streams(wire) as streams:
        wire.box.ip("link set dev acc0 xdp off")
        time.sleep(1)
        seen = box.inspected()
        time.sleep(0.5)
        assert box.inspected() > seen, "the workers get nothing any more"
    assert "  port.program  " in box.ctl("events"), box.ctl("events")
    return expect_short(lab, streams, "a program taken off")


def test_a_link_that_fails_closed_lets_nothing_past_a_dead_box(lab):
    """fail: closed and kill -9: nothing passes until a successor inspects."""
    wire, box = guarded(lab, fail="closed")
    home = wire.subscriber.namespace
    assert clients.reaches(home, GATEWAY)
    box.program.kill()
    time.sleep(0.2)
    assert not clients.reaches(home, GATEWAY, seconds=1), "packets pass a dead box"
    box.begin()
    assert clients.reaches(home, GATEWAY), "nothing passes any more"


def test_the_far_side_sees_a_cable_that_is_pulled(lab):
    """reflect_link_down: a cable pulled on one side is one without a carrier on the other."""
    wire, box = guarded(lab, reflect_link_down=True)
    home = wire.subscriber

    def carrier():
        path = f"/sys/class/net/{home.device}/carrier"
        return home.namespace.run("cat", path).strip() == "1"

    def wait_for_carrier(wanted):
        deadline = time.monotonic() + 5
        while carrier() != wanted and time.monotonic() < deadline:
            time.sleep(0.05)
        return carrier() == wanted

    assert carrier()
    wire.internet.ip("link set inet0 down")
    assert wait_for_carrier(False), "the subscriber's side still has a carrier"
    wire.internet.ip("link set inet0 up")
    assert wait_for_carrier(True), "the subscriber's side has no carrier again"
    box.wait_for("inspecting")
    assert clients.reaches(home.namespace, GATEWAY), "nothing passes any more"
