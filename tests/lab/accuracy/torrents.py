# SPDX-License-Identifier: Apache-2.0
"""Small torrents of bytes that do not compress, and the files that a seed has of them."""
import pathlib
import random

import libtorrent

PIECE_BYTES = 64 << 10
VERSIONS = {"v1": libtorrent.create_torrent.v1_only, "v2": libtorrent.create_torrent.v2_only,
            "hybrid": 0}


class Torrent:
    def __init__(self, directory, name, megabytes, version="v1", trackers=(), web_seeds=(),
                 dht_node=None):
        self.name = f"{name}.bin"
        self.seed_directory = pathlib.Path(directory) / f"{name}-seed"
        self.seed_directory.mkdir(parents=True, exist_ok=True)
        self.content = self.seed_directory / self.name
        self.size = int(megabytes * (1 << 20))
        self.content.write_bytes(random.Random(name).randbytes(self.size))
        files = libtorrent.file_storage()
        files.add_file(self.name, self.size)
        made = libtorrent.create_torrent(files, PIECE_BYTES, VERSIONS[version])
        for tracker in trackers:
            made.add_tracker(tracker)
        for url in web_seeds:
            made.add_url_seed(url)
        if dht_node:
            made.add_node(*dht_node)
        libtorrent.set_piece_hashes(made, str(self.seed_directory))
        entry = made.generate()
        info = libtorrent.torrent_info(entry)
        self.file = pathlib.Path(directory) / f"{name}.torrent"
        self.file.write_bytes(libtorrent.bencode(entry))
        hashes = info.info_hashes()
        # A tracker is asked for both of a hybrid's, the longer one cut to 20 bytes (BEP 52).
        self.tracked_hashes = [str(h)[:40] for h, has in
                               ((hashes.v1, hashes.has_v1()), (hashes.v2, hashes.has_v2())) if has]

    def is_complete_in(self, directory):
        file = pathlib.Path(directory) / self.name
        return file.exists() and file.stat().st_size == self.size and \
            file.read_bytes() == self.content.read_bytes()
