# SPDX-License-Identifier: Apache-2.0
"""How many announces a second sluice-tracker answers over UDP, beside Debian's opentracker."""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

FIGURE = "UDP announces, beside opentracker's"
GOAL = 1.2
ROUNDS = 3
SWARMS = 1_000

CONFIG = """
udp: ["127.0.0.1:{port}"]
accept: [127.0.0.0/8]
hashes: {{ allow: {hashes} }}
limits: {{ peers_per_source: 1000000 }}
"""


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(command, core, seconds):
    with subprocess.Popen(["taskset", "-c", str(core), *map(str, command)],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            time.sleep(seconds)
            if server.poll() is not None:
                raise RuntimeError(f"{command[0]} ended with {server.returncode}")
            yield server
        finally:
            server.terminate()


def core_seconds(process):
    """What its threads have taken, as the scheduler counts it."""
    total = 0
    for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir():
        total += int((task / "schedstat").read_text(encoding="ascii").split()[0])
    return total / 1e9


def rate_of(programs, command, port, cores, *more, seconds=0.7):
    """What it answered, with the share of its core that it took: what bounds the rate if near 1.
    seconds: what it takes to begin."""
    with running(command, cores[0], seconds) as server:
        busy, began = core_seconds(server), time.monotonic()
        done = subprocess.run(["taskset", "-c", str(cores[1]), programs.path("bench-udp-tracker"),
                               "--swarms", str(SWARMS), "measure", f"127.0.0.1:{port}", *more],
                              check=True, stdout=subprocess.PIPE, text=True, timeout=60)
        took = json.loads(done.stdout)
        took["busy"] = (core_seconds(server) - busy) / (time.monotonic() - began)
    return took


def measure(programs, directory, cores):
    """The rounds of both in turn, so that what else the machine does meets both."""
    hashes = directory / "hashes"
    hashes.write_text(subprocess.run([programs.path("bench-udp-tracker"), "--swarms", str(SWARMS),
                                      "hashes"], check=True, stdout=subprocess.PIPE,
                                     text=True).stdout, encoding="ascii")
    directory.chmod(0o755)  # opentracker goes to its directory as nobody
    rounds = {"sluice-tracker": [], "opentracker": []}
    for _ in range(ROUNDS):
        port = free_port()
        config = directory / "tracker.yaml"
        config.write_text(CONFIG.format(port=port, hashes=hashes), encoding="ascii")
        ours = [programs.directory.parent / "oracle" / "tracker" / "sluice-tracker", config]
        rounds["sluice-tracker"].append(rate_of(programs, ours, port, cores))
        port = free_port()
        theirs = ["opentracker", "-i", "127.0.0.1", "-P", port, "-d", directory, "-w", hashes.name]
        rounds["opentracker"].append(rate_of(programs, theirs, port, cores))
    return rounds


def tracker(programs, results):
    print("\nsluice-tracker: announces for 50 peers over UDP, 100 k peers in 1 k swarms")
    goal = f"at least {GOAL:g}"
    if not shutil.which("opentracker"):
        results.not_measured(FIGURE, "x", goal, "no opentracker here (devtools/packages)")
        return
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        results.not_measured(FIGURE, "x", goal, "one core for the tracker, and one for who asks")
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
    results.at_least(FIGURE, rates["sluice-tracker"] / rates["opentracker"], "x", GOAL)
