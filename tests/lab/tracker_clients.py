# SPDX-License-Identifier: Apache-2.0
"""Real BitTorrent clients that have their peers of a tracker alone: no DHT, no exchange, no LSD."""
import json
import shutil
import time

from box import Program, Skip
from clients import HERE, PYTHON
from scene import LabError

SECONDS = 90
CONTENT = "sample.bin"


UNPACKED = HERE.parents[1] / "build/accuracy/unpacked/usr/bin"  # devtools/install-accuracy


def find(name):
    found = shutil.which(name) or shutil.which(name, path=UNPACKED)
    if not found:
        raise Skip(f"needs {name} (devtools/packages-lab, devtools/install-accuracy)")
    return found


class TrackerClient(Program):
    """One client that downloads one torrent and then seeds it."""

    name = ""
    ready = "."

    def __init__(self, scene, number, torrent, directory=None):
        self.torrent = torrent
        self.address = scene.address(number)
        self.directory = directory or scene.directory / f"{self.name}-{number}"
        self.downloads = self.directory
        self.directory.mkdir(exist_ok=True)
        super().__init__(scene.clients[number], self.command(), scene.directory /
                         f"{self.name}-{number}.log", self.ready)

    def command(self):
        raise NotImplementedError

    def has_all(self):
        """What came is what the torrent was made of."""
        there = self.downloads / CONTENT
        whole = self.torrent.parent / CONTENT
        return (there.exists() and there.stat().st_size == whole.stat().st_size and
                there.read_bytes() == whole.read_bytes())

    def wait_complete(self):
        deadline = time.monotonic() + SECONDS
        while not self.has_all():
            if time.monotonic() > deadline:
                raise LabError(f"{self.name}: not complete after {SECONDS} s: {self.last_lines()}")
            time.sleep(0.3)


class Libtorrent(TrackerClient):
    name = "libtorrent"
    ready = '"ready"'

    def command(self):
        at = f"[{self.address}]:6881" if ":" in self.address else f"{self.address}:6881"
        return [PYTHON, HERE / "tracker_client.py", "client", self.directory,
                "--torrent", self.torrent, "--listen", at]

    def status(self):
        return json.loads(self.lines[-1])

    def wait_seeding(self):
        self.wait_ready()
        deadline = time.monotonic() + SECONDS
        while not self.status().get("complete"):
            if time.monotonic() > deadline:
                raise LabError(f"libtorrent does not seed: {self.lines[-1]}")
            time.sleep(0.2)


class Aria2(TrackerClient):
    name = "aria2"

    def command(self):
        return [find("aria2c"), "--no-conf",
                "--enable-dht=true",  # it asks UDP trackers from there; nobody else has it
                f"--dht-file-path={self.directory / 'dht.dat'}", "--enable-dht6=false",
                "--bt-enable-lpd=false", "--enable-peer-exchange=false", "--seed-time=10",
                "--listen-port=6881", "--file-allocation=none", "--dir", self.directory,
                self.torrent]


class Transmission(TrackerClient):
    name = "transmission"

    def command(self):
        watched = self.directory / "watched"
        watched.mkdir()
        shutil.copy(self.torrent, watched)
        self.downloads = self.directory / "downloads"
        self.downloads.mkdir()
        settings = {
            "peer-port": 6881, "dht-enabled": False, "lpd-enabled": False, "pex-enabled": False,
            "utp-enabled": False, "rpc-enabled": False, "port-forwarding-enabled": False,
            "preallocation": 0, "download-dir": str(self.downloads), "message-level": 2,
            "incomplete-dir-enabled": False, "watch-dir": str(watched), "watch-dir-enabled": True,
            "start-added-torrents": True,
        }
        (self.directory / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        return [find("transmission-daemon"), "--foreground", "-g", self.directory]


class Qbittorrent(TrackerClient):
    name = "qbittorrent"

    def command(self):
        self.downloads = self.directory / "downloads"
        self.downloads.mkdir()
        settings = self.directory / "qBittorrent/config/qBittorrent.conf"
        settings.parent.mkdir(parents=True)
        settings.write_text(f"""\
[LegalNotice]
Accepted=true

[BitTorrent]
Session\\Port=6881
Session\\InterfaceAddress={self.address}
Session\\BTProtocol=TCP
Session\\DHTEnabled=false
Session\\LSDEnabled=false
Session\\PeXEnabled=false
Session\\QueueingSystemEnabled=false
Session\\DefaultSavePath={self.downloads}

[Network]
PortForwardingEnabled=false
""", encoding="utf-8")
        return [find("qbittorrent-nox"), f"--profile={self.directory}",
                f"--save-path={self.downloads}", "--add-paused=false", self.torrent]


ALL = (Aria2, Transmission, Libtorrent, Qbittorrent)
