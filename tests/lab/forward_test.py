# SPDX-License-Identifier: Apache-2.0
"""What a box without any policy does to traffic: nothing."""
import time

import clients
import frames
from scene import GATEWAY, GATEWAY6


def test_ipv4_and_ipv6_reach_the_internet(lab):
    """A subscriber reaches the internet over IPv4 and IPv6."""
    scene = lab.scene()
    lab.box(scene)
    for address in (GATEWAY, GATEWAY6):
        assert clients.reaches(scene.subscriber.namespace, address), f"no answer from {address}"


def test_neighbours_reach_each_other_through_the_box(lab):
    """Two subscribers reach each other, by the router behind the box."""
    scene = lab.scene(subscribers=2)
    lab.box(scene)
    one, other = scene.subscribers
    for address in (other.address, other.address6):
        assert clients.reaches(one.namespace, address), f"no answer from {address}"


def test_no_packet_is_missing_or_out_of_order(lab):
    """Of thousands of numbered packets each way, all arrive, in their order."""
    scene = lab.scene()
    lab.box(scene)
    subscriber = scene.subscriber
    assert clients.reaches(subscriber.namespace, GATEWAY)
    up = clients.NumberedStream(subscriber.namespace, scene.internet, subscriber.address, GATEWAY)
    down = clients.NumberedStream(scene.internet, subscriber.namespace, GATEWAY,
                                  subscriber.address, port=9001)
    with up, down:
        time.sleep(4)
    for name, stream in (("up", up), ("down", down)):
        assert stream.missing() == 0, f"{name}: {stream.missing()} of {stream.sent} missing"
        assert stream.in_order(), f"{name}: packets overtook each other"
    return f"{up.sent} up, {down.sent} down"


def expect_identical(lab, tags):
    scene = lab.scene()
    lab.box(scene)
    subscriber = scene.subscriber
    sent = [frames.udp_frame(subscriber.address, GATEWAY, 7000, 7001, b"frame %d" % number, tags)
            for number in range(200)]
    with frames.Tap(scene.internet, "inet0") as tap:
        frames.send(subscriber.namespace, "eth0", sent)
        arrived = tap.frames(b"frame ", len(sent))
    assert arrived == sent, f"{len(arrived)} of {len(sent)} frames arrived, or with other bytes"


def test_vlan_frames_pass_bit_identical(lab):
    """Frames with a VLAN tag come out as they went in."""
    expect_identical(lab, [(0x8100, 100)])


def test_qinq_frames_pass_bit_identical(lab):
    """Frames with two tags, priorities set, come out as they went in."""
    expect_identical(lab, [(0x88A8, 0x6000 | 200), (0x8100, 0xA000 | 30)])


def test_what_is_not_ip_passes_bit_identical(lab):
    """LLDP, spanning tree and frames of unknown type come out as they went in."""
    scene = lab.scene()
    lab.box(scene)
    mac = bytes.fromhex("020000000001")
    sent = [bytes.fromhex("0180c200000e") + mac + b"\x88\xcc" + b"odd frame lldp".ljust(60, b"."),
            bytes.fromhex("0180c2000000") + mac + b"\x00\x26" + b"odd frame stp".ljust(60, b"."),
            bytes.fromhex("ffffffffffff") + mac + b"\x88\xb5" + b"odd frame local".ljust(60, b".")]
    with frames.Tap(scene.internet, "inet0") as tap:
        frames.send(scene.subscriber.namespace, "eth0", sent)
        arrived = tap.frames(b"odd frame", len(sent))
    assert arrived == sent, f"{len(arrived)} of {len(sent)} frames arrived, or with other bytes"
