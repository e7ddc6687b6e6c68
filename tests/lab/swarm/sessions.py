#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The libtorrent clients of one ISP, a session each, in one process.

The file it is given: {"torrent": PATH, "begin": of the monotonic clock, "directory": PATH, "pex":
bool, "sessions": [{"name", "address", "seed", "connections", "begins_s", "up": bytes a second,
"down"}]}. Says each half second what is complete and after how many seconds; "end NAME" on its
input ends that session.
"""
import json
import pathlib
import sys
import threading
import time

import libtorrent

PORT = 6881
# A download takes a minute here where it takes half an hour or more elsewhere, so the intervals in
# which clients think again are shorter, too: a fifth of the usual ones.
FASTER = 5
SETTINGS = {
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
    "enable_outgoing_utp": False, "enable_incoming_utp": False,  # less work for two cores
    "alert_mask": 0, "aio_threads": 1, "hashing_threads": 1,
    "unchoke_slots_limit": 4,  # as many of 8 to 15 connections
    "unchoke_interval": 15 // FASTER, "optimistic_unchoke_interval": 30 // FASTER,
    "peer_turnover_interval": 300 // FASTER // 6, "min_reconnect_time": 60 // FASTER,
    "min_announce_interval": 300 // FASTER,
}


class Session:
    def __init__(self, wanted, plan):
        self.name = wanted["name"]
        self.begun = time.monotonic()
        self.seconds = None  # until everything was there
        directory = pathlib.Path(plan["directory"]) / ("seed" if wanted["seed"] else self.name)
        directory.mkdir(exist_ok=True)
        address = wanted["address"]
        self.session = libtorrent.session(SETTINGS | {
            "listen_interfaces": f"{address}:{PORT}", "outgoing_interfaces": address,
            "upload_rate_limit": wanted["up"], "download_rate_limit": wanted["down"]})
        add = libtorrent.add_torrent_params()
        add.ti = libtorrent.torrent_info(plan["torrent"])
        add.save_path = str(directory)
        add.max_connections = wanted["connections"]
        add.flags = 0
        if wanted["seed"]:
            add.flags |= libtorrent.torrent_flags.seed_mode
        if not plan["pex"]:
            add.flags |= libtorrent.torrent_flags.disable_pex
        self.handle = self.session.add_torrent(add)

    def look(self):
        if self.seconds is None and self.handle.status(0).is_seeding:
            self.seconds = round(time.monotonic() - self.begun, 2)

    def progress(self):
        return round(self.handle.status(0).progress, 3)

    def connected(self):
        return [peer.ip[0] for peer in self.handle.get_peer_info()]


def listen_for_orders(running):
    for line in sys.stdin:
        word, name = line.split()
        if word == "end":
            running.pop(name, None)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    waiting = sorted(plan["sessions"], key=lambda wanted: wanted["begins_s"])
    running = {}
    threading.Thread(target=listen_for_orders, args=(running,), daemon=True).start()
    print(json.dumps({"ready": True}), flush=True)
    ticks = 0
    while True:
        while waiting and time.monotonic() >= plan["begin"] + waiting[0]["begins_s"]:
            wanted = waiting.pop(0)
            running[wanted["name"]] = Session(wanted, plan)
        now = list(running.values())
        for session in now:
            session.look()
        if ticks % 5 == 0:
            said = {"at": round(time.monotonic() - plan["begin"], 1),
                    "done": {s.name: s.seconds for s in now if s.seconds is not None},
                    "progress": {s.name: s.progress() for s in now if s.seconds is None}}
            if ticks % 50 == 0:
                said["connected"] = {s.name: s.connected() for s in now}
            print(json.dumps(said), flush=True)
        ticks += 1
        time.sleep(0.1)


if __name__ == "__main__":
    main()
