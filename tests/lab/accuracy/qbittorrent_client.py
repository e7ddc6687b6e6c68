# SPDX-License-Identifier: Apache-2.0
"""qBittorrent without its window; libtorrent inside, with settings of its own."""
import tools
from client import Client
from wire import PORT, SEED_BYTES_PER_SECOND

ENCRYPTION = {"any": 0, "rc4": 1, "plain": 2}  # allowed, required (RC4 alone), disabled
PROTOCOL = {"both": "Both", "tcp": "TCP", "utp": "UTP"}


class Qbittorrent(Client):
    client = "qbittorrent"

    def command(self, host, wire):
        settings = self.directory / "qBittorrent/config/qBittorrent.conf"
        settings.parent.mkdir(parents=True)
        settings.write_text(f"""\
[LegalNotice]
Accepted=true

[BitTorrent]
Session\\Port={PORT}
Session\\InterfaceAddress={host.address}
Session\\Encryption={ENCRYPTION[wire.encryption]}
Session\\BTProtocol={PROTOCOL[wire.transport]}
Session\\DHTEnabled={str(wire.dht).lower()}
Session\\LSDEnabled={str("lsd" in wire.discovery).lower()}
Session\\PeXEnabled=true
Session\\QueueingSystemEnabled=false
Session\\GlobalUPSpeedLimit={SEED_BYTES_PER_SECOND >> 10}
Session\\DefaultSavePath={self.downloads}

[Network]
PortForwardingEnabled=false
""", encoding="utf-8")
        skip = ["--skip-hash-check"] if self.role == "seed" else []
        return [tools.find("qbittorrent-nox"), f"--profile={self.directory}",
                f"--save-path={self.downloads}", "--add-paused=false", *skip, self.torrent.file]
