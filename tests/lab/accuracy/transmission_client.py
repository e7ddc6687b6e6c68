# SPDX-License-Identifier: Apache-2.0
"""Transmission's daemon, told what to do by its settings file and a folder that it watches."""
import json
import shutil

import tools
from client import Client
from wire import PORT, SEED_BYTES_PER_SECOND

ENCRYPTION = {"plain": 0, "any": 1, "rc4": 2}  # tolerated, preferred, required


class Transmission(Client):
    client = "transmission"

    def command(self, host, wire):
        watched = self.directory / "watched"
        watched.mkdir()
        shutil.copy(self.torrent.file, watched)
        settings = {
            "bind-address-ipv4": host.address, "bind-address-ipv6": "::1", "peer-port": PORT,
            "encryption": ENCRYPTION[wire.encryption], "utp-enabled": wire.utp,
            "dht-enabled": wire.dht, "lpd-enabled": "lsd" in wire.discovery, "pex-enabled": True,
            "rpc-enabled": False, "port-forwarding-enabled": False, "preallocation": 0,
            "download-dir": str(self.downloads), "incomplete-dir-enabled": False,
            "watch-dir": str(watched), "watch-dir-enabled": True, "start-added-torrents": True,
            "speed-limit-up": SEED_BYTES_PER_SECOND >> 10, "speed-limit-up-enabled": True,
            "message-level": 2,
        }
        (self.directory / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        return [tools.find("transmission-daemon"), "--foreground", "-g", self.directory]
