# SPDX-License-Identifier: Apache-2.0
"""rTorrent as a daemon: peer wire over TCP only."""
import tools
from client import Client
from wire import PORT, SEED_BYTES_PER_SECOND

ENCRYPTION = {"plain": "none", "any": "allow_incoming,try_outgoing",
              "rc4": "allow_incoming,try_outgoing,require,require_RC4"}


class Rtorrent(Client):
    client = "rtorrent"

    def command(self, host, wire):
        session = self.directory / "session"
        session.mkdir()
        settings = self.directory / "rtorrent.rc"
        settings.write_text(f"""\
system.daemon.set = true
directory.default.set = {self.downloads}
session.path.set = {session}
network.bind_address.set = {host.address}
network.local_address.set = {host.address}
network.port_range.set = {PORT}-{PORT}
network.port_random.set = no
dht.mode.set = {"on" if wire.dht else "disable"}
dht.port.set = {PORT}
trackers.use_udp.set = yes
protocol.pex.set = no
protocol.encryption.set = {ENCRYPTION[wire.encryption]}
throttle.global_up.max_rate.set_kb = {SEED_BYTES_PER_SECOND >> 10}
log.open_file = "log", {self.directory / "rtorrent.log"}
log.add_output = "info", "log"
""", encoding="utf-8")
        return [tools.find("rtorrent"), "-n", "-o", f"import={settings}", self.torrent.file]
