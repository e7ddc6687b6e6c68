# SPDX-License-Identifier: Apache-2.0
"""Swarms of another shape: peers learnt by peer exchange, and content from web servers."""
import shutil

from capture import TCP
from libtorrent_client import Libtorrent
from other_web import start_web_server
from swarm import Swarm, wait_for_leeches
from torrents import Torrent
from trackers import PORT as TRACKER_PORT, OpenTracker
from wire import PORT, Wire


def play_peer_exchange(place, registry):
    """An encrypted peer that only a plain one's peer exchange (BEP 11) names where the box sees it.

    Remote 1 takes plain connections and makes encrypted ones; it knows remote 2 from a tracker that
    the subscriber does not have. A third would be named by remote 2, out of sight.
    """
    subscriber, remotes = place.subscribers[0], place.remotes
    tracker = OpenTracker(place, remotes[3])
    torrent = Torrent(place.directory, "sample", 4, trackers=[tracker.url("http")])
    tracker.start(torrent)
    untracked = Torrent(place.directory / "untracked", "sample", 4)
    swarm = Swarm(place, registry, Wire())
    rc4, inwards = Wire("tcp", "rc4"), Wire("tcp", "plain inwards")
    swarm.add(Libtorrent, remotes[1], "leech", torrent, rc4)
    # Slow, so that the subscriber still wants others when it learns of them.
    swarm.add(Libtorrent, remotes[0], "seed", torrent, inwards, upload_limit=200 << 10)
    swarm.add(Libtorrent, subscriber, "leech", untracked, Wire("tcp", "any"),
              peers=[(remotes[0].address, PORT)])
    wait_for_leeches(swarm.started)


def play_web_seeds(place, registry):
    """A torrent whose content a web server has (BEP 19), and the .torrent itself by HTTP."""
    content, other = place.remotes[0], place.remotes[1]
    torrent = Torrent(place.directory, "sample", 2,
                      trackers=[f"http://{place.remotes[3].address}:{TRACKER_PORT}/announce"],
                      web_seeds=[f"http://{content.address}/files/"])
    folder = start_web_server(place, content)
    shutil.copy(torrent.content, folder)
    shutil.copy(torrent.file, folder)
    start_web_server(place, other)
    registry.add_service(TCP, content.address, 80, "webseed", "libtorrent")
    registry.add_service(TCP, other.address, 80, "metainfo", "curl")
    # Nobody answers there: all content comes from the web.
    registry.add_service(TCP, place.remotes[3].address, TRACKER_PORT, "tracker.http", "nobody")
    swarm = Swarm(place, registry, Wire())
    for subscriber in place.subscribers:
        subscriber.namespace.run("curl", "-sSf", "-o", "/dev/null",
                                 f"http://{other.address}/files/sample.torrent")
        swarm.add(Libtorrent, subscriber, "leech", torrent)
    wait_for_leeches(swarm.started)
