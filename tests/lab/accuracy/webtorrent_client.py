# SPDX-License-Identifier: Apache-2.0
"""WebTorrent in node: peer wire over TCP and uTP, and with a WebSocket tracker over WebRTC."""
import json
import pathlib

import tools
from box import Skip
from client import Client
from wire import PORT, SEED_BYTES_PER_SECOND

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
