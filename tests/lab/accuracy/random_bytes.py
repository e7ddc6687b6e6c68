#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A service whose every byte is random, in flights of random lengths, from both ends.

random_bytes.py serve ADDRESS PORT | connect ADDRESS PORT COUNT [udp]
"""
import os
import random
import socket
import sys
import threading
import time

FLIGHTS = 8


def converse(connection, begins):
    """Turns: who has the word sends 1 to 4 writes of 1 to 3,000 bytes."""
    connection.settimeout(3)
    has_word = begins
    try:
        for _ in range(FLIGHTS):
            if has_word:
                for _ in range(random.randint(1, 4)):
                    longest = random.choice([60, 600, 3000])
                    connection.sendall(os.urandom(random.randint(1, longest)))
                    time.sleep(random.choice([0, 0, 0.005]))
            elif not connection.recv(65536):
                return
            has_word = not has_word
    except OSError:
        pass
    finally:
        connection.close()


def datagrams(connection, peer=None):
    """Answers each datagram with one; as a client, begins."""
    connection.settimeout(2)
    for _ in range(FLIGHTS):
        connection.sendto(os.urandom(random.randint(20, 1200)), peer)
        connection.recv(2048)


def serve(address, port):
    listener = socket.create_server((address, port), backlog=64)
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((address, port))

    def answer():
        while True:
            _, peer = udp.recvfrom(2048)
            udp.sendto(os.urandom(random.randint(20, 1200)), peer)

    threading.Thread(target=answer, daemon=True).start()
    print("serving", flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=converse, args=(connection, random.random() < 0.3),
                         daemon=True).start()


def connect(address, port, count, udp):
    for _ in range(count):
        if udp:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
                datagrams(connection, (address, port))
        else:
            converse(socket.create_connection((address, port), 3), True)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2], int(sys.argv[3]))
    connect(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:] == ["udp"])
