# SPDX-License-Identifier: Apache-2.0
"""Rates that a rule states, as real transfers get them."""
import time

import clients
from rates import Meter, expect_rate, rate_mbps, rates_mbps
from scene import GATEWAY, GATEWAY6

TOLERANCE = 0.05
SETTLE_SECONDS = 3
WINDOW_SECONDS = 12
# A sender that loses its whole window is silent for Linux's least retransmission timeout, 200 ms.
# A bucket that is full sooner throws that time's credit away, and a lone flow gets a quarter.
BURST = "250ms"
TORRENT_PORT = 6881
IPERF_PORT = 5201


def police(match, per, rate):
    return (f"{{ name: held, match: {{ {match} }}, "
            f"action: {{ police: {{ per: {per}, rate: {rate}, burst: {BURST} }} }} }}")


def test_a_bittorrent_download_is_held_per_subscriber_and_iperf_beside_it_loses_nothing(lab):
    """A subscriber's torrent runs at the rule's 8 Mbit/s; the download beside it as before."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    subscriber = scene.subscriber
    torrent = Meter(subscriber.namespace, f"tcp sport {TORRENT_PORT}", "torrent")
    beside = Meter(subscriber.namespace, f"tcp sport {IPERF_PORT}", "beside")
    seed = clients.Peer(scene, scene.internet, "seed", GATEWAY, upload_mbps=60)
    leech = clients.Peer(scene, subscriber.namespace, "leech", subscriber.address,
                         with_peers=[seed])
    leech.wait_until_moving()
    clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY, mbps=30)
    time.sleep(SETTLE_SECONDS)
    box.wait_for_label("bittorrent.peer")
    free, beside_before = rates_mbps([torrent, beside], 4)

    box.apply([police("label: bittorrent", "subscriber", "8mbps")])
    time.sleep(SETTLE_SECONDS)
    held, beside_while = rates_mbps([torrent, beside], WINDOW_SECONDS)

    assert free > 30, f"without a rule only {free:.1f} Mbit/s: the scene is too slow"
    expect_rate("the torrent", held, 8, TOLERANCE)
    assert beside_while > 0.95 * beside_before, \
        f"iperf3 beside it fell from {beside_before:.1f} to {beside_while:.1f} Mbit/s"
    return f"{free:.1f} -> {held:.2f} Mbit/s, beside {beside_before:.1f} -> {beside_while:.1f}"


def test_a_utp_download_is_recognised_and_held(lab):
    """A torrent over uTP is found under that label and gets no more than the rule's 8 Mbit/s."""
    scene = lab.scene()
    box = lab.sluiced(scene, rules=[police("label: bittorrent.utp", "subscriber", "8mbps")])
    subscriber = scene.subscriber
    torrent = Meter(subscriber.namespace, f"udp sport {TORRENT_PORT}", "torrent")
    seed = clients.Peer(scene, scene.internet, "seed", GATEWAY, transport="utp", upload_mbps=60)
    leech = clients.Peer(scene, subscriber.namespace, "leech", subscriber.address,
                         with_peers=[seed], transport="utp")
    leech.wait_until_moving()
    box.wait_for_label("bittorrent.utp")
    time.sleep(SETTLE_SECONDS)
    held = rate_mbps(torrent, WINDOW_SECONDS)
    # It may well take less: its delay-based window halves with each loss and grows back slowly.
    assert 0.5 < held < 8 * (1 + TOLERANCE), f"the torrent: {held:.2f} Mbit/s"
    return f"{held:.2f} Mbit/s"


def test_each_bittorrent_flow_is_held_to_a_rate_of_its_own(lab):
    """From two seeds at once, each connection runs at the rule's 4 Mbit/s."""
    scene = lab.scene()
    box = lab.sluiced(scene, rules=[police("label: bittorrent", "flow", "4mbps")])
    subscriber = scene.subscriber
    ports = (6881, 6882)
    meters = [Meter(subscriber.namespace, f"tcp sport {port}", f"from{port}") for port in ports]
    seeds = [clients.Peer(scene, scene.internet, "seed", GATEWAY, port=port) for port in ports]
    leech = clients.Peer(scene, subscriber.namespace, "leech", subscriber.address,
                         with_peers=seeds)
    leech.wait_until_moving()
    box.wait_for_label("bittorrent.peer")
    time.sleep(SETTLE_SECONDS)
    measured = rates_mbps(meters, WINDOW_SECONDS)
    for port, rate in zip(ports, measured):
        expect_rate(f"from port {port}", rate, 4, TOLERANCE)
    return " and ".join(f"{rate:.2f}" for rate in measured) + " Mbit/s"


def test_a_seeding_subscriber_is_held_upstream_alone(lab):
    """An uploading subscriber is held by a rule for up; the way down is free."""
    scene = lab.scene()
    box = lab.sluiced(scene, rules=[police("label: bittorrent, direction: up", "subscriber",
                                           "6mbps")])
    subscriber = scene.subscriber
    meter = Meter(scene.internet, f"tcp sport {TORRENT_PORT}", "torrent")
    seed = clients.Peer(scene, subscriber.namespace, "seed", subscriber.address)
    leech = clients.Peer(scene, scene.internet, "leech", GATEWAY, port=6882, with_peers=[seed])
    leech.wait_until_moving()
    box.wait_for_label("bittorrent.peer")
    time.sleep(SETTLE_SECONDS)
    held = rate_mbps(meter, WINDOW_SECONDS)
    expect_rate("the upload", held, 6, TOLERANCE)
    return f"{held:.2f} Mbit/s"


def test_a_tcp_download_is_held_by_a_port_rule(lab):
    """A download is held to 10 Mbit/s by a rule on its port; the one beside it is not."""
    scene = lab.scene()
    lab.sluiced(scene, rules=[police(f"protocol: tcp, port: {IPERF_PORT}", "subscriber", "10mbps")])
    subscriber = scene.subscriber
    meters = [Meter(subscriber.namespace, f"tcp sport {port}", f"from{port}")
              for port in (IPERF_PORT, IPERF_PORT + 1)]
    clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY)
    clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY, port=IPERF_PORT + 1,
                  mbps=30)
    time.sleep(SETTLE_SECONDS)
    held, free = rates_mbps(meters, WINDOW_SECONDS)
    expect_rate("the held one", held, 10, TOLERANCE)
    expect_rate("the free one", free, 31, 0.07)  # 30 Mbit/s of payload
    return f"{held:.2f} Mbit/s, beside {free:.1f}"


def test_an_ipv4_address_and_an_ipv6_prefix_share_one_limit(lab):
    """A subscriber's IPv4 and IPv6 downloads together get the rate, not each."""
    scene = lab.scene()
    lab.sluiced(scene, rules=[police(f"protocol: tcp, port: {IPERF_PORT}", "subscriber", "10mbps")])
    subscriber = scene.subscriber
    four = Meter(subscriber.namespace, f"meta nfproto ipv4 tcp sport {IPERF_PORT}", "four")
    six = Meter(subscriber.namespace, f"meta nfproto ipv6 tcp sport {IPERF_PORT}", "six")
    clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY)
    clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY6)
    time.sleep(SETTLE_SECONDS)
    by_four, by_six = rates_mbps([four, six], WINDOW_SECONDS)
    expect_rate("both together", by_four + by_six, 10, TOLERANCE)
    return f"{by_four:.2f} + {by_six:.2f} Mbit/s"


def test_a_rule_that_shares_its_rate_holds_all_subscribers_together(lab):
    """Two subscribers' downloads together get a rate that is stated per rule."""
    scene = lab.scene(subscribers=2)
    lab.sluiced(scene, rules=[police("protocol: tcp, port: 5201-5202", "rule", "12mbps")])
    meters = []
    for number, subscriber in enumerate(scene.subscribers):
        port = IPERF_PORT + number
        meters.append(Meter(subscriber.namespace, f"tcp sport {port}", f"from{port}"))
        clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY, port=port)
    time.sleep(SETTLE_SECONDS)
    measured = rates_mbps(meters, WINDOW_SECONDS)
    expect_rate("all together", sum(measured), 12, TOLERANCE)
    return " + ".join(f"{rate:.2f}" for rate in measured) + " Mbit/s"


def test_two_neighbours_exchanging_are_each_under_their_own_limit(lab):
    """Between two subscribers, each way runs at the sender's upstream rate."""
    scene = lab.scene(subscribers=2)
    box = lab.sluiced(scene, rules=[police(f"protocol: tcp, port: {IPERF_PORT}, direction: up",
                                           "subscriber", "6mbps")])
    meters = []
    for here, there in (scene.subscribers, scene.subscribers[::-1]):
        meters.append(Meter(there.namespace, f"tcp dport {IPERF_PORT}", "arriving"))
        clients.Iperf(scene, there.namespace, here.namespace, there.address, download=False)
    time.sleep(SETTLE_SECONDS)
    measured = rates_mbps(meters, WINDOW_SECONDS)
    owners = {flow.get("subscriber") for flow in box.flows()}
    for subscriber, rate in zip(scene.subscribers, measured):
        expect_rate(f"sent by {subscriber.id}", rate, 6, TOLERANCE)
        assert subscriber.id in owners, f"no flow of {subscriber.id} in {owners}"
    return " and ".join(f"{rate:.2f}" for rate in measured) + " Mbit/s"


def test_a_mark_is_seen_at_the_far_end(lab):
    """Packets that a rule marks LE arrive with DSCP 1, all of them, and no others."""
    scene = lab.scene()
    lab.sluiced(scene, rules=["{ name: marked, match: { protocol: udp, port: 9000 }, "
                              "action: { dscp: le } }"])
    subscriber = scene.subscriber
    assert clients.reaches(subscriber.namespace, GATEWAY)
    marked = Meter(scene.internet, "udp dport 9000 ip dscp 1", "marked")
    other = Meter(scene.internet, "udp dport 9001 ip dscp 0", "other")
    streams = [clients.NumberedStream(subscriber.namespace, scene.internet, subscriber.address,
                                      GATEWAY, port=port, per_second=500) for port in (9000, 9001)]
    with streams[0], streams[1]:
        time.sleep(2)
    for stream, meter in zip(streams, (marked, other)):
        assert stream.missing() == 0, "marked packets are not to be lost (a wrong checksum?)"
        assert meter.packets() == stream.sent, \
            f"{meter.packets()} of {stream.sent} arrived as {meter.name}"
