#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A libtorrent client that knows a tracker and nobody else: seeds, or downloads and then seeds.

`torrent` writes the metainfo and the content that it is of. Says how it does in lines of JSON.
"""
import argparse
import json
import pathlib
import random
import time

import libtorrent

PIECE = 1 << 18

# Peers are to be had of the tracker alone.
SETTINGS = {
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
    "allow_multiple_connections_per_ip": True, "alert_mask": 0,
    "announce_to_all_trackers": True, "announce_to_all_tiers": True,
}


def make_torrent(directory, size, tracker):
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "sample.bin").write_bytes(random.Random(size).randbytes(size))
    files = libtorrent.file_storage()
    libtorrent.add_files(files, str(directory / "sample.bin"))
    torrent = libtorrent.create_torrent(files, PIECE, libtorrent.create_torrent.v1_only)
    torrent.add_tracker(tracker)
    libtorrent.set_piece_hashes(torrent, str(directory))
    (directory / "sample.torrent").write_bytes(libtorrent.bencode(torrent.generate()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("role", choices=["torrent", "client"])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--listen", help="address:port")
    parser.add_argument("--torrent", type=pathlib.Path)
    parser.add_argument("--tracker")
    parser.add_argument("--size", type=int, default=8 << 20)
    options = parser.parse_args()
    if options.role == "torrent":
        make_torrent(options.directory, options.size, options.tracker)
        return
    session = libtorrent.session(SETTINGS | {"listen_interfaces": options.listen})
    add = libtorrent.add_torrent_params()
    add.ti = libtorrent.torrent_info(str(options.torrent))
    add.save_path = str(options.directory)
    options.directory.mkdir(parents=True, exist_ok=True)
    handle = session.add_torrent(add)
    handle.set_flags(libtorrent.torrent_flags.disable_pex)
    print(json.dumps({"ready": True}), flush=True)
    while True:
        status = handle.status()
        trackers = [(entry["url"], [end["message"] for end in entry["endpoints"]])
                    for entry in handle.trackers()]
        print(json.dumps({"complete": status.is_seeding, "peers": status.num_peers,
                          "trackers": trackers}), flush=True)
        time.sleep(0.5)


if __name__ == "__main__":
    main()
