#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The detector's server: does what a client asks for on the control connection.

    {"transfer": {protocol, role, port, seconds, seed}}   role: the server's, seed or leech
    {"listening": true}                                   now the client may connect
    {"abandoned": true}                                   the client's: it could not
    {"outcome": {...}}                                    how it went for the server
"""
import argparse
import dataclasses
import select
import socket

import messages
import transfer
from control_line import PORT, ControlLine

ACCEPT_SECONDS = 6


def serve(line, listening, protocol, role, seconds, seed, **_):
    """One transfer; without one if the client gives up, or is not heard of."""
    ready, _, _ = select.select([listening, line.socket], [], [], ACCEPT_SECONDS)
    if listening not in ready:
        if ready:
            line.hear()
        return transfer.Outcome(ending="no connection")
    connected, _ = listening.accept()
    with connected:
        return transfer.End(connected, messages.messages(protocol, seed), role, False).run(seconds)


def converse(line, address):
    while (asked := line.hear()) is not None:
        if "transfer" not in asked:  # abandoned, when a connection was there all the same
            continue
        order = asked["transfer"]
        with socket.create_server((address, order["port"])) as listening:
            line.say(listening=True)
            outcome = serve(line, listening, **order)
        line.say(outcome=dataclasses.asdict(outcome))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address")
    options = parser.parse_args()
    with socket.create_server((options.address, PORT)) as control:
        print("serving", flush=True)
        while True:
            line = ControlLine(control.accept()[0])
            line.socket.settimeout(None)
            try:
                converse(line, options.address)
            except OSError:
                pass  # that client is gone; its transfers tell why
            line.close()


if __name__ == "__main__":
    main()
