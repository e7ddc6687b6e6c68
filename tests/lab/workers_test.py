# SPDX-License-Identifier: Apache-2.0
"""Several workers, ports with one queue: every subscriber has one owner all the same."""
import contextlib
import time

import clients
from police_test import IPERF_PORT, SETTLE_SECONDS, TOLERANCE, WINDOW_SECONDS, police
from rates import Meter, expect_rate, rates_mbps
from scene import GATEWAY

SUBSCRIBERS = 6


def owners(flows):
    """A flow's id bears the number of the worker that has it in its top byte."""
    return {flow["id"] >> 56 for flow in flows}


def test_two_workers_behind_single_queues_keep_every_subscriber_in_order(lab):
    """Six subscribers on two workers: no packet missing, none overtaken, both workers at work."""
    scene = lab.scene(subscribers=SUBSCRIBERS)
    box = lab.sluiced(scene, workers=(0, 1))
    with contextlib.ExitStack() as open_streams:
        streams = []
        for number, subscriber in enumerate(scene.subscribers):
            assert clients.reaches(subscriber.namespace, GATEWAY)
            streams.append(open_streams.enter_context(clients.NumberedStream(
                subscriber.namespace, scene.internet, subscriber.address, GATEWAY,
                port=9000 + number, per_second=300)))
        time.sleep(4)
        flows = box.flows()
    for subscriber, stream in zip(scene.subscribers, streams):
        assert stream.missing() == 0, f"{subscriber.id}: {stream.missing()} of {stream.sent} missing"
        assert stream.in_order(), f"{subscriber.id}: packets overtook each other"
    assert len(owners(flows)) == 2, f"only worker {owners(flows)} had flows"


def test_two_workers_hold_each_subscriber_to_the_rate(lab):
    """Three subscribers on two workers each get their 5 Mbit/s, not a share per worker."""
    scene = lab.scene(subscribers=3)
    lab.sluiced(scene, workers=(0, 1),
                rules=[police("protocol: tcp, port: 5201-5203", "subscriber", "5mbps")])
    meters = []
    for number, subscriber in enumerate(scene.subscribers):
        port = IPERF_PORT + number
        meters.append(Meter(subscriber.namespace, f"tcp sport {port}", f"from{port}"))
        clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY, port=port, flows=2)
    time.sleep(SETTLE_SECONDS)
    measured = rates_mbps(meters, WINDOW_SECONDS)
    for subscriber, rate in zip(scene.subscribers, measured):
        expect_rate(subscriber.id, rate, 5, TOLERANCE)
    return ", ".join(f"{rate:.2f}" for rate in measured) + " Mbit/s"


def test_two_queues_on_each_port_are_all_read(lab):
    """On interfaces with two queues nothing is missing, whichever queue the kernel picks."""
    scene = lab.scene(queues=2)
    lab.sluiced(scene, workers=(0, 1))
    subscriber = scene.subscriber
    assert clients.reaches(subscriber.namespace, GATEWAY)
    streams = [clients.NumberedStream(subscriber.namespace, scene.internet, subscriber.address,
                                      GATEWAY, port=port, per_second=200)
               for port in range(9000, 9008)]
    with contextlib.ExitStack() as open_streams:
        for stream in streams:
            open_streams.enter_context(stream)
        time.sleep(2)
    for stream in streams:
        assert stream.missing() == 0, f"{stream.missing()} of {stream.sent} missing"
        assert stream.in_order(), "packets overtook each other"
