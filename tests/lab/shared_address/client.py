#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A BitTorrent client that is told what to do in lines of JSON, and answers each with one.

client.py LISTEN DIRECTORY SERVICE-URL DHT-NODES. Times are of the machine's monotonic clock, so that those of
several clients compare.
"""
import json
import pathlib
import random
import select
import sys
import time
import urllib.error
import urllib.request

import libtorrent

TICK_SECONDS = 0.04
ANNOUNCE_SECONDS = 1
PIECE_BYTES = 32 << 10
BLOCK_BYTES = 16 << 10
APART = (libtorrent.torrent_flags.disable_dht | libtorrent.torrent_flags.disable_pex |
         libtorrent.torrent_flags.disable_lsd)
SETTINGS = {
    "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False, "enable_dht": True,
    # The networks are small and alike, which the DHT otherwise takes for an attack.
    "dht_restrict_routing_ips": False, "dht_restrict_search_ips": False,
    "dht_enforce_node_id": False, "dht_prefer_verified_node_ids": False,
    # Nor is an address to be blocked for the questions that a minute of tests asks.
    "dht_block_ratelimit": 1000,
    "in_enc_policy": 2, "out_enc_policy": 2,
    "enable_outgoing_utp": False, "enable_incoming_utp": False,
    # A refused peer is tried again after minutes, a few times, elsewhere: here after seconds.
    "min_reconnect_time": 1, "max_failcount": 30, "min_announce_interval": 2,
    "max_retry_port_bind": 0, "rate_limit_ip_overhead": False, "mixed_mode_algorithm": 0,
    "alert_mask": int(libtorrent.alert_category.block_progress |
                      libtorrent.alert_category.connect | libtorrent.alert_category.tracker),
    "alert_queue_size": 100000,
}
CATEGORIES = libtorrent.peer_info
UNFINISHED = CATEGORIES.handshake | CATEGORIES.connecting


class Torrent:
    """What is known of one torrent since it was added."""

    def __init__(self, handle, apart):
        self.handle = handle
        self.apart = apart
        self.started = time.monotonic()
        self.finished = None
        self.blocks = []       # [when, address, port] of who sent each
        self.connected = []    # [when, [[address, port], ...]], a line for each change
        self.refusals = {}     # "address:port reason" to count
        self.tracker = ""      # its last answer
        self.dht_peers = 0     # that it told of

    def look(self, now):
        peers = sorted([*p.ip] for p in self.handle.get_peer_info() if not p.flags & UNFINISHED)
        if not self.connected or peers != self.connected[-1][1]:
            self.connected.append([now, peers])
        if self.finished is None and self.handle.status().is_seeding:
            self.finished = now

    def take(self, alert, now):
        if isinstance(alert, libtorrent.block_finished_alert):
            self.blocks.append([now, *alert.endpoint])
        elif isinstance(alert, libtorrent.peer_disconnected_alert):
            key = "{}:{} {}".format(*alert.endpoint, alert.error.message())
            self.refusals[key] = self.refusals.get(key, 0) + 1
        elif isinstance(alert, libtorrent.tracker_reply_alert):
            self.tracker = "reply"
        elif isinstance(alert, libtorrent.dht_reply_alert):
            self.dht_peers += alert.num_peers
        elif isinstance(alert, libtorrent.tracker_error_alert):
            self.tracker = alert.message()

    def observed(self):
        return {"started": self.started, "finished": self.finished, "blocks": self.blocks,
                "connected": self.connected, "refusals": self.refusals, "tracker": self.tracker,
                "dht_peers": self.dht_peers,
                "progress": self.handle.status().progress}


class Client:
    def __init__(self, listen, directory, service, dht_nodes):
        self.directory = pathlib.Path(directory)
        self.service = service
        self.session = libtorrent.session(SETTINGS | {
            "listen_interfaces": listen, "dht_bootstrap_nodes": dht_nodes})
        self.torrents = {}
        self.next_announce = 0.0

    def create(self, name, salt, size, apart):
        """A file whose content is that of its name and the salt, and its torrent."""
        (self.directory / name).write_bytes(random.Random(name + salt).randbytes(size))
        files = libtorrent.file_storage()
        files.add_file(name, size)
        made = libtorrent.create_torrent(files, PIECE_BYTES, libtorrent.create_torrent.v1_only)
        made.add_tracker(f"{self.service}/announce{'-apart' if apart else ''}")
        made.set_creator(f"the client at {self.directory.name}")
        libtorrent.set_piece_hashes(made, str(self.directory))
        torrent = libtorrent.bencode(made.generate())
        (self.directory / f"{name}.torrent").write_bytes(torrent)
        return str(libtorrent.torrent_info(libtorrent.bdecode(torrent)).info_hash())

    def upload(self, name):
        file = (self.directory / f"{name}.torrent").read_bytes()
        try:
            with urllib.request.urlopen(f"{self.service}/torrents/{name}", file, 10) as answer:
                return answer.status
        except urllib.error.HTTPError as refusal:
            return refusal.code

    def fetch(self, name):
        with urllib.request.urlopen(f"{self.service}/torrents/{name}", None, 10) as answer:
            return answer.read()

    def add(self, name, seed, apart):
        """Seeds its own file, or downloads what the index has under the name."""
        torrent = (self.directory / f"{name}.torrent").read_bytes() if seed else self.fetch(name)
        if not seed:
            (self.directory / name).unlink(missing_ok=True)
        parameters = libtorrent.add_torrent_params()
        parameters.ti = libtorrent.torrent_info(libtorrent.bdecode(torrent))
        parameters.save_path = str(self.directory)
        parameters.flags = ((libtorrent.torrent_flags.seed_mode if seed else 0) |
                            (APART if apart else 0))
        self.torrents[name] = Torrent(self.session.add_torrent(parameters), apart)

    def settings(self, **values):
        self.session.apply_settings(values)

    def dht_nodes(self):
        return self.session.status().dht_nodes

    def observe(self):
        return {name: torrent.observed() for name, torrent in self.torrents.items()}

    def clear(self):
        for torrent in self.torrents.values():
            self.session.remove_torrent(torrent.handle)
        self.torrents = {}

    def tick(self):
        now = time.monotonic()
        if now >= self.next_announce:
            # The DHT is otherwise asked again after minutes only.
            self.next_announce = now + ANNOUNCE_SECONDS
            for torrent in self.torrents.values():
                if not torrent.apart:
                    torrent.handle.force_dht_announce()
        for alert in self.session.pop_alerts():
            handle = getattr(alert, "handle", None)
            for torrent in self.torrents.values():
                if torrent.handle == handle:
                    torrent.take(alert, now)
        for torrent in self.torrents.values():
            torrent.look(now)


def main():
    client = Client(*sys.argv[1:])
    print(json.dumps({"ready": True}), flush=True)
    while True:
        if select.select([sys.stdin], [], [], TICK_SECONDS)[0]:
            line = sys.stdin.readline()
            if not line:
                return
            words = json.loads(line)
            answer = getattr(client, words.pop("do"))(**words)
            print(json.dumps({"answer": answer}), flush=True)
        client.tick()


if __name__ == "__main__":
    main()
