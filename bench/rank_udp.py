# SPDX-License-Identifier: Apache-2.0
"""How many lists of 50 peers a second sluice-oracle orders over UDP, beside opentracker's announces."""
import ipaddress
import os
import pathlib
import random
import shutil
import subprocess
import tempfile

from tracker import ROUNDS, SWARMS, free_port, rate_of

FIGURE = "UDP ranks of 50 peers, beside opentracker's announces"
GOAL = 1.3
NETWORKS = 300_000
LOCATIONS = 400
LOAD_SECONDS = 4

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


def measure(programs, directory, cores):
    """The rounds of all three in turn, so that what else the machine does meets all of them."""
    hashes = directory / "hashes"
    hashes.write_text(subprocess.run([programs.path("bench-udp-tracker"), "--swarms", str(SWARMS),
                                      "hashes"], check=True, stdout=subprocess.PIPE,
                                     text=True).stdout, encoding="ascii")
    directory.chmod(0o755)  # opentracker goes to its directory as nobody
    topology = write_topology(directory)
    rounds = {"opentracker": [], "sluice-oracle": []}
    for _ in range(ROUNDS):
        port = free_port()
        theirs = ["opentracker", "-i", "127.0.0.1", "-P", port, "-d", directory, "-w", hashes.name]
        rounds["opentracker"].append(rate_of(programs, theirs, port, cores))
        port = free_port()
        config = directory / "oracle.yaml"
        config.write_text(CONFIG.format(port=port, topology=topology), encoding="ascii")
        ours = [programs.directory.parent / "oracle" / "sluice-oracle", config]
        rounds["sluice-oracle"].append(rate_of(programs, ours, port, cores, "--ranks",
                                               seconds=LOAD_SECONDS))
    return rounds


def rank_udp(programs, results):
    print("\nsluice-oracle: ranking 50 peers over UDP, 300 k networks at 400 locations")
    goal = f"at least {GOAL:g}"
    if not shutil.which("opentracker"):
        results.not_measured(FIGURE, "x", goal, "no opentracker here (devtools/packages)")
        return
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        results.not_measured(FIGURE, "x", goal, "one core for who answers, and one for who asks")
        return
    with tempfile.TemporaryDirectory() as directory:
        try:
            rounds = measure(programs, pathlib.Path(directory), (cores[0], cores[-1]))
        except (RuntimeError, subprocess.SubprocessError) as error:
            results.not_measured(FIGURE, "x", goal, error)
            return
    rates = {}
    for name, took in rounds.items():
        middle = sorted(took, key=lambda each: each["answers_per_s"])[len(took) // 2]
        if middle["errors"] or middle["peers_told"] < 45:
            results.not_measured(FIGURE, "x", goal, f"{name} does not answer as it should: {middle}")
            return
        rates[name] = middle["answers_per_s"]
        results.figure(f"{name}, of one core", rates[name], "1/s")
        results.figure(f"{name}, its share of that core", 100 * middle["busy"], "%")
    results.at_least(FIGURE, rates["sluice-oracle"] / rates["opentracker"], "x", GOAL)
