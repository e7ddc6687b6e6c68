#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The study's server: an index of torrent files, and their tracker, over HTTP.

    POST /torrents/NAME   201, or 409 if a torrent of the same file is there already
    GET  /torrents/NAME   the newest of that name
    GET  /announce        BEP 3 and BEP 23; the asker itself is left out
    GET  /announce-apart  the same, without the peers of the asker's own address
    GET  /peers/INFOHASH  who has announced, as JSON

It forgets nothing until it ends.
"""
import http.server
import json
import socket
import struct
import sys
import threading
import urllib.parse

import libtorrent

INTERVAL_SECONDS = 2  # minutes elsewhere; a lab's downloads take seconds


class Service:
    def __init__(self):
        self.lock = threading.Lock()
        self.torrents = {}  # name to file
        self.files = set()  # by info-hash: the same file cut the same way, whoever made the torrent
        self.swarms = {}    # info-hash to {(address, port): left}

    def upload(self, name, torrent):
        info_hash = str(libtorrent.torrent_info(libtorrent.bdecode(torrent)).info_hash())
        with self.lock:
            if info_hash in self.files:
                return False
            self.files.add(info_hash)
            self.torrents[name] = torrent
            return True

    def announce(self, address, query, apart):
        me = (address, int(query["port"][0]))
        with self.lock:
            swarm = self.swarms.setdefault(query["info_hash"][0].encode("latin-1").hex(), {})
            if query.get("event") == ["stopped"]:
                swarm.pop(me, None)
            else:
                swarm[me] = int(query.get("left", ["0"])[0])
            peers = [peer for peer in swarm
                     if peer != me and not (apart and peer[0] == address)]
            seeds = sum(left == 0 for left in swarm.values())
        return libtorrent.bencode({
            "interval": INTERVAL_SECONDS, "min interval": INTERVAL_SECONDS, "complete": seeds,
            "incomplete": len(swarm) - seeds,
            "peers": b"".join(socket.inet_aton(a) + struct.pack("!H", p) for a, p in peers)})

    def peers(self, info_hash):
        with self.lock:
            return json.dumps(sorted(self.swarms.get(info_hash, {}))).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    service = Service()

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        torrent = self.rfile.read(int(self.headers["Content-Length"]))
        name = self.path.rpartition("/")[2]
        self.answer(201 if self.service.upload(name, torrent) else 409)

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        kind, _, name = url.path.strip("/").partition("/")
        if kind in ("announce", "announce-apart"):
            query = urllib.parse.parse_qs(url.query, encoding="latin-1")
            self.answer(200, self.service.announce(self.client_address[0], query,
                                                   kind == "announce-apart"))
        elif kind == "peers":
            self.answer(200, self.service.peers(name))
        elif kind == "torrents" and name in self.service.torrents:
            self.answer(200, self.service.torrents[name])
        else:
            self.answer(404)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Handler)
    print("serving", flush=True)
    server.serve_forever()
