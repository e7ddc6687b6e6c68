#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Delay, rates and fairness at a bottleneck: Sluice, CAKE, fq_codel and nothing in one place.

Prints a table for each load, writes build/results/latency.json, and exits with 1 if a number to
reach is not reached, or a scene could not be played.
"""
import argparse
import pathlib
import signal
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:1] = [str(HERE), str(HERE.parent)]

import bottleneck  # noqa: E402
import boxes  # noqa: E402
import heavy  # noqa: E402
import modem  # noqa: E402
import plays  # noqa: E402
import second_kernel  # noqa: E402
import workers  # noqa: E402
from results import Results  # noqa: E402
from scene_by_scene import SceneByScene, cannot_run  # noqa: E402

TOOLS = ["ip", "tc", "bridge", "nft", "ethtool", "iperf3", "sysctl", "irtt", "insmod",
         second_kernel.PROGRAM]
PARTS = ("cubic", "bbr", "both", "mixed")
SCENES = ("20ms", "40ms", "workers", "heavy", "modem")


class Run(SceneByScene):
    def __init__(self, options):
        super().__init__(options)
        self.results = Results()

    def bottleneck(self, delay_ms, parts):
        outcomes = []
        for box in [*boxes.others(), boxes.Sluice(self.options.build)]:
            if self.options.boxes and box.name.lower() not in self.options.boxes:
                continue
            outcome = self.guarded(f"{box.name}, {delay_ms} ms", plays.play, box, delay_ms,
                                   self.options.seconds, parts)
            if outcome:
                outcomes.append(outcome)
        if not outcomes:
            return
        bottleneck.print_tables(outcomes)
        by_name = {outcome.box.name: outcome for outcome in outcomes}
        for name, outcome in by_name.items():
            bottleneck.add_curves(self.results, outcome)
            if name == "Sluice":
                bottleneck.add_goals(self.results, outcome, by_name.get("CAKE"))
            bottleneck.add_figures(self.results, outcome)

    def workers(self):
        outcome = self.guarded("Sluice, two workers", workers.play, self.options.build,
                               self.options.seconds)
        if outcome:
            bottleneck.print_tables([outcome])
            workers.add_goals(self.results, outcome)

    def heavy(self):
        for name, shared_address in (("three addresses", False), ("one address", True)):
            outcome = self.guarded(f"heavy home, {name}", heavy.play, self.options.build,
                                   shared_address)
            if outcome:
                heavy.print_table(name, outcome)
                heavy.add_goals(self.results, name, outcome)

    def modem(self):
        outcomes = [self.guarded(f"modem of {kbps} kbit/s", modem.play, self.options.build, kbps)
                    for kbps in modem.MODEM_KBPS]
        outcomes = list(filter(None, outcomes))
        if outcomes:
            modem.print_table(outcomes)
        for outcome in outcomes:
            modem.add_goals(self.results, outcome)

    def play(self, scenes):
        if "20ms" in scenes:
            self.bottleneck(20, PARTS)
        if "40ms" in scenes:
            self.bottleneck(40, ("cubic", "both"))
        for scene in ("workers", "heavy", "modem"):
            if scene in scenes and "sluice" in (self.options.boxes or ["sluice"]):
                getattr(self, scene)()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--only", default="", metavar="WORDS",
                        help=f"scenes: {', '.join(SCENES)}; boxes: nothing, fq_codel, cake, sluice")
    parser.add_argument("--seconds", type=int, default=15, help="that each load is measured")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl-C: clean up on the way out
    if reason := cannot_run(TOOLS):
        sys.exit(f"latency: {reason}")
    words = options.only.lower().split()
    names = [box.name.lower() for box in boxes.others()] + ["sluice"]
    if unknown := [word for word in words if word not in (*SCENES, *names)]:
        parser.error(f"there is no {', '.join(unknown)}; choose of {', '.join((*SCENES, *names))}")
    options.boxes = [word for word in words if word in names]
    start = time.monotonic()
    run = Run(options)
    run.play([scene for scene in SCENES if scene in words] or SCENES)
    run.results.print_goals()
    run.results.write(ROOT / "build/results")
    goals, short = run.results.goals, run.results.short
    print(f"latency: {len(goals) - len(short)} reached, {len(short)} not reached, {run.failed} "
          f"faults of the lab, {time.monotonic() - start:.0f} s")
    return 1 if short or run.failed or not goals else 0


if __name__ == "__main__":
    sys.exit(main())
