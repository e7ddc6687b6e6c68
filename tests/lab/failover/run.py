#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What befalls the box, and what those behind it notice: outages, packets, TCP, a swarm.

Prints a table, writes build/results/failover.json and bpftool's listings before and after many
kills, and exits with 1 if a number to reach is not reached, or a scene could not be played.
"""
import argparse
import pathlib
import signal
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:1] = [str(HERE), str(HERE.parent), str(HERE.parent / "latency")]

import bypass_rate  # noqa: E402
import fault_play  # noqa: E402
import fault_table  # noqa: E402
import faults  # noqa: E402
import kernel_objects  # noqa: E402
import long_download  # noqa: E402
import many_times  # noqa: E402
import shunt_rate  # noqa: E402
from goals import Results  # noqa: E402
from scene_by_scene import SceneByScene, cannot_run  # noqa: E402

TOOLS = ["ip", "ethtool", "iperf3", "sysctl", "irtt", kernel_objects.BPFTOOL]
PARTS = ("faults", "restarts", "kills", "download", "bypass", "shunt")


class Run(SceneByScene):
    def __init__(self, options):
        super().__init__(options)
        self.results = Results()
        self.said = []

    def played(self, name, function, *arguments):
        return self.guarded(name, function, self.options.build, *arguments)

    def faults(self, chosen):
        outcomes = [self.played(fault.name, fault_play.play, fault) for fault in chosen]
        outcomes = list(filter(None, outcomes))
        for outcome in outcomes:
            self.results.fault(outcome)
        if outcomes:
            self.said += ["", *fault_table.faults_table(outcomes), ""]

    def restarts(self):
        if done := self.played(f"{self.options.restarts} planned restarts",
                               many_times.restart_often, self.options.restarts):
            self.results.restarts(done)
            self.said.append(fault_table.restarts_line(done))

    def kills(self):
        if done := self.played(f"{self.options.kills} kills", many_times.kill_often,
                               self.options.kills):
            self.results.kills(done)
            self.said += fault_table.kills_lines(done)
            folder = ROOT / "build/results"
            folder.mkdir(parents=True, exist_ok=True)
            for when, listing in zip(("before", "after"), done.listings):
                (folder / f"failover-bpf-{when}.txt").write_text(listing, encoding="utf-8")

    def download(self):
        if done := self.played("a torrent through many faults", long_download.play):
            self.results.download(done)
            self.said.append(fault_table.download_line(done))

    def bypass(self):
        if done := self.played("bypass beside a plain redirect", bypass_rate.measure):
            self.results.bypass(done)
            self.said.append(fault_table.bypass_line(done))

    def shunt(self):
        if done := self.played("nine of ten flows past the worker", shunt_rate.measure):
            self.results.shunt(done)
            self.said.append(fault_table.shunt_line(done))

    def play(self, words):
        parts = [part for part in PARTS if part in words]
        chosen = faults.named([word for word in words if word not in PARTS])
        if not words or "faults" in parts or len(chosen) < len(faults.ALL):
            self.faults(chosen)
        for part in PARTS[1:]:
            if not words or part in parts:
                getattr(self, part)()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--only", default="", metavar="WORDS",
                        help=f"{', '.join(PARTS)}, or words of a fault's name: kill, SIGSTOP")
    parser.add_argument("--kills", type=int, default=many_times.KILLS)
    parser.add_argument("--restarts", type=int, default=many_times.RESTARTS)
    parser.add_argument("--verbose", action="store_true", help="where a fault of the lab is from")
    options = parser.parse_args()
    options.build = options.build.resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl-C: clean up on the way out
    if reason := cannot_run(TOOLS):
        sys.exit(f"failover: {reason}")
    words = options.only.split()
    unknown = [word for word in words if word not in PARTS and not faults.named([word])]
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}")
    start = time.monotonic()
    run = Run(options)
    run.play(words)
    print("\n".join(run.said))
    run.results.print_goals()
    run.results.write(ROOT / "build/results")
    goals, short = run.results.goals, run.results.short
    print(f"failover: {len(goals) - len(short)} reached, {len(short)} not reached, "
          f"{run.not_played} not played, {time.monotonic() - start:.0f} s")
    return 1 if short or run.not_played or not goals else 0


if __name__ == "__main__":
    sys.exit(main())
