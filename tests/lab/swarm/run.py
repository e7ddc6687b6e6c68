#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What localisation is worth: three ISPs, a swarm of 66 real leechers, and who tells whom of whom.

Plays each arm once a seed, interleaved; prints the tables beside what others have published, writes
build/results/swarm.json, and exits with 1 if a number to reach is not reached, or a run failed.
"""
import argparse
import json
import pathlib
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:1] = [str(HERE), str(HERE.parent)]

import arms  # noqa: E402
import playing  # noqa: E402
import report  # noqa: E402
from box import Skip  # noqa: E402
from results import Results, Summary  # noqa: E402
from scene_by_scene import SceneByScene, cannot_run  # noqa: E402

TOOLS = ["ip", "tc", "ethtool", "sysctl"]
LISTS = "lists"


class Experiment(SceneByScene):
    def __init__(self, options):
        super().__init__(options)
        self.outcomes = {}
        self.lists = []

    def in_short(self, done):
        if not isinstance(done, playing.Outcome):
            return ""
        undone = [name for name, seconds in done.seconds.items() if seconds is None]
        local = "".join(f" {share:.0%}" for _, share in done.local)
        return (f": {sum(done.incoming.values()) / 1e6:.1f} MB between the ISPs; connections "
                f"inside:{local}" + (f"; stalled: {', '.join(undone)}" if undone else ""))

    def play(self, chosen):
        for seed in range(1, self.options.seeds + 1):
            for arm in chosen:
                outcome = self.guarded(f"{arm.name}, seed {seed}", playing.play, arm, seed,
                                       self.options.build)
                if outcome:
                    self.outcomes.setdefault(arm.name, []).append(outcome)

    def ask_for_lists(self):
        program = self.options.build / "bench/bench-swarm-lists"
        if not program.exists():
            raise Skip(f"{program} is not built")
        said = subprocess.run([program], check=True, capture_output=True, text=True).stdout
        return [json.loads(line) for line in said.splitlines()]

    def results(self):
        results = Results()
        summaries = {arm.name: Summary(self.outcomes[arm.name], playing.SECONDS)
                     for arm in arms.ALL if arm.name in self.outcomes}
        for summary in summaries.values():
            results.arm(summary)
            if plain := summaries.get(summary.arm.beside):
                results.beside_plain(summary, plain)
        for of in self.lists:
            results.lists(of)
        if summaries:
            print("\n" + "\n".join(report.runs_table(summaries)))
        if self.lists:
            print("\n" + "\n".join(report.lists_table(self.lists)))
        print("\n" + "\n".join(report.published_table()))
        return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--only", default="", metavar="WORDS",
                        help=f"of {', '.join(arm.name for arm in arms.ALL)}, or a part of such a "
                             f"name: plain; {LISTS}")
    parser.add_argument("--seeds", type=int, default=3, help="runs of each arm")
    parser.add_argument("--verbose", action="store_true", help="where a fault of the lab is from")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl-C: clean up on the way out
    if reason := cannot_run(TOOLS, "devtools/install"):
        sys.exit(f"swarm: {reason}")
    words = options.only.split()
    if unknown := arms.unknown([word for word in words if word != LISTS]):
        parser.error(f"there is no {', '.join(unknown)}")
    start = time.monotonic()
    experiment = Experiment(options)
    if not words or LISTS in words:
        experiment.lists = experiment.guarded("lists of large swarms",
                                              experiment.ask_for_lists) or []
    if words != [LISTS]:
        experiment.play(arms.selected([word for word in words if word != LISTS]))
    results = experiment.results()
    results.write(ROOT / "build/results")
    results.print_goals()
    short, unplayed = len(results.short), experiment.not_played
    print(f"\nswarm: {len(results.goals) - short} reached, {short} not, {unplayed} faults, "
          f"{time.monotonic() - start:.0f} s")
    return 1 if short or unplayed else 0


if __name__ == "__main__":
    sys.exit(main())
