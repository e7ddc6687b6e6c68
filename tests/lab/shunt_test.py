# SPDX-License-Identifier: Apache-2.0
"""Flows that need no worker, and go past it: nobody's usage, policy or connection knows."""
import contextlib
import socket
import time

import clients
from scene import GATEWAY
from waiting import wait_for
from wire_counters import WireCounters, counted

PER_SECOND = 2000
OFTEN = "usage: { commit_every: 1s }\n"
NO_UDP = ["{ name: no-udp, match: { protocol: udp }, action: drop }"]


def shunting(lab, **settings):
    from box import Skip, Sluiced
    import napi_scene
    if lab.options.box != "sluiced":
        raise Skip("dpdk-testpmd shunts nothing")
    wire = lab.open.enter_context(napi_scene.Wire())
    box = Sluiced(wire, lab.options.build, shunt="always", **settings)
    lab.boxes.append(box)
    return wire, box.start()


def streams(wire):
    home, far = wire.subscriber, wire.internet
    return (clients.NumberedStream(home.namespace, far, home.address, GATEWAY, 9001, PER_SECOND),
            clients.NumberedStream(far, home.namespace, GATEWAY, home.address, 9002, PER_SECOND))


def shunted(box):
    return box.metric("sluice_shunted_packets_total")


def test_what_goes_past_the_workers_is_used_as_the_wires_counted(lab):
    """To the packet and the byte, though no worker saw nine of ten."""
    wire, box = shunting(lab, sections=OFTEN)
    subscriber = wire.subscriber
    wires = WireCounters(wire, subscriber)
    up, down = streams(wire)
    with up, down:
        time.sleep(3)
        up.stop()
        down.stop()

    def difference():
        wire_side, seen = wires.read(), counted(box.ask("usage", subscriber.id))
        return {way: tuple(a - b for a, b in zip(wire_side[way], seen[way])) for way in wire_side}
    zero = {"up": (0, 0), "down": (0, 0)}
    wait_for(lambda: difference() == zero)
    sent, past = up.sent + down.sent, shunted(box)
    assert difference() == zero, f"the wires counted {difference()} more than the box"
    assert past > 0.9 * sent, f"only {past:.0f} of {sent} went past the workers"
    assert up.missing() + down.missing() == 0, f"{up.missing()} + {down.missing()} lost"
    late = up.late() + down.late()
    assert late <= 20, f"{late} packets were overtaken where the flows went over to the kernel"
    return f"{past:.0f} of {sent} past the workers, none lost, {late} overtaken"


def test_a_rule_that_is_new_has_the_flow_at_once(lab):
    """A flow that no worker sees is dropped as soon as the policy is applied."""
    wire, box = shunting(lab)
    up, down = streams(wire)
    with up, down:
        time.sleep(2)
        assert shunted(box) > 1000, "nothing is shunted"
        box.apply(NO_UDP)
        time.sleep(0.1)
        past, arrived = shunted(box), len(up.received) + len(down.received)
        time.sleep(1)
        more = len(up.received) + len(down.received) - arrived
        assert more == 0, f"{more} packets after the rule"
        assert shunted(box) == past, "some still go past the workers"
        box.apply([])
        time.sleep(1.5)
        up.stop()
        down.stop()
    assert shunted(box) > past + 1000, "nothing is shunted again"


def test_a_download_goes_past_the_workers_and_its_end_is_seen(lab):
    """A TCP transfer, whose beginning and end are the worker's."""
    wire, box = shunting(lab)
    assert clients.reaches(wire.subscriber.namespace, GATEWAY)
    before = box.metric("sluice_received_packets_total")
    transfer = clients.Iperf(wire, wire.internet, wire.subscriber.namespace, GATEWAY, mbps=50)
    time.sleep(3)
    transfer.stop()
    time.sleep(0.6)
    seen, past = box.metric("sluice_received_packets_total") - before, shunted(box)
    assert past > 5 * seen, f"workers saw {seen:.0f} packets, {past:.0f} went past them"
    wait_for(lambda: box.metric("sluice_shunted_flows") == 0)
    left = box.metric("sluice_shunted_flows")
    assert left == 0, f"{left:.0f} flows are still the kernel's"
    return f"workers saw {seen:.0f} packets, {past:.0f} went past them"


def test_flows_for_which_there_is_no_room_stay_with_the_worker(lab):
    """More flows than may be shunted: each passes, past the worker or through it."""
    flows, packets = 100, 200
    wire, box = shunting(lab, memory="shunted_flows: 64", sections=OFTEN)
    subscriber = wire.subscriber
    wires = WireCounters(wire, subscriber)
    with contextlib.ExitStack() as stack:
        senders = []
        for _ in range(flows):
            sender = stack.enter_context(
                subscriber.namespace.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sender.bind((subscriber.address, 0))
            senders.append(sender)
        for _ in range(packets):
            for sender in senders:
                sender.sendto(bytes(range(100)), (GATEWAY, 9))
            time.sleep(0.01)
    wait_for(lambda: counted(box.ask("usage", subscriber.id))["up"] == wires.read()["up"])
    arrived, used = wires.read()["up"], counted(box.ask("usage", subscriber.id))["up"]
    refused = box.metric("sluice_shunts_refused_total", by="worker")
    assert arrived[0] >= flows * packets, f"{arrived[0]} of {flows * packets} arrived"
    assert used == arrived, f"the wire counted {arrived}, the box {used}"
    assert refused > 0, "none was refused"
    assert box.metric("sluice_shunted_flows") <= 64
    return f"{box.metric('sluice_shunted_flows'):.0f} of {flows} past the worker, none lost"
