# SPDX-License-Identifier: Apache-2.0
"""How many lists of 50 peers a second sluice-oracle orders over UDP, beside opentracker's announces."""
import ipaddress
import random

from beside_opentracker import Ours, compare

FIGURE = "UDP ranks of 50 peers, beside opentracker's announces"
GOAL = 1.3
NETWORKS = 300_000
LOCATIONS = 400

CONFIG = """
rank_udp: {{ listen: ["127.0.0.1:{port}"], requests_per_second: 10000000 }}
topology: {topology}
"""
TOPOLOGY = """
own_as: 64496
feeds: [{{ name: networks, format: ip-to-as, file: {feed} }}]
pids:
  home: {{ prefixes: [127.0.0.0/8] }}
{pids}
  elsewhere: {{ default: true }}
costs:
  routing:
    own: 0
    others: 1000
    pairs:
{pairs}
"""


def write_topology(directory):
    """Networks of IPv4 all over the world, each at one of some locations at a distance of its own."""
    chance = random.Random(7)
    feed = directory / "networks.tsv"
    with feed.open("w", encoding="ascii") as out:
        for network in sorted(chance.sample(range(0x010000, 0xE00000), NETWORKS)):
            first = ipaddress.IPv4Address(network << 8)
            out.write(f"{first}\t{first + 255}\t{1 + chance.randrange(LOCATIONS)}\tDE\tX\n")
    numbers = range(1, LOCATIONS + 1)
    topology = directory / "topology.yaml"
    topology.write_text(TOPOLOGY.format(
        feed=feed, pids="\n".join(f"  p{n}: {{ origin: {n} }}" for n in numbers),
        pairs="\n".join(f"      - {{ from: home, to: p{n}, cost: {n} }}" for n in numbers)),
        encoding="ascii")
    return topology


class Oracle(Ours):
    name = "sluice-oracle"
    asked = ("--ranks",)
    begins_s = 4
    topology = None

    def prepare(self, directory, hashes):
        self.topology = write_topology(directory)

    def command(self, programs, directory, port):
        config = directory / "oracle.yaml"
        config.write_text(CONFIG.format(port=port, topology=self.topology), encoding="ascii")
        return [programs.directory.parent / "oracle" / self.name, config]


def rank_udp(programs, results):
    print("\nsluice-oracle: ranking 50 peers over UDP, 300 k networks at 400 locations")
    compare(programs, results, Oracle(), FIGURE, GOAL)
