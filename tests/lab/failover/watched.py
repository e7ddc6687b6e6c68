# SPDX-License-Identifier: Apache-2.0
"""What the instruments saw of a fault: outages, packets, how TCP came back. Pure."""
import bisect
import dataclasses
import math

LATE_MS = 100        # what comes later than that was as good as lost
BACK_SHARE = 0.95    # of the rate before
BASE_SECONDS = 2.0   # over which the rate before is taken
TOGETHER = 3         # samples whose mean is to be back


@dataclasses.dataclass
class Outage:
    ms: float = 0.0       # from the first of the longest run without an answer to the next answered
    unanswered: int = 0   # in all
    sent: int = 0
    silence_ms: float = 0.0  # the longest time between two answers


def is_answered(took_ms):
    return took_ms is not None and took_ms <= LATE_MS


def outage(trips):
    """`trips`: (seconds, milliseconds or None) by the time of sending."""
    seen = Outage(sent=len(trips))
    begin = None
    for at, took in trips:
        if is_answered(took):
            if begin is not None:
                seen.ms = max(seen.ms, 1000 * (at - begin))
            begin = None
        else:
            seen.unanswered += 1
            begin = at if begin is None else begin
    if begin is not None:
        seen.ms = max(seen.ms, 1000 * (trips[-1][0] - begin))
    answers = sorted(at + took / 1000 for at, took in trips if took is not None)
    seen.silence_ms = max((1000 * (b - a) for a, b in zip(answers, answers[1:])),
                          default=math.inf)
    return seen


def back_after_ms(samples, since, fault_at):
    """From a moment until a transfer has the rate that it had before the fault: to the end of the
    first of the samples whose mean has it. `samples`: (end in seconds, rate), even intervals.
    None: it has not."""
    base = [rate for at, rate in samples if fault_at - BASE_SECONDS < at <= fault_at]
    after = [(at, rate) for at, rate in samples if at > since]
    if not base:
        return None
    wanted = BACK_SHARE * sum(base) / len(base)
    for number in range(len(after) - TOGETHER + 1):
        rates = [rate for _, rate in after[number:number + TOGETHER]]
        if after[number][1] >= wanted and sum(rates) / TOGETHER >= wanted:
            return 0.0 if number == 0 else 1000 * (after[number][0] - since)
    return None


@dataclasses.dataclass
class Flow:
    sent: int = 0
    lost: int = 0
    duplicated: int = 0
    reordered: int = 0         # RFC 4737: after one with a higher number
    reordered_beyond: int = 0  # not at a change, or later than LATE_MS
    late: int = 0              # later than LATE_MS
    worst_ms: float = 0.0      # from one end to the other
    outage_ms: float = 0.0     # the longest time of which nothing arrived

    def __add__(self, other):
        """Two directions."""
        summed = Flow(*(getattr(self, name) + getattr(other, name) for name in
                        ("sent", "lost", "duplicated", "reordered", "reordered_beyond", "late")))
        summed.worst_ms = max(self.worst_ms, other.worst_ms)
        summed.outage_ms = max(self.outage_ms, other.outage_ms)
        return summed


def flow(arrivals, spans, changes=()):
    """`arrivals`: (number, sent, arrived), seconds, as they arrived, all of the flow. Judged is
    what was sent within one of `spans`, which are ascending; `changes`: moments at which packets
    may overtake each other. Both as (begin, end)."""
    seen = Flow()
    known = {}
    highest = -1
    begins = [begin for begin, _ in spans]

    def judged(at):
        place = bisect.bisect_right(begins, at) - 1
        return place >= 0 and at < spans[place][1]

    for number, sent, arrived in arrivals:
        again, behind = number in known, number < highest
        known[number] = sent
        highest = max(highest, number)
        if not judged(sent):
            continue
        if again:
            seen.duplicated += 1
            continue
        seen.sent += 1
        took_ms = 1000 * (arrived - sent)
        seen.worst_ms = max(seen.worst_ms, took_ms)
        seen.late += took_ms > LATE_MS
        if behind:
            seen.reordered += 1
            at_change = any(first <= arrived <= last for first, last in changes)
            seen.reordered_beyond += not at_change or took_ms > LATE_MS
    packets = sorted(known.items())
    for (a, sent_a), (b, sent_b) in zip(packets, packets[1:]):
        # By its middle: a run may begin just before what caused it.
        if b > a + 1 and judged((sent_a + sent_b) / 2):
            seen.lost += b - a - 1
            seen.sent += b - a - 1
            seen.outage_ms = max(seen.outage_ms, 1000 * (sent_b - sent_a))
    return seen
