# SPDX-License-Identifier: Apache-2.0
"""A rule that resets, where BitTorrent runs over uTP, which has a reset of its own."""
import json
import time

import clients
from scene import GATEWAY, LabError

RULE = "{ name: no-utp, match: { label: bittorrent.utp }, action: { reset: both } }"


def seed_and_leech(scene):
    seed = clients.Peer(scene, scene.internet, "seed", GATEWAY, transport="utp", upload_mbps=20)
    leech = clients.Peer(scene, scene.subscriber.namespace, "leech", scene.subscriber.address,
                         with_peers=[seed], transport="utp")
    return seed, leech


def wait_without_peers(*peers, seconds):
    """How long it takes until each has had no peer at one time or another."""
    start = time.monotonic()
    left = set(peers)
    while time.monotonic() < start + seconds:
        left -= {peer for peer in left if peer.status().get("peers") == 0}
        if not left:
            return time.monotonic() - start
        time.sleep(0.05)
    raise LabError(f"{len(left)} of {len(peers)} still have peers after {seconds} s")


def told_in(seconds, *peers):
    """What each says in that time from then on, one list a peer."""
    begin = [len(peer.lines) for peer in peers]
    time.sleep(seconds)
    told = [[json.loads(line) for line in peer.lines[since:]]
            for peer, since in zip(peers, begin)]
    assert all(len(statuses) >= 2 for statuses in told), told
    return told


def wait_for_resets(box, count, seconds):
    deadline = time.monotonic() + seconds
    while box.metric("sluice_answers_total", kind="utp_reset") < count:
        if time.monotonic() > deadline:
            raise LabError(f"no {count} uTP resets after {seconds} s")
        time.sleep(0.1)


def test_libtorrent_believes_the_resets_of_a_utp_connection(lab):
    """A torrent over uTP loses its peers at both ends within 3 s, and does not come back."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    seed, leech = seed_and_leech(scene)
    leech.wait_until_moving()
    box.wait_for_label("bittorrent.utp")
    box.apply([RULE])
    # Each says once a second how many it has. Silence alone ends a connection much later.
    took = wait_without_peers(seed, leech, seconds=3)
    assert box.metric("sluice_answers_total", kind="utp_reset") >= 2
    received = leech.status()["down_bytes"]
    for statuses in told_in(4, seed, leech):
        assert all(status["peers"] == 0 for status in statuses), statuses
    # Not one byte more: its rate would be a mean of the seconds before.
    assert leech.status()["down_bytes"] == received > 0, leech.status()
    assert leech.status()["done"] < 1, "it ended by itself"
    return f"both without peers after {took:.1f} s"


def test_libtorrent_believes_the_resets_of_a_utp_connection_that_begins(lab):
    """Where the rule is there first, a uTP connection ends at both ends with its handshake."""
    scene = lab.scene()
    box = lab.sluiced(scene, rules=[RULE])
    seed, leech = seed_and_leech(scene)
    wait_for_resets(box, 2, seconds=10)
    time.sleep(1)  # what they say next they have looked up since
    # A seed that does not believe them waits 10 s for a BitTorrent handshake.
    for statuses in told_in(4, seed, leech):
        assert all(status["utp_connections"] == 0 for status in statuses), statuses
    assert leech.status()["down_bytes"] == 0, leech.status()
