# SPDX-License-Identifier: Apache-2.0
"""What the runs of each arm come to, and whether it is what the project promises. Pure."""
import statistics

from measured import Measured

MOST_SLOWER = 1.05  # completion beside the plain tracker's, without a bottleneck
FASTER = 0.85  # where transit is the bottleneck
INCOMING_BELOW = {False: 80, True: 50}  # percent, by PEX


def percentile(values, percent):
    """The least value that so many percent of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(-(-len(ordered) * percent // 100), 1) - 1]


class Summary:
    """All runs of one arm. A leecher that was not done counts as `limit` seconds."""

    def __init__(self, outcomes, limit):
        self.arm = outcomes[0].arm
        self.outcomes = sorted(outcomes, key=lambda outcome: outcome.seed)
        self.seconds = [limit if seconds is None else seconds
                        for outcome in outcomes for seconds in outcome.seconds.values()]
        self.stalled = sum(seconds is None for outcome in outcomes
                           for seconds in outcome.seconds.values())
        self.incoming = [count for outcome in outcomes for count in outcome.incoming.values()]
        self.outgoing = [count for outcome in outcomes for count in outcome.outgoing.values()]

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def p95(self):
        return percentile(self.seconds, 95)

    def medians(self):
        """Of each seed."""
        return {o.seed: statistics.median(s for s in o.seconds.values() if s is not None)
                for o in self.outcomes if any(s is not None for s in o.seconds.values())}

    def crossed(self):
        """Of each seed: bytes that came from another ISP."""
        return {o.seed: sum(o.incoming.values()) for o in self.outcomes}


def ratio(ours, theirs):
    """The median over the seeds that both have; None if there is none."""
    ratios = [ours[seed] / theirs[seed] for seed in ours if theirs.get(seed)]
    return statistics.median(ratios) if ratios else None


class Results(Measured):
    def __init__(self):
        super().__init__("swarm")

    def arm(self, summary):
        name = summary.arm.name
        self.figure(f"{name}: completion, median", summary.median, "s")
        self.figure(f"{name}: completion, p95", summary.p95, "s")
        for way, counts in (("incoming", summary.incoming), ("outgoing", summary.outgoing)):
            self.figure(f"{name}: {way} of an ISP, median", statistics.median(counts) / 1e6, "MB")
            self.figure(f"{name}: {way} of an ISP, p95", percentile(counts, 95) / 1e6, "MB")
        if summary.arm.is_ours:
            self.at_most(f"{name}: leechers that stalled", summary.stalled, "leechers", 0)
        else:
            self.figure(f"{name}: leechers that stalled", summary.stalled, "leechers")

    def beside_plain(self, ours, plain):
        """Two arms that differ in the tracker alone."""
        arm = ours.arm
        below = ratio(ours.crossed(), plain.crossed())
        slower = ratio(ours.medians(), plain.medians())
        if below is not None:
            name, percent = f"{arm.name}: incoming bytes below the plain tracker's", 100 * (1 - below)
            if arm.has_bytes_goal:
                self.at_least(name, percent, "%", INCOMING_BELOW[arm.pex])
            else:
                self.figure(name, percent, "%")
        if slower is not None:
            name = f"{arm.name}: median completion beside the plain tracker's"
            if arm.sparse:
                self.figure(name, slower, "x")
            else:
                self.at_most(name, slower, "x", FASTER if arm.congested else MOST_SLOWER)

    def lists(self, of):
        """What bench-swarm-lists says of one swarm."""
        name = f"a swarm of {of['peers']}, {of['wanted']} wanted"
        self.figure(f"{name}: told peers of the asker's AS", 100 * of["near"], "%")
        self.figure(f"{name}: the same at random", 100 * of["random_near"], "%")
        self.figure(f"{name}: the same, askers in ASes with more than 20 peers",
                    100 * of["near_in_large"], "%")
        self.figure(f"{name}: an announce", of["announce_us"], "us")
        self.figure(f"{name}: ranking all", of["rank_all_us"], "us")
