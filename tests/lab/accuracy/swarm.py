# SPDX-License-Identifier: Apache-2.0
"""One swarm across the box: seeds and leeches on both sides, connections in both directions.

    subscriber 1  leech   |box|  remote 1  seed (the client that is tried)
    subscriber 2  seed    |box|  remote 2  seed (libtorrent)
                          |box|  remote 3  leech (libtorrent), starts last, so it connects inwards
"""
import time

import capture
from libtorrent_client import Libtorrent
from scene import LabError
from torrents import Torrent
from trackers import PORT as TRACKER_PORT, OpenTracker
from wire import PORT

LSD_GROUPS = (("239.192.152.143", 6771), ("ff15::efc0:988f", 6771))
SWARM_SECONDS = 40
LINGER_SECONDS = 1.5


class Swarm:
    """A scene's swarm; `play` returns when every leech has everything, or time is up."""

    def __init__(self, place, registry, wire, client=Libtorrent, megabytes=4, extra_peers=0):
        self.place = place
        self.registry = registry
        self.wire = wire
        self.client = client
        self.megabytes = megabytes
        self.extra_peers = extra_peers
        self.started = []
        self.dht_node = ""
        self.tracker = None

    def _discovery(self):
        host = self.place.hidden if self.wire.hidden else self.place.remotes[3]
        schemes = [s for s in ("http", "udp") if s in self.wire.discovery]
        if schemes:
            self.tracker = OpenTracker(self.place, host)
            for scheme, protocol in (("http", capture.TCP), ("udp", capture.UDP)):
                self.registry.add_service(protocol, host.address, TRACKER_PORT,
                                          f"tracker.{scheme}", "opentracker")
        if self.wire.dht:
            # A node of the DHT without torrents, at which the others begin.
            address = Libtorrent(self.place, host, "node", None, self.wire).addresses[0]
            self.registry.add_service(capture.UDP, address, PORT, "dht", "libtorrent")
            self.dht_node = f"[{address}]:{PORT}" if self.wire.ipv6 else f"{address}:{PORT}"
        for address, port in LSD_GROUPS:
            self.registry.add_service(capture.UDP, address, port, "lsd", self.client.client)
        trackers = [self.tracker.url(scheme) for scheme in schemes]
        torrent = Torrent(self.place.directory, "sample", self.megabytes, self.wire.version,
                          trackers, dht_node=(host.address, PORT) if self.wire.dht else None)
        if self.tracker:
            self.tracker.start(torrent)
        return torrent

    def add(self, client, host, role, torrent, wire=None, **options):
        wire = wire or self.wire
        if client is Libtorrent:
            options["dht_node"] = self.dht_node
        peer = client(self.place, host, role, torrent, wire, **options)
        for address in peer.addresses:
            self.registry.add_peer(address, client.client, client.forms(wire), self.wire.hidden)
        self.started.append(peer)
        return peer

    def play(self):
        subscribers, remotes = self.place.subscribers, self.place.remotes
        torrent = self._discovery()
        self.add(self.client, remotes[0], "seed", torrent)
        more = remotes[1].more_addresses(self.extra_peers)
        self.add(Libtorrent, remotes[1], "seed", torrent,
                 addresses=[remotes[1].address6 if self.wire.ipv6 else remotes[1].address, *more])
        self.add(self.client, subscribers[1], "seed", torrent)
        time.sleep(1.5)
        self.add(self.client, subscribers[0], "leech", torrent)
        time.sleep(1.0)
        self.add(Libtorrent, remotes[2], "leech", torrent,
                 addresses=[remotes[2].address6 if self.wire.ipv6 else remotes[2].address,
                            *remotes[2].more_addresses(self.extra_peers)])
        wait_for_leeches(self.started)


def wait_for_leeches(peers, seconds=SWARM_SECONDS):
    leeches = [peer for peer in peers if peer.role == "leech"]
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if all(peer.is_complete() for peer in leeches):
            time.sleep(LINGER_SECONDS)
            return
        time.sleep(0.5)
    raise LabError(f"not downloaded after {seconds} s: " +
                   "; ".join(f"{peer.log.name}: {peer.last_lines(2)}" for peer in leeches
                             if not peer.is_complete()))
