# SPDX-License-Identifier: Apache-2.0
"""libtorrent as a client of a scene: one process, one session for each address it is given."""
import json

from box import Program
from clients import HERE as LAB, PYTHON
from wire import PORT, SEED_BYTES_PER_SECOND

# in_enc_policy, out_enc_policy: 0 forced, 1 enabled, 2 disabled; allowed_enc_level: 1 plain text
# after the exchange, 2 RC4, 3 either. Two peers that allow level 1 alone do not connect, so plain
# text is selected by peers that allow both and prefer it.
ENCRYPTION = {
    "plain": {"in_enc_policy": 2, "out_enc_policy": 2},
    "rc4": {"in_enc_policy": 0, "out_enc_policy": 0, "allowed_enc_level": 2},
    "mse-plain": {"in_enc_policy": 0, "out_enc_policy": 0, "allowed_enc_level": 3,
                  "prefer_rc4": False},
    "any": {"in_enc_policy": 1, "out_enc_policy": 1, "allowed_enc_level": 3, "prefer_rc4": True},
    "plain inwards": {"in_enc_policy": 2, "out_enc_policy": 0, "allowed_enc_level": 2},
}

# The scenes' networks are small and alike, which the DHT otherwise takes for an attack.
SMALL_DHT = {"dht_restrict_routing_ips": False, "dht_restrict_search_ips": False,
             "dht_enforce_node_id": False, "dht_prefer_verified_node_ids": False}


def settings(wire, addresses, dht_node, upload_limit):
    interfaces = ",".join(f"[{a}]:{PORT}" if ":" in a else f"{a}:{PORT}" for a in addresses)
    return ENCRYPTION[wire.encryption] | SMALL_DHT | {
        "listen_interfaces": interfaces, "outgoing_interfaces": "",
        "enable_outgoing_tcp": wire.tcp, "enable_incoming_tcp": wire.tcp,
        "enable_outgoing_utp": wire.utp, "enable_incoming_utp": wire.utp,
        "enable_dht": wire.dht, "dht_bootstrap_nodes": dht_node if wire.dht else "",
        "enable_lsd": "lsd" in wire.discovery, "enable_upnp": False, "enable_natpmp": False,
        "upload_rate_limit": upload_limit, "rate_limit_ip_overhead": False,
        "unchoke_slots_limit": 20, "alert_mask": 0, "announce_to_all_trackers": True,
        "min_reconnect_time": 3, "torrent_connect_boost": 30, "mixed_mode_algorithm": 0,
        "max_retry_port_bind": 0,
    }


class Libtorrent(Program):
    client = "libtorrent"
    count = 0

    def __init__(self, place, host, role, torrent, wire, addresses=None, peers=(), dht_node="",
                 upload_limit=SEED_BYTES_PER_SECOND):
        Libtorrent.count += 1
        name = f"libtorrent-{Libtorrent.count}-{role}"
        self.torrent = torrent
        self.role = role
        self.addresses = addresses or [host.address6 if wire.ipv6 else host.address]
        sessions = []
        for number, address in enumerate(self.addresses):
            save = place.directory / f"{name}-{number}"
            save.mkdir()
            sessions.append({
                "settings": settings(wire, [address], dht_node, upload_limit),
                "save": str(torrent.seed_directory if role == "seed" and torrent else save),
                "seed": role == "seed", "peers": list(peers)})
        plan = place.directory / f"{name}.json"
        plan.write_text(json.dumps({"torrent": str(torrent.file) if torrent else None,
                                    "sessions": sessions}), encoding="utf-8")
        super().__init__(host.namespace,
                         [PYTHON, LAB / "accuracy/libtorrent_peer.py", plan],
                         place.directory / f"{name}.log", r'"ready"')
        self.wait_ready()

    @staticmethod
    def forms(wire):
        return wire.peer_forms

    def is_complete(self):
        last = self.lines[-1] if self.lines else ""
        return '"done"' in last and all(json.loads(last)["done"])
