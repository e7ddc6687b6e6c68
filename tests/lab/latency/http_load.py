#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Loads as a home has them beside its bulk: a video in segments, web pages, and their server.

A client says at its end, in one line of JSON, how long each segment or page took, in seconds.
"""
import argparse
import asyncio
import contextlib
import json
import random
import time

BLOCK = random.Random(5).randbytes(1 << 16)
CONNECTIONS = 6  # what browsers open to one HTTP/1.1 server
# A page: its document, then what that names. About 1.1 MB in 25 objects.
DOCUMENT_BYTES = 60_000
OBJECT_BYTES = [300_000, 180_000, 120_000, 80_000, *[40_000] * 8, *[10_000] * 8, *[2_000] * 4]
PAGE_PAUSE_SECONDS = 0.7


async def serve(reader, writer):
    """GET /N: N bytes."""
    try:
        while request := await reader.readuntil(b"\r\n\r\n"):
            size = int(request.split()[1].lstrip(b"/"))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
                         b"Content-Length: %d\r\n\r\n" % size)
            while size > 0:
                writer.write(BLOCK[:size])
                size -= len(BLOCK)
                await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


class Connection:
    def __init__(self, server):
        self._server = server
        self._streams = None

    async def get(self, size):
        if not self._streams:
            self._streams = await asyncio.open_connection(*self._server)
        reader, writer = self._streams
        writer.write(b"GET /%d HTTP/1.1\r\nHost: lab.example\r\n\r\n" % size)
        await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(size)

    def close(self):
        if self._streams:
            self._streams[1].close()


@contextlib.contextmanager
def timed(took):
    """What is under way when the load ends has taken until then."""
    begin = time.monotonic()
    try:
        yield
    finally:
        took.append(time.monotonic() - begin)


async def load_page(server):
    """On new connections, as when a site is visited for the first time."""
    connections = [Connection(server) for _ in range(CONNECTIONS)]
    await connections[0].get(DOCUMENT_BYTES)
    waiting = list(OBJECT_BYTES)

    async def fetch(connection):
        while waiting:
            await connection.get(waiting.pop(0))

    await asyncio.gather(*map(fetch, connections))
    for connection in connections:
        connection.close()


async def web(server, end, took):
    while time.monotonic() < end:
        with timed(took):
            await load_page(server)
        await asyncio.sleep(PAGE_PAUSE_SECONDS)


async def video(server, end, took, mbps, segment_seconds):
    """A player whose buffer is full: a segment when one has been shown."""
    connection = Connection(server)
    while (begin := time.monotonic()) < end:
        with timed(took):
            await connection.get(int(mbps * 1e6 / 8 * segment_seconds))
        await asyncio.sleep(max(0, begin + segment_seconds - time.monotonic()))


async def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("role", choices=["serve", "web", "video"])
    parser.add_argument("address")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--mbps", type=float, default=8)
    parser.add_argument("--segment-seconds", type=float, default=2)
    options = parser.parse_args()
    server = options.address, options.port
    if options.role == "serve":
        async with await asyncio.start_server(serve, *server) as listening:
            print("listening", flush=True)
            await listening.serve_forever()
    took = []
    end = time.monotonic() + options.seconds
    kind = (web(server, end, took) if options.role == "web" else
            video(server, end, took, options.mbps, options.segment_seconds))
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(kind, options.seconds)
    print(json.dumps({"took": took}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
