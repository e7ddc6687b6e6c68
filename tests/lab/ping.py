# SPDX-License-Identifier: Apache-2.0
"""A ping (RFC 792) as a home would start it, without the program."""
import os
import socket
import struct
import threading
import time

INTERVAL_SECONDS = 0.05


def checksum(data):
    """RFC 1071, of an even number of bytes."""
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Ping:
    """Asks from when it is made until it is stopped."""

    def __init__(self, namespace, address):
        self._socket = namespace.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        self._socket.settimeout(0.2)
        self._address = address
        self._identifier = os.getpid() & 0xffff
        self._sent = {}   # when, by sequence number
        self.answered = []  # (when it was asked, milliseconds)
        self._running = True
        self._threads = [threading.Thread(target=work, daemon=True)
                         for work in (self._ask, self._listen)]
        for thread in self._threads:
            thread.start()

    def _ask(self):
        number = 0
        while self._running:
            header = struct.pack("!BBHHH", 8, 0, 0, self._identifier, number)
            data = bytes(48)
            header = header[:2] + struct.pack("!H", checksum(header + data)) + header[4:]
            self._sent[number] = time.monotonic()
            self._socket.sendto(header + data, (self._address, 0))
            number = number + 1 & 0xffff
            time.sleep(INTERVAL_SECONDS)

    def _listen(self):
        while self._running:
            try:
                packet = self._socket.recv(2048)
            except TimeoutError:
                continue
            now = time.monotonic()
            kind, _, _, identifier, number = struct.unpack_from("!BBHHH", packet,
                                                                4 * (packet[0] & 15))
            if kind == 0 and identifier == self._identifier and number in self._sent:
                asked = self._sent.pop(number)
                self.answered.append((asked, 1000 * (now - asked)))

    def since(self, begin):
        """Milliseconds of each that was asked since then and answered."""
        return [took for asked, took in list(self.answered) if asked >= begin]

    def stop(self):
        self._running = False
        for thread in self._threads:
            thread.join()
        self._socket.close()
