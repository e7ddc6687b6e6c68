#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs libtorrent sessions as a JSON file says, one peer each, until killed.

The file: {"torrent": PATH or null, "sessions": [{"settings": {}, "save": PATH, "seed": bool,
"peers": [[address, port]], "upload_mode": bool}]}. Prints a line of JSON when all have started, and
one each half second.
"""
import json
import sys
import time

import libtorrent


def start(wanted, torrent):
    session = libtorrent.session(wanted["settings"])
    if torrent is None:
        return session, None
    add = libtorrent.add_torrent_params()
    add.ti = libtorrent.torrent_info(torrent)
    add.save_path = wanted["save"]
    add.flags = libtorrent.torrent_flags.seed_mode if wanted["seed"] else 0
    handle = session.add_torrent(add)
    for address, port in wanted["peers"]:
        handle.connect_peer((address, port))
    return session, handle


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    running = [start(wanted, plan["torrent"]) for wanted in plan["sessions"]]
    print(json.dumps({"ready": True}), flush=True)
    ticks = 0
    while True:
        time.sleep(0.5)
        ticks += 1
        done = []
        for (session, handle), wanted in zip(running, plan["sessions"]):
            if handle is None:
                continue
            status = handle.status()
            done.append(status.is_seeding)
            # A lookup that found an empty table is otherwise repeated after minutes only.
            if wanted["settings"]["enable_dht"] and ticks % 4 == 1 and not status.is_seeding:
                handle.force_dht_announce()
        print(json.dumps({"done": done}), flush=True)


if __name__ == "__main__":
    main()
