# SPDX-License-Identifier: Apache-2.0
"""One end of a transfer, over a socket that is connected: seeds or leeches, and says how it went.

    both: handshake, bitfield     leech: interested     seed: unchoke
    leech: requests, so many ahead, for the given time; then what is on the way, not interested, FIN
"""
import dataclasses
import errno
import select
import socket
import time

AHEAD = 6             # requests under way, of 16 KiB
SILENCE_SECONDS = 4   # after which an end gives up: more than a sender's third retransmission
WARM_UP = 0.2         # of the time: what a full bucket or a first window lets pass is no rate
RESETS = (errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED)


@dataclasses.dataclass
class Outcome:
    """How it went for one end; plain values, since it travels as JSON."""
    ending: str = "complete"  # or reset, closed, stalled, altered, no connection
    last: str = ""            # what was received last, in full
    bytes: int = 0            # of blocks, within the measured time
    seconds: float = 0.0

    @property
    def kbps(self):
        return 8e-3 * self.bytes / self.seconds if self.seconds else None


class Ended(Exception):
    """With the ending's name."""


class End:
    def __init__(self, connected, said, role, initiates):
        self.socket = connected
        self.socket.settimeout(SILENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.said = said
        self.role = role
        self.other = "leech" if role == "seed" else "seed"
        self.initiates = initiates
        self.outcome = Outcome()

    def run(self, seconds):
        try:
            self._greet()
            (self._seed if self.role == "seed" else self._leech)(seconds)
        except Ended as ended:
            self.outcome.ending = str(ended)
        except TimeoutError:
            self.outcome.ending = "stalled"
        except OSError as error:
            self.outcome.ending = "reset" if error.errno in RESETS else "closed"
        return self.outcome

    def _send(self, message):
        self.socket.sendall(message)

    def _expect(self, name, message):
        got = bytearray()
        while len(got) < len(message):
            part = self.socket.recv(len(message) - len(got))
            if not part:
                raise Ended("closed")
            got += part
        if got != message:
            raise Ended("altered")
        self.outcome.last = name

    def _greet(self):
        if self.initiates:
            self._send(self.said.handshake(self.role))
            self._expect("handshake", self.said.handshake(self.other))
        else:
            self._expect("handshake", self.said.handshake(self.other))
            self._send(self.said.handshake(self.role))
        self._send(self.said.bitfield(self.role))
        self._expect("bitfield", self.said.bitfield(self.other))

    def _leech(self, seconds):
        self._send(self.said.interested())
        self._expect("unchoke", self.said.unchoke())
        begin = time.monotonic()
        measured_from, until = begin + WARM_UP * seconds, begin + seconds
        first = None
        asked = received = 0
        while True:
            while asked < received + AHEAD and time.monotonic() < until:
                self._send(self.said.request(asked))
                asked += 1
            if received == asked:
                break
            self._expect("piece", self.said.piece(received))
            received += 1
            now = time.monotonic()
            if first is None and now >= measured_from:
                first = now
            elif first is not None and (now <= until or not self.outcome.bytes):
                self.outcome.bytes += len(self.said.piece(received))
                self.outcome.seconds = now - first
        self._send(self.said.not_interested())
        self.socket.shutdown(socket.SHUT_WR)
        if self.socket.recv(1):
            raise Ended("altered")

    def _seed(self, _seconds):
        self._expect("interested", self.said.interested())
        self._send(self.said.unchoke())
        number = 0
        leave = self.said.not_interested()
        while True:
            # The next message is a request or the last one: they differ in length and first bytes.
            if not select.select([self.socket], [], [], SILENCE_SECONDS)[0]:
                raise Ended("stalled")
            first = self.socket.recv(len(leave), socket.MSG_PEEK)
            if not first:
                raise Ended("closed")
            if first == leave:
                self._expect("not_interested", leave)
                if self.socket.recv(1):
                    raise Ended("altered")
                return
            self._expect("request", self.said.request(number))
            self._send(self.said.piece(number))
            number += 1
