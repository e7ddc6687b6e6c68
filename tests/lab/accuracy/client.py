# SPDX-License-Identifier: Apache-2.0
"""What the BitTorrent programs other than libtorrent's own peer have in common in a scene."""
import itertools
import shutil

from box import Program

numbers = itertools.count(1)


class Client(Program):
    """One program with a folder of its own; a seed finds the torrent's content in its folder."""

    client = ""
    ready = "."  # what it says when it runs; anything, unless a client knows better

    def __init__(self, place, host, role, torrent, wire):
        name = f"{self.client}-{next(numbers)}-{role}"
        self.torrent = torrent
        self.role = role
        self.addresses = [host.address]
        self.directory = place.directory / name
        self.downloads = self.directory / "downloads"
        self.downloads.mkdir(parents=True)
        if role == "seed":
            shutil.copy(torrent.content, self.downloads)
        super().__init__(host.namespace, self.command(host, wire),
                         place.directory / f"{name}.log", self.ready)

    @staticmethod
    def forms(wire):
        """The forms in which it holds a conversation under these settings."""
        return wire.peer_forms

    def command(self, host, wire):
        """The command line, with all files that it needs written."""
        raise NotImplementedError

    def is_complete(self):
        return self.torrent.is_complete_in(self.downloads)
