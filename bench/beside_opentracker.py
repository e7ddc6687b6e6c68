# SPDX-License-Identifier: Apache-2.0
"""How many requests a second one of ours answers over UDP, beside Debian's opentracker's announces."""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

ROUNDS = 3
SWARMS = 1_000
FEWEST_PEERS = 45  # in an answer to who wants 50
THEIRS = "opentracker"


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


class Ours:
    """What is measured: a name, and in each round a configuration for a port."""

    name = ""
    asked = ()  # how bench-udp-tracker asks it, if not by announces
    begins_s = 0.7

    def prepare(self, directory, hashes):
        """Once, before the rounds."""

    def command(self, programs, directory, port):
        raise NotImplementedError


def play(programs, ours, directory, cores):
    """The rounds of both in turn, so that what else the machine does meets both."""
    hashes = directory / "hashes"
    hashes.write_text(subprocess.run([programs.path("bench-udp-tracker"), "--swarms", str(SWARMS),
                                      "hashes"], check=True, stdout=subprocess.PIPE,
                                     text=True).stdout, encoding="ascii")
    directory.chmod(0o755)  # opentracker goes to its directory as nobody
    ours.prepare(directory, hashes)
    rounds = {ours.name: [], THEIRS: []}
    for _ in range(ROUNDS):
        port = free_port()
        rounds[ours.name].append(rate_of(programs, ours.command(programs, directory, port), port,
                                         cores, *ours.asked, seconds=ours.begins_s))
        port = free_port()
        theirs = [THEIRS, "-i", "127.0.0.1", "-P", port, "-d", directory, "-w", hashes.name]
        rounds[THEIRS].append(rate_of(programs, theirs, port, cores))
    return rounds


def compare(programs, results, ours, figure, least):
    """The ratio of the middle rounds, or why there is none."""
    def not_measured(reason):
        results.not_measured(figure, "x", f"at least {least:g}", reason)

    if not shutil.which(THEIRS):
        return not_measured("no opentracker here (devtools/packages)")
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return not_measured("one core for who answers, and one for who asks")
    with tempfile.TemporaryDirectory() as directory:
        try:
            rounds = play(programs, ours, pathlib.Path(directory), (cores[0], cores[-1]))
        except (RuntimeError, subprocess.SubprocessError) as error:
            return not_measured(error)
    rates = {}
    for name, took in rounds.items():
        middle = sorted(took, key=lambda each: each["answers_per_s"])[len(took) // 2]
        if middle["errors"] or middle["peers_told"] < FEWEST_PEERS:
            return not_measured(f"{name} does not answer as it should: {middle}")
        rates[name] = middle["answers_per_s"]
        results.figure(f"{name}, of one core", rates[name], "1/s")
        results.figure(f"{name}, its share of that core", 100 * middle["busy"], "%")
    return results.at_least(figure, rates[ours.name] / rates[THEIRS], "x", least)
