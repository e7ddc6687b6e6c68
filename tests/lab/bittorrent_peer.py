#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A libtorrent peer that runs until it is killed, saying how it does in lines of JSON.

Every peer makes the same torrent from its size alone, so nothing needs to be passed about. A leech
that has everything throws it away and begins again.
"""
import argparse
import hashlib
import json
import pathlib
import random
import time

import libtorrent

PIECE = 1 << 20

# Discovery off: peers are told of each other, and nothing else is to leave the namespace.
SETTINGS = {
    "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
    "allow_multiple_connections_per_ip": True, "in_enc_policy": 2, "out_enc_policy": 2,
    "rate_limit_ip_overhead": False, "max_allowed_in_request_queue": 2000,
    "max_out_request_queue": 1500, "unchoke_slots_limit": 20, "alert_mask": 0,
}


def make_torrent(size):
    """One file of a random block over and over: real bytes on the wire, quickly hashed."""
    files = libtorrent.file_storage()
    files.add_file("sample.bin", size)
    torrent = libtorrent.create_torrent(files, PIECE, libtorrent.create_torrent.v1_only)
    block = random.Random(size).randbytes(PIECE)
    digest = hashlib.sha1(block).digest()
    for piece in range(torrent.num_pieces()):
        torrent.set_hash(piece, digest)
    return libtorrent.torrent_info(torrent.generate()), block


def settings(options):
    tcp, utp = options.transport in ("tcp", "both"), options.transport in ("utp", "both")
    return SETTINGS | {
        "listen_interfaces": options.listen,
        "enable_outgoing_tcp": tcp, "enable_incoming_tcp": tcp,
        "enable_outgoing_utp": utp, "enable_incoming_utp": utp,
        "upload_rate_limit": options.upload_limit,
    }


def utp_connections(session, seconds=1):
    """How many are up. An incoming one has no torrent yet, and is nobody's peer, until its
    BitTorrent handshake; this counts it from its SYN on."""
    session.post_session_stats()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        session.wait_for_alert(100)
        for alert in session.pop_alerts():
            if isinstance(alert, libtorrent.session_stats_alert):
                return alert.values["utp.num_utp_connected"]
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("role", choices=["seed", "leech"])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--listen", required=True, help="address:port")
    parser.add_argument("--size", type=int, default=512 << 20, help="bytes, in whole pieces")
    parser.add_argument("--peer", action="append", default=[], help="address port", nargs=2)
    parser.add_argument("--transport", choices=["tcp", "utp", "both"], default="tcp")
    parser.add_argument("--upload-limit", type=int, default=0, help="bytes/s; 0: none")
    options = parser.parse_args()

    options.directory.mkdir(parents=True, exist_ok=True)
    torrent, block = make_torrent(options.size)
    if options.role == "seed":
        with open(options.directory / "sample.bin", "wb") as file:
            for _ in range(options.size // PIECE):
                file.write(block)

    session = libtorrent.session(settings(options))
    add = libtorrent.add_torrent_params()
    add.ti = torrent
    add.save_path = str(options.directory)
    add.flags = libtorrent.torrent_flags.seed_mode if options.role == "seed" else 0
    handle = session.add_torrent(add)
    print(json.dumps({"ready": True}), flush=True)
    while True:
        status = handle.status()
        if options.role == "leech" and status.is_seeding:
            session.remove_torrent(handle, libtorrent.options_t.delete_files)
            time.sleep(1)
            handle = session.add_torrent(add)
            continue
        if not status.is_seeding and status.num_peers == 0:
            for address, port in options.peer:
                handle.connect_peer((address, int(port)))
        # libtorrent's rates are means that fall by a fifth a second; the bytes are exact.
        print(json.dumps({"peers": status.num_peers, "done": round(status.progress, 4),
                          "down_bytes": status.total_payload_download,
                          "utp_connections": utp_connections(session),
                          "down_mbps": round(status.download_rate * 8e-6, 2),
                          "up_mbps": round(status.upload_rate * 8e-6, 2)}), flush=True)
        time.sleep(1)


if __name__ == "__main__":
    main()
