#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The detector's client: the eight transfers, in turn, as often as asked, a line of JSON for each.

The subscriber uploads as a seed and downloads as a leech. It is the client who connects, always, as
behind a NAT it must. No two transfers have a peer id, an info-hash or a byte of payload in common.
"""
import argparse
import dataclasses
import itertools
import json
import random
import socket
import sys
import time

import control_line
import messages
import transfer
from verdict import BITTORRENT, DIRECTIONS, PLAIN, UP

CONNECT_SECONDS = 2.5  # a lost SYN is sent again after one
# Before the first word: if the handshake's last packet came to a box in one burst with it, both
# could be stopped, and the server would never have had a connection that it could tell of.
CONNECTED_SECONDS = 0.05


class Client:
    def __init__(self, options):
        self.options = options
        self.chance = random.Random(options.seed)
        self.line = None

    def _call(self):
        if self.line is None:
            self.line = control_line.call(self.options.server, self.options.address)
        return self.line

    def _hang_up(self):
        if self.line is not None:
            self.line.close()
        self.line = None

    def transfer(self, protocol, direction, port):
        role = "seed" if direction == UP else "leech"
        order = {"protocol": protocol, "role": "leech" if role == "seed" else "seed",
                 "port": port, "seconds": self.options.seconds, "seed": self.chance.getrandbits(32)}
        found = {"protocol": protocol, "direction": direction, "port": port, "server": None,
                 "client": None, "source_port": 0, "control_before": False, "control_after": False}
        try:
            line = self._call()
            line.say(transfer=order)
            found["control_before"] = bool(line.hear()["listening"])
            found["source_port"], outcome = self._play(order, role)
            found["client"] = dataclasses.asdict(outcome) | {"kbps": outcome.kbps}
            if outcome.ending == "no connection":
                line.say(abandoned=True)
            answer = line.hear()
            found["server"] = answer and answer["outcome"]
            found["control_after"] = answer is not None
        except OSError:
            pass
        if not found["control_after"]:
            self._hang_up()
        return found

    def _play(self, order, role):
        with socket.socket() as made:
            made.bind((self.options.address, 0))
            made.settimeout(CONNECT_SECONDS)
            port = made.getsockname()[1]
            try:
                made.connect((self.options.server, order["port"]))
            except OSError:  # too late, refused, reset: no matter how, there is no connection
                return port, transfer.Outcome(ending="no connection")
            time.sleep(CONNECTED_SECONDS)
            said = messages.messages(order["protocol"], order["seed"])
            return port, transfer.End(made, said, role, True).run(order["seconds"])

    def all(self):
        kinds = itertools.product((self.options.known, self.options.neutral), DIRECTIONS,
                                  (BITTORRENT, PLAIN))
        for kind_port, direction, protocol in kinds:
            for _ in range(self.options.times):
                yield self.transfer(protocol, direction, kind_port)
                time.sleep(self.options.pause)
                if self.options.in_step:
                    sys.stdin.readline()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address", help="its own")
    parser.add_argument("server")
    parser.add_argument("--known", type=int, default=6881)
    parser.add_argument("--neutral", type=int, default=4711)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each transfer")
    parser.add_argument("--pause", type=float, default=0.1, help="seconds between two")
    parser.add_argument("--in-step", action="store_true",
                        help="wait for a line of input after each, too")
    parser.add_argument("--seed", type=int, help="of what is random; unless given any")
    for found in Client(parser.parse_args()).all():
        print(json.dumps(found), flush=True)
    print(json.dumps({"done": True}), flush=True)


if __name__ == "__main__":
    main()
