# SPDX-License-Identifier: Apache-2.0
"""WebTorrent in node: peer wire over TCP and uTP, and with a WebSocket tracker over WebRTC."""
import contextlib
import json
import pathlib

import tools
from box import Program, Skip
from capture import TCP, UDP
from client import Client
from scene import LabError
from swarm import wait_for_leeches
from torrents import Torrent
from wire import PORT, SEED_BYTES_PER_SECOND, Wire

SCRIPT = pathlib.Path(__file__).resolve().parent / "webtorrent_peer.mjs"
SECURE = {"plain": 0, "mse-plain": 1, "any": 1, "rc4": 2}


class Webtorrent(Client):
    client = "webtorrent"
    ready = "ready"

    def command(self, host, wire):
        if not (tools.NODE_MODULES / "webtorrent").is_dir():
            raise Skip("WebTorrent is not there (make accuracy has npm bring it)")
        plan = self.directory / "plan.json"
        plan.write_text(json.dumps({
            "modules": str(tools.NODE_MODULES), "torrent": str(self.torrent.file),
            "path": str(self.downloads), "port": PORT, "utp": wire.utp,
            "secure": SECURE[wire.encryption], "upload": SEED_BYTES_PER_SECOND}),
            encoding="utf-8")
        # RC4 is among what OpenSSL 3 calls legacy.
        return [tools.find("node"), "--openssl-legacy-provider", SCRIPT, plan]


class WebtorrentTracker:
    """The tracker of WebTorrent's authors: peers meet over WebSocket and go on over WebRTC."""

    port = 8000

    def __init__(self, place, host):
        self.url = f"ws://{host.address}:{self.port}"
        self.program = Program(
            host.namespace,
            [tools.find("node"), tools.NODE_MODULES / "bittorrent-tracker/bin/cmd.js", "--ws",
             "--port", self.port], place.directory / "websocket-tracker.log", "tracker: ")
        self.program.wait_ready()


def play_webrtc(place, registry):
    """Two seeds, two leeches, all of them WebTorrent, and nothing but WebRTC between them.

    Connections come about whether or not data channels then open, which in node not all do.
    """
    subscribers, remotes = place.subscribers, place.remotes
    tracker = WebtorrentTracker(place, remotes[3])
    registry.add_service(TCP, remotes[3].address, tracker.port, "websocket", "webtorrent")
    torrent = Torrent(place.directory, "sample", 2, trackers=[tracker.url])
    wire = Wire("tcp", "plain")
    peers = []
    for host, role in ((remotes[0], "seed"), (subscribers[1], "seed"), (subscribers[0], "leech"),
                       (remotes[1], "leech")):
        for address in (host.address, host.address6):
            registry.add_host(address, UDP, "webrtc", "webtorrent")
        peers.append(Webtorrent(place, host, role, torrent, wire))
    with contextlib.suppress(LabError):
        wait_for_leeches(peers, seconds=20)
