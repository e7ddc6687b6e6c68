# SPDX-License-Identifier: Apache-2.0
"""What is shared: bytes that do not compress. Run as a program, for it wants Debian's Python."""
import pathlib
import random
import sys

import libtorrent

PIECE_BYTES = 64 << 10


def main():
    directory, url, size = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    seed = directory / "seed"
    seed.mkdir()
    (seed / "shared.bin").write_bytes(random.Random(size).randbytes(size))
    files = libtorrent.file_storage()
    files.add_file("shared.bin", size)
    made = libtorrent.create_torrent(files, PIECE_BYTES, libtorrent.create_torrent.v1_only)
    made.add_tracker(url)
    libtorrent.set_piece_hashes(made, str(seed))
    entry = made.generate()
    (directory / "shared.torrent").write_bytes(libtorrent.bencode(entry))
    print(libtorrent.torrent_info(entry).info_hashes().v1)


if __name__ == "__main__":
    main()
