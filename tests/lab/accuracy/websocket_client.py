#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A chat of binary and text messages over one WebSocket: websocket_client.py URL MESSAGES."""
import asyncio
import os
import random
import ssl
import sys

import aiohttp


async def main():
    anyone = ssl.create_default_context()
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(sys.argv[1], ssl=anyone) as socket:
            for number in range(int(sys.argv[2])):
                if number % 3:
                    await socket.send_bytes(os.urandom(random.randint(1, 2000)))
                else:
                    await socket.send_str("message %d" % number)
                await asyncio.wait_for(socket.receive(), 5)


if __name__ == "__main__":
    asyncio.run(main())
