# SPDX-License-Identifier: Apache-2.0
"""Congestion that other networks tell of, as it passes the box."""
import re
import socket
import time

import clients
from scene import GATEWAY


def send(namespace, source, traffic_class, count):
    with namespace.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, traffic_class)
        sender.bind((source, 0))
        for _ in range(count):
            sender.sendto(bytes(100), (GATEWAY, 7002))


def count_signs(namespace):
    """At an end of the wire, as frames arrive there."""
    namespace.run("nft", "-f", "-", input="""table inet signs {
        counter ce { }
        counter ece { }
        counter cwr { }
        chain in {
            type filter hook prerouting priority -400
            ip ecn ce counter name ce
            tcp flags & (syn | ecn) == ecn counter name ece
            tcp flags & (syn | cwr) == cwr counter name cwr
        }
    }""")

    def read():
        text = namespace.run("nft", "list", "table", "inet", "signs")
        return {name: int(packets) for name, packets in
                re.findall(r"counter (\w+) \{\s*packets (\d+)", text)}
    return read


def marking_network(internet):
    """Beyond the box: some of what could be marked is, as by a router with a full queue."""
    internet.run("nft", "-f", "-", input="""table inet congested {
        chain out {
            type filter hook postrouting priority 0
            ip ecn ect0 limit rate 20/second ip ecn set ce
        }
    }""")


def test_marks_of_other_networks_are_counted_as_they_pass(lab):
    """Datagrams by codepoint to the packet; of a real download CE, and TCP's answers to it."""
    scene = lab.scene()
    subscriber = scene.subscriber
    box = lab.sluiced(scene)
    assert clients.reaches(subscriber.namespace, GATEWAY)

    def arrived(codepoint, direction):
        return box.metric("sluice_ecn_arrived_packets_total", codepoint=codepoint,
                          direction=direction)

    def signs(direction):
        told = {flag: box.metric("sluice_ecn_tcp_packets_total", flag=flag, direction=direction)
                for flag in ("ece", "cwr")}
        return {"ce": arrived("ce", direction), **told}
    for codepoint, count in ((0, 70), (1, 60), (2, 50)):
        send(subscriber.namespace, subscriber.address, 46 << 2 | codepoint, count)
    time.sleep(0.3)
    assert [arrived(codepoint, "up") for codepoint in ("ect1", "ect0", "ce")] == [60, 50, 0]

    wires = {"up": count_signs(scene.internet), "down": count_signs(subscriber.namespace)}
    send(subscriber.namespace, subscriber.address, 3, 40)
    for namespace in (subscriber.namespace, scene.internet):
        namespace.sysctl(net__ipv4__tcp_ecn=1)
    transfer = clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY, mbps=30)
    time.sleep(1.5)
    assert arrived("ect0", "down") > 100, "the download did not agree on ECN"
    none = {"ce": 0, "ece": 0, "cwr": 0}
    assert (signs("down"), signs("up")) == (none, none | {"ce": 40}), "nothing is marked yet"
    marking_network(scene.internet)
    time.sleep(2)
    transfer.stop()
    time.sleep(0.5)
    seen = {way: signs(way) for way in wires}
    assert seen == {way: read() for way, read in wires.items()}, "the wires counted otherwise"
    assert seen["down"]["ce"] >= 10 and seen["up"]["ece"] >= 10 and seen["down"]["cwr"] > 0, seen
    return "{ce:.0f} marked on the way down, told {told:.0f} times, answered {cwr:.0f} times".format(
        told=seen["up"]["ece"], **seen["down"])
