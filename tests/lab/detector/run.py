#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What an outsider can tell of each ready-made policy: the eight transfers through the real daemon.

Prints the transfers, the verdict and what each rule did to packets, then a week of simulated days;
writes build/results/detect.json; exits with 1 if a verdict is not the expected one in every run, or
anything happened to a packet that no rule explains.
"""
import argparse
import multiprocessing as mp
import pathlib
import signal
import sys
import time
from concurrent import futures

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:1] = [str(HERE), str(HERE.parent)]

import box  # noqa: E402
import policies  # noqa: E402
import report  # noqa: E402
import scenes  # noqa: E402
from results import Results  # noqa: E402
from scene_by_scene import cannot_run  # noqa: E402

TOOLS = ["ip", "tc", "bridge", "nft", "ethtool", "iperf3", "sysctl"]
WEEK = "week"


def print_policy(policy, runs):
    print(f"\n== {policy.name}, {policy.setting.value}: {policy.about}")
    print("\n".join(report.transfers_table(runs[-1])))
    for number, run in enumerate(runs, 1):
        mark = "ok " if run.verdict.words() == policy.expected else "BAD"
        print(f"  {mark} run {number}: {run.verdict.words()}   "
              f"[{'; '.join(run.trace.words() + run.differences)}]", flush=True)
    if any(run.verdict.words() != policy.expected for run in runs):
        print(f"      expected: {policy.expected}")


class Detection:
    def __init__(self, options):
        self.options = options
        self.results = Results()
        self.faults = 0

    def guarded(self, name, future):
        try:
            return future.result()
        except box.Skip as reason:
            print(f"skip  {name}: {reason}", flush=True)
        except Exception as error:
            print(f"FAIL  {name}: {type(error).__name__}: {error}", flush=True)
        self.faults += 1  # a verdict that could not be had is not the expected one
        return None

    def policy(self, policy, future):
        runs = self.guarded(policy.name, future)
        if runs:
            print_policy(policy, runs)
            self.results.policy(policy, runs)

    def week(self, future):
        days = self.guarded(WEEK, future)
        if not days:
            return
        print(f"\n== weekday-schedule, {scenes.WEEK_CLOCK} in {scenes.WEEK_ZONE} on each day of a "
              "week")
        print("\n".join(report.week_table([(day, run.verdict.row()) for day, run in days],
                                          scenes.KNOWN, scenes.NEUTRAL_PORTS[0])))
        self.results.week(days)

    def play(self, chosen):
        with futures.ProcessPoolExecutor(self.options.jobs,
                                         mp_context=mp.get_context("fork")) as workers:
            try:
                plays = [(policy, workers.submit(scenes.play_policy, policy, self.options,
                                                 number % mp.cpu_count()))
                         for number, policy in enumerate(policies.ALL) if policy.name in chosen]
                week = workers.submit(scenes.play_week, self.options, 0) if WEEK in chosen else None
                for policy, future in plays:
                    self.policy(policy, future)
                if week:
                    self.week(week)
            except BaseException:
                workers.shutdown(wait=False, cancel_futures=True)
                raise


def main():
    names = [*(policy.name for policy in policies.ALL), WEEK]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--only", default="", metavar="WORDS", help=f"of {', '.join(names)}")
    parser.add_argument("--runs", type=int, default=5, help="in a row, of each policy")
    parser.add_argument("--times", type=int, default=3, help="that each of the eight is made")
    parser.add_argument("--seconds", type=float, default=1.0, help="of each transfer")
    parser.add_argument("--jobs", type=int, default=2, help="scenes played at a time")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl-C: clean up on the way out
    if reason := cannot_run(TOOLS):
        sys.exit(f"detect: {reason}")
    words = options.only.split()
    if unknown := [word for word in words if word not in names]:
        parser.error(f"there is no {', '.join(unknown)}; choose of {', '.join(names)}")
    start = time.monotonic()
    detection = Detection(options)
    detection.play(words or names)
    detection.results.write(ROOT / "build/results")
    goals, short = detection.results.goals, detection.results.short
    for row in short:
        print(f"NOT AS EXPECTED  {row['name']}: {row['value']} {row['unit']}, goal {row['goal']}")
    print(f"\ndetect: {len(goals) - len(short)} as expected, {len(short)} not, {detection.faults} "
          f"faults of the lab, {time.monotonic() - start:.0f} s")
    return 1 if short or detection.faults or not goals else 0


if __name__ == "__main__":
    sys.exit(main())
