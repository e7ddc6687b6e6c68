# SPDX-License-Identifier: Apache-2.0
"""opentracker, over HTTP and UDP on one port."""
import time

from box import Program
import tools

PORT = 6969


class OpenTracker:
    def __init__(self, place, host):
        self.place = place
        self.host = host
        self.whitelist = place.directory / "tracked"
        self.program = None

    def url(self, scheme):
        return f"{scheme}://{self.host.address}:{PORT}/announce"

    def start(self, torrent):
        self.whitelist.write_text("".join(f"{h}\n" for h in torrent.tracked_hashes),
                                  encoding="ascii")
        self.whitelist.chmod(0o644)
        self.place.directory.chmod(0o755)
        # It changes its root to -d before it reads the list.
        self.program = Program(
            self.host.namespace,
            [tools.find("opentracker"), "-i", self.host.address, "-p", PORT, "-P", PORT,
             "-w", "/tracked", "-d", self.place.directory],
            self.place.directory / "opentracker.log", "Binding socket type")
        time.sleep(0.5)
        return self
