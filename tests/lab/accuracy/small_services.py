#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Mail and time for a scene: SMTP on port 25 and an NTP responder (RFC 5905) on port 123.

small_services.py serve ADDRESS | mail ADDRESS COUNT | time ADDRESS COUNT
"""
import asyncio
import smtplib
import socket
import struct
import sys
import threading
import time

EPOCH_1900 = 2208988800


def ntp_time():
    now = time.time() + EPOCH_1900
    return struct.pack("!II", int(now), int(now % 1 * (1 << 32)))


def answer_time(address):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((address, 123))
    while True:
        request, peer = server.recvfrom(512)
        header = struct.pack("!BBbbII4s", 0x24, 2, request[2], -20, 0x100, 0x80, b"GPS\0")
        server.sendto(header + ntp_time() + request[40:48] + ntp_time() + ntp_time(), peer)


async def serve(address):
    from aiosmtpd.handlers import Sink
    from aiosmtpd.smtp import SMTP
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(Sink()), address, 25)
    threading.Thread(target=answer_time, args=(address,), daemon=True).start()
    print("serving", flush=True)
    await asyncio.Event().wait()


def mail(address, count):
    for number in range(count):
        with smtplib.SMTP(address, 25, timeout=5) as server:
            server.sendmail("a@example.org", ["b@example.org"],
                            f"Subject: message {number}\r\n\r\n" + "A line of text.\r\n" * 200)


def ask_time(address, count):
    for _ in range(count):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(2)
            client.sendto(bytes([0x23]) + bytes(39) + ntp_time(), (address, 123))
            client.recv(512)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        asyncio.run(serve(sys.argv[2]))
    {"mail": mail, "time": ask_time}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
