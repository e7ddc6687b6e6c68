# SPDX-License-Identifier: Apache-2.0
"""Hundreds of real TCP connections between two namespaces, both ends in this process, so that one
clock tells when each end has heard of what.
"""
import contextlib
import errno
import itertools
import select
import socket
import struct
import time

HANDSHAKE = b"\x13BitTorrent protocol" + bytes(8) + b"h" * 20 + b"-XX0000-" + b"p" * 12  # BEP 3
BITFIELD = struct.pack("!IB", 126, 5) + b"\xf0" * 125
REQUEST = struct.pack("!IBIII", 13, 6, 1, 0, 1 << 14)
PIECE = struct.pack("!IBII", 9 + (1 << 14), 7, 1, 0) + bytes(1 << 14)
KEEP_ALIVE = bytes(4)
CONNECT_SECONDS = 20


class End:
    """One of the two sockets of a connection."""

    def __init__(self, connection, endpoint):
        self.connection = connection
        self.socket = endpoint
        self.received = 0
        self.out = b""       # what the socket had no room for
        self.ended = None    # when it did
        self.error = ""      # and by what

    def send(self, data):
        """Without waiting, and not more than there is room for beside what waits already."""
        if self.ended or len(self.out) > len(PIECE):
            return
        self.out += data
        try:
            self.out = self.out[self.socket.send(self.out):]
        except BlockingIOError:
            pass
        except OSError as error:
            self.end(errno.errorcode[error.errno])

    def read(self):
        try:
            data = self.socket.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError as error:
            self.end(errno.errorcode[error.errno])
            return
        self.received += len(data)
        if not data:
            self.end("closed")

    def end(self, error):
        if self.ended is None:
            self.ended = time.monotonic()
            self.error = error


class Connection:
    def __init__(self):
        self.client = self.server = None
        self.begun = None  # when it was to be reset
        self.answered = False

    @property
    def ends(self):
        return (self.client, self.server)

    def torn_down_s(self):
        """From its beginning until both ends had heard of the reset; None: not both have."""
        if not all(end.error == "ECONNRESET" for end in self.ends):
            return None
        return max(end.ended for end in self.ends) - self.begun


class Crowd:
    """All the connections that go to one port."""

    def __init__(self, client, server, source, address, port, count):
        self.connections = [Connection() for _ in range(count)]
        self.poll = select.epoll()
        self.by_descriptor = {}
        with contextlib.ExitStack() as stack:
            listener = stack.enter_context(server.socket(socket.AF_INET, socket.SOCK_STREAM))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address, port))
            listener.listen(count)
            listener.settimeout(CONNECT_SECONDS)
            by_port = {}
            with client.entered():
                sockets = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
            for connection, made in zip(self.connections, sockets):
                connection.client = self._end(connection, made)
                made.bind((source, 0))
                by_port[made.getsockname()[1]] = connection
                with contextlib.suppress(BlockingIOError):
                    made.connect((address, port))
            for _ in range(count):
                accepted, (_, from_port) = listener.accept()
                connection = by_port[from_port]
                connection.server = self._end(connection, accepted)
        for connection in self.connections:
            connection.client.socket.getpeername()  # raises unless it is connected

    def _end(self, connection, endpoint):
        endpoint.setblocking(False)
        endpoint.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        end = End(connection, endpoint)
        self.by_descriptor[endpoint.fileno()] = end
        self.poll.register(endpoint, select.EPOLLIN)
        return end

    def hear(self, seconds):
        """Reads what has come; gives the ends that something came to."""
        heard = []
        for descriptor, _ in self.poll.poll(seconds):
            end = self.by_descriptor[descriptor]
            end.read()
            if end.ended:
                self.poll.unregister(descriptor)
            heard.append(end)
        return heard

    def living(self):
        return [connection for connection in self.connections
                if not any(end.ended for end in connection.ends)]

    def close(self):
        for end in self.by_descriptor.values():
            end.socket.close()
        self.poll.close()


class Swarm(Crowd):
    """BitTorrent: the client downloads from the server once it has begun. Some without a pause, the
    others a piece now and then. A server that hears nothing says that it is there, as clients do
    after two minutes: a lost reset is found out by whom it was for when it speaks."""

    def __init__(self, *place, bulk_share=0.02, interval_s=0.2, keep_alive_s=0.3):
        super().__init__(*place)
        self.bulk = set(self.connections[:int(len(self.connections) * bulk_share)])
        self.interval_s = interval_s
        self.keep_alive_s = keep_alive_s
        self._next = 0

    def begin(self, connection):
        connection.begun = time.monotonic()
        connection.client.send(HANDSHAKE + BITFIELD)

    def turn(self, seconds):
        for end in self.hear(seconds):
            connection = end.connection
            if end is connection.server and not connection.answered and not end.ended:
                connection.answered = True
                end.send(HANDSHAKE + BITFIELD)
            elif connection in self.bulk and end is connection.client:
                connection.server.send(PIECE)
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + self.interval_s
        for connection in self.connections:
            if connection.answered:
                connection.client.send(REQUEST)
                connection.server.send(PIECE)
            elif connection.begun and now - connection.begun > self.keep_alive_s:
                connection.server.send(KEEP_ALIVE)


class Talk(Crowd):
    """Others: each end sends a line twice a second, and counts what it got. In turn: if all spoke
    at once, this process would be late to hear what the torrents' ends have to say."""

    LINE = b"a line of what is none of the rule's business\n"

    def __init__(self, *place, interval_s=0.5):
        super().__init__(*place)
        self.interval_s = interval_s
        self.lines = dict.fromkeys(self.connections, 0)
        self._whose_turn = itertools.cycle(self.connections)
        self._owed = 0.0
        self._turned = time.monotonic()

    def turn(self, seconds):
        self.hear(seconds)
        now = time.monotonic()
        owed = (now - self._turned) / self.interval_s * len(self.connections)
        self._owed = min(self._owed + owed, len(self.connections))
        self._turned = now
        while self._owed >= 1:
            self._owed -= 1
            connection = next(self._whose_turn)
            self.lines[connection] += 1
            for end in connection.ends:
                end.send(self.LINE)

    def untouched(self, seconds=5):
        """Those that carried everything, both ways."""
        def are_whole():
            return [connection for connection, lines in self.lines.items()
                    if all(end.received == lines * len(self.LINE) and not end.ended
                           for end in connection.ends)]
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and len(are_whole()) < len(self.connections):
            self.hear(0.05)
        return are_whole()
