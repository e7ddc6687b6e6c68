# SPDX-License-Identifier: Apache-2.0
"""Traffic inside VLAN and QinQ tags is managed like any other."""
import time

import frames
from rates import expect_rate
from scene import GATEWAY

QINQ = [(0x88A8, 200), (0x8100, 30)]
DHT_QUERY = b"d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe"   # BEP 5, its own example
DHT_ANSWER = b"d1:rd2:id20:mnopqrstuvwxyz123456e1:t2:aa1:y1:re"


def test_bittorrent_inside_two_tags_is_recognised(lab):
    """DHT traffic inside QinQ is in the flow list under its label and its subscriber."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    subscriber = scene.subscriber
    query = frames.udp_frame(subscriber.address, GATEWAY, 6881, 6881, DHT_QUERY, QINQ)
    answer = frames.udp_frame(GATEWAY, subscriber.address, 6881, 6881, DHT_ANSWER, QINQ)
    for _ in range(5):
        frames.send(subscriber.namespace, "eth0", [query])
        frames.send(scene.internet, "inet0", [answer])
    time.sleep(0.5)
    flows = [flow for flow in box.flows() if flow.get("label") == "bittorrent.dht"]
    assert len(flows) == 1, f"no DHT flow in {box.flows()}"
    assert flows[0]["subscriber"] == subscriber.id, flows[0]


def test_a_rule_holds_traffic_inside_two_tags_and_leaves_the_rest_identical(lab):
    """Of QinQ frames over a rule's rate some are missing; those that arrive are as they were."""
    scene = lab.scene()
    lab.sluiced(scene, rules=["{ name: held, match: { protocol: udp, port: 7001 }, "
                              "action: { police: { per: flow, rate: 1mbps } } }"])
    subscriber = scene.subscriber
    sent = [frames.udp_frame(subscriber.address, GATEWAY, 7000, 7001,
                             b"frame %05d" % number + bytes(961), QINQ) for number in range(1000)]
    ip_bytes = 1000
    with frames.Tap(scene.internet, "inet0") as tap:
        start = time.monotonic()
        frames.send(subscriber.namespace, "eth0", sent, per_second=500)
        seconds = time.monotonic() - start
        arrived = tap.frames(b"frame ", len(sent))
    known = set(sent)
    assert all(frame in known for frame in arrived), "a frame arrived with other bytes"
    # The bucket starts full: 50 ms of the rate come on top.
    expect_rate("arrived", len(arrived) * ip_bytes * 8e-6 / (seconds + 0.05), 1, 0.05)
    return f"{len(arrived)} of {len(sent)} frames in {seconds:.1f} s"
