# SPDX-License-Identifier: Apache-2.0
"""What the two ends say: BitTorrent's messages (BEP 3), and the same sizes without BitTorrent.

Everything follows from a seed that both ends have, so each knows every byte that the other sends,
and a changed one is found.

A plain transfer is text or random bytes, by its seed, message for message as long as its twin.
Random bytes are what an encrypted BitTorrent peer might look like, on a port where a peer was
before, and are not to be taken for one.
"""
import random
import string
import struct

from verdict import BITTORRENT

BLOCK = 16384
PIECES = 256  # as the bitfield has them; more blocks than a transfer takes go round
BLOCKS_A_PIECE = 16
PROTOCOL = b"\x13BitTorrent protocol"
TEXT = (string.ascii_letters + string.digits + " .,\n").encode()
# Who says that it is what client: none of them is to matter.
PEER_IDS = (b"-qB4630-", b"-TR4050-", b"-UT3550-", b"-GL0100-", b"")


class BitTorrent:
    def __init__(self, seed):
        chance = random.Random(seed)
        self._info_hash = chance.randbytes(20)
        ids = [chance.choice(PEER_IDS) for _ in range(2)]
        self._peer_ids = dict(zip(("seed", "leech"),
                                  (start + chance.randbytes(20 - len(start)) for start in ids)))
        self._block = chance.randbytes(BLOCK)

    def handshake(self, role):
        return PROTOCOL + bytes(8) + self._info_hash + self._peer_ids[role]

    def bitfield(self, role):
        have = b"\xff" if role == "seed" else b"\0"
        return struct.pack("!IB", 1 + PIECES // 8, 5) + have * (PIECES // 8)

    def interested(self):
        return struct.pack("!IB", 1, 2)

    def not_interested(self):
        return struct.pack("!IB", 1, 3)

    def unchoke(self):
        return struct.pack("!IB", 1, 1)

    @staticmethod
    def _place(number):
        return number // BLOCKS_A_PIECE % PIECES, number % BLOCKS_A_PIECE * BLOCK

    def request(self, number):
        return struct.pack("!IBIII", 13, 6, *self._place(number), BLOCK)

    def piece(self, number):
        return struct.pack("!IBII", 9 + BLOCK, 7, *self._place(number)) + self._block


class Plain:
    def __init__(self, seed):
        self._sizes = BitTorrent(seed)
        chance = random.Random(seed)
        self._text = chance.randbytes(2 * BLOCK) if seed % 2 else \
            bytes(chance.choices(TEXT, k=2 * BLOCK))

    def __getattr__(self, name):
        like = getattr(self._sizes, name)
        # Each message another part of the text, the same for both ends.
        begin = sum(name.encode()) % BLOCK
        return lambda *which: self._text[begin:begin + len(like(*which))]


def messages(protocol, seed):
    return (BitTorrent if protocol == BITTORRENT else Plain)(seed)
