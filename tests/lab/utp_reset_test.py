# SPDX-License-Identifier: Apache-2.0
"""A rule that resets, where BitTorrent runs over uTP, which has a reset of its own."""
import time

import clients
from scene import GATEWAY, LabError

RULE = "{ name: no-utp, match: { label: bittorrent.utp }, action: { reset: both } }"


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


def test_libtorrent_believes_the_resets_of_a_utp_connection(lab):
    """A torrent over uTP loses its peers at both ends within 3 s, and does not come back."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    subscriber = scene.subscriber
    seed = clients.Peer(scene, scene.internet, "seed", GATEWAY, transport="utp", upload_mbps=20)
    leech = clients.Peer(scene, subscriber.namespace, "leech", subscriber.address,
                         with_peers=[seed], transport="utp")
    leech.wait_until_moving()
    box.wait_for_label("bittorrent.utp")
    box.apply([RULE])
    # Each says once a second how many it has. Silence alone ends a connection much later.
    took = wait_without_peers(seed, leech, seconds=3)
    assert box.metric("sluice_answers_total", kind="utp_reset") >= 2
    time.sleep(3)
    assert leech.status()["down_mbps"] < 0.1, leech.status()
    return f"both without peers after {took:.1f} s"
