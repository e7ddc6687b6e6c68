# SPDX-License-Identifier: Apache-2.0
"""aria2 and Transmission as leechers: each a process that runs a script when it has everything."""
import json
import pathlib
import shutil

from box import Program, Skip

PORT = 6881
UPLOADS = 4


class OtherClient:
    program_name = None

    def __init__(self, scene, client, torrent, rates, pex):
        self.client = client
        self.torrent = torrent
        self.rates = rates
        self.pex = pex
        self.directory = scene.directory / client.name
        self.directory.mkdir()
        self.done = self.directory / "done"
        self.script = self.directory / "done.sh"
        self.script.write_text(f"#!/bin/sh\n: > {self.done}\n", encoding="ascii")
        self.script.chmod(0o755)
        if not shutil.which(self.program_name):
            raise Skip(f"needs {self.program_name} (devtools/install-accuracy brings it)")
        self.program = Program(scene.isps[client.isp], ["env", f"HOME={self.directory}",
                                                        *self.command()],
                               scene.directory / f"{client.name}.log", ".")

    def completed_at(self):
        """Of the file system's clock; None while it has not everything."""
        return self.done.stat().st_mtime if self.done.exists() else None


class Aria2(OtherClient):
    program_name = "aria2c"

    def command(self):
        return ["aria2c", "--no-conf=true", f"--dir={self.directory}",
                f"--interface={self.client.address}", f"--listen-port={PORT}",
                "--enable-dht=false", "--enable-dht6=false", "--disable-ipv6=true",
                "--bt-enable-lpd=false", f"--enable-peer-exchange={str(self.pex).lower()}",
                "--seed-time=60", "--file-allocation=none", "--summary-interval=10",
                f"--max-overall-upload-limit={self.rates.up}",
                f"--max-overall-download-limit={self.rates.down}",
                f"--bt-max-peers={self.client.connections}",
                f"--on-bt-download-complete={self.script}", self.torrent]


class Transmission(OtherClient):
    program_name = "transmission-daemon"

    def command(self):
        watched = self.directory / "watched"
        watched.mkdir()
        shutil.copy(self.torrent, watched)
        settings = {
            "bind-address-ipv4": self.client.address, "bind-address-ipv6": "::1",
            "peer-port": PORT, "utp-enabled": False, "dht-enabled": False, "lpd-enabled": False,
            "pex-enabled": self.pex, "rpc-enabled": False, "port-forwarding-enabled": False,
            "preallocation": 0, "download-dir": str(self.directory),
            "incomplete-dir-enabled": False, "watch-dir": str(watched), "watch-dir-enabled": True,
            "start-added-torrents": True, "upload-slots-per-torrent": UPLOADS,
            "peer-limit-per-torrent": self.client.connections,
            "speed-limit-up": self.rates.up // 1000, "speed-limit-up-enabled": True,
            "speed-limit-down": self.rates.down // 1000, "speed-limit-down-enabled": True,
            "script-torrent-done-enabled": True,
            "script-torrent-done-filename": str(self.script), "message-level": 1,
        }
        (self.directory / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        return ["transmission-daemon", "--foreground", "-g", self.directory]


KINDS = {"aria2": Aria2, "transmission": Transmission}
