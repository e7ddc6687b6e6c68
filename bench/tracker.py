# SPDX-License-Identifier: Apache-2.0
"""How many announces a second sluice-tracker answers over UDP, beside Debian's opentracker."""
from beside_opentracker import Ours, compare

FIGURE = "UDP announces, beside opentracker's"
GOAL = 1.2

CONFIG = """
udp: ["127.0.0.1:{port}"]
accept: [127.0.0.0/8]
hashes: {{ allow: {hashes} }}
limits: {{ peers_per_source: 1000000 }}
"""


class Tracker(Ours):
    name = "sluice-tracker"
    hashes = None

    def prepare(self, directory, hashes):
        self.hashes = hashes

    def command(self, programs, directory, port):
        config = directory / "tracker.yaml"
        config.write_text(CONFIG.format(port=port, hashes=self.hashes), encoding="ascii")
        return [programs.directory.parent / "oracle" / "tracker" / self.name, config]


def tracker(programs, results):
    print("\nsluice-tracker: announces for 50 peers over UDP, 100 k peers in 1 k swarms")
    compare(programs, results, Tracker(), FIGURE, GOAL)
