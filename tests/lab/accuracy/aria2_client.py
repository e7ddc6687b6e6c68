# SPDX-License-Identifier: Apache-2.0
"""aria2: peer wire over TCP only. Version 1.36 wants a v1 torrent, and its DHT for UDP trackers."""
import tools
from client import Client
from wire import PORT, SEED_BYTES_PER_SECOND


class Aria2(Client):
    client = "aria2"

    @staticmethod
    def forms(wire):
        # Without encryption required it still offers the exchange, and then selects plain text.
        return {"plain", "mse-plain"} if wire.encryption == "plain" else wire.peer_forms

    def command(self, host, wire):
        dht = "true" if wire.dht or "udp" in wire.discovery else "false"
        encryption = {
            "plain": ["--bt-require-crypto=false", "--bt-min-crypto-level=plain"],
            "any": ["--bt-require-crypto=false", "--bt-min-crypto-level=plain"],
            "rc4": ["--bt-require-crypto=true", "--bt-min-crypto-level=arc4",
                    "--bt-force-encryption=true"],
        }[wire.encryption]
        return [tools.find("aria2c"), "--no-conf=true", f"--dir={self.downloads}",
                f"--listen-port={PORT}", f"--dht-listen-port={PORT}", f"--interface={host.address}",
                f"--enable-dht={dht}", "--enable-dht6=false", "--disable-ipv6=true",
                f"--dht-file-path={self.directory / 'dht.dat'}", "--bt-enable-lpd=false",
                "--seed-time=10", "--file-allocation=none", "--check-integrity=true",
                "--summary-interval=1", f"--max-overall-upload-limit={SEED_BYTES_PER_SECOND}",
                "--bt-max-peers=20", *encryption, self.torrent.file]
