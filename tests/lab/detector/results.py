# SPDX-License-Identifier: Apache-2.0
"""What was found, and whether it is what the guide says."""
import days
from measured import Measured
from verdict import BITTORRENT, DIRECTIONS, PLAIN


class Results(Measured):
    def __init__(self):
        super().__init__("detect")

    def policy(self, policy, runs):
        good = sum(run.verdict.words() == policy.expected for run in runs)
        self.figure(f"{policy.name}: verdict is \"{policy.expected}\"", good, "runs",
                    f"{len(runs)} of {len(runs)} in a row", good == len(runs))
        untraced = sum(len(run.trace.untraced) for run in runs)
        self.figure(f"{policy.name}: packets changed by no rule", untraced, "packets", "0",
                    untraced == 0)
        differing = sum(len(run.differences) for run in runs)
        self.figure(f"{policy.name}: counts of rules that are not those of the ends", differing,
                    "counts", "0", differing == 0)
        for port in (runs[-1].verdict.known, runs[-1].verdict.neutral):
            for direction in DIRECTIONS:
                for protocol in (BITTORRENT, PLAIN):
                    rates = [t.kbps for t in runs[-1].transfers if t.kbps is not None and t.passed
                             and (t.protocol, t.direction, t.port) == (protocol, direction, port)]
                    if rates:
                        self.figure(f"{policy.name}: {direction}load, {protocol}, port {port}, "
                                    "slowest of the last run", round(min(rates), 1), "kbit/s")

    def week(self, week):
        """`week`: (name of the day, its run)."""
        for number, (day, run) in enumerate(week):
            asked = ["No", "No", *["Yes" if number < 5 else "No"] * 4]
            self.figure(f"weekday-schedule: {day} as scheduled",
                        sum(a == b for a, b in zip(run.verdict.row(), asked)), "answers of 6", "6",
                        run.verdict.row() == asked)
            self.figure(f"weekday-schedule: {day}, packets changed by no rule",
                        len(run.trace.untraced), "packets", "0", not run.trace.untraced)
        assert len(week) == len(days.WEEKDAYS)
