# SPDX-License-Identifier: Apache-2.0
"""The control connection beside the transfers: one JSON object a line, question and answer."""
import json
import socket

PORT = 8080
ANSWER_SECONDS = 30


class ControlLine:
    def __init__(self, connected):
        self.socket = connected
        self.socket.settimeout(ANSWER_SECONDS)
        self.stream = connected.makefile("rw", encoding="utf-8")

    def say(self, **what):
        self.stream.write(json.dumps(what) + "\n")
        self.stream.flush()

    def hear(self):
        """The next line; None when the other end has left."""
        line = self.stream.readline()
        return json.loads(line) if line else None

    def close(self):
        self.stream.close()
        self.socket.close()


def call(server, source):
    return ControlLine(socket.create_connection((server, PORT), ANSWER_SECONDS, (source, 0)))
