# SPDX-License-Identifier: Apache-2.0
"""One run of the detector: the transfers through a box, recorded, compared, judged, traced."""
import contextlib
import dataclasses
import random

import comparison
import own_counts
import tracing
import verdict
from two_ends import Client
from verdict import BOTH_ENDS, Ending, Transfer

ENDINGS = {"complete": Ending.COMPLETE, "reset": Ending.RESET, "closed": Ending.CLOSED,
           "stalled": Ending.STALLED, "altered": Ending.CLOSED,
           "no connection": Ending.NO_CONNECTION}


@dataclasses.dataclass
class Run:
    transfers: list  # Transfer
    verdict: verdict.Verdict
    trace: tracing.Trace
    differences: list  # lines about what the box counted and the ends did not, or the reverse


def as_transfer(found, packets):
    """What the client said, with what the recordings know. `packets`: by end."""
    ends = {end: found[end] or {"ending": "closed", "last": ""} for end in sorted(BOTH_ENDS)}
    endings = {outcome["ending"] for outcome in ends.values()}
    # The worst that an end has to say is how it went; one that never connected is no other's fault.
    ending = next(name for name in ("no connection", "reset", "stalled", "altered", "closed",
                                    "complete") if name in endings)
    leech = "server" if found["direction"] == verdict.UP else "client"
    outcome = ends[leech]
    kbps = 8e-3 * outcome["bytes"] / outcome["seconds"] if outcome.get("seconds") else None
    ports = found["source_port"], found["port"]
    return Transfer(
        found["protocol"], found["direction"], found["port"], ENDINGS[ending], kbps,
        frozenset(end for end, outcome in ends.items() if outcome["ending"] == "reset"),
        frozenset(end for end, seen in packets.items()
                  if comparison.sent_of_its_own_accord(seen, *ports)),
        "bitfield" in {outcome["last"] for outcome in ends.values()} and
        not any(outcome.get("bytes") for outcome in ends.values()),
        found["control_before"], found["control_after"])


def of_the_client(place, packets):
    """Others may use the same wire."""
    address = place.subscriber.address
    return [packet for packet in packets if address in (packet.source, packet.destination)]


def play(place, box, policy, known=6881, neutral=4711, times=3, seconds=1.0, seed=None,
         on_transfer=lambda found: None):
    """Through a box that runs; `policy` is the text of the one that it has."""
    seed = random.getrandbits(32) if seed is None else seed
    decided = tracing.Decided()
    found = []
    with contextlib.ExitStack() as closing:
        recorders = [closing.enter_context(contextlib.closing(recorder))
                     for recorder in place.recorders()]
        before = own_counts.read(box)
        for transfer in Client(place, known, neutral, times, seconds, seed):
            found.append(transfer)
            decided.add(box.flows("--limit", 10000))
            on_transfer(transfer)
        # An end whose transfer was cut off goes on sending the same for minutes: the recordings
        # and the box's counts are of the same packets only if there are none meanwhile.
        with place.silence():
            at_client, at_server = [of_the_client(place, recorder.stop())
                                    for recorder in recorders]
            did = own_counts.read(box)
    did.subtract(before)
    packets = {"client": at_client, "server": at_server}
    transfers = [as_transfer(transfer, packets) for transfer in found]
    actions = tracing.actions(policy)
    trace = tracing.trace(comparison.compare(at_client, at_server), decided, actions)
    return Run(transfers, verdict.judge(transfers, known, neutral), trace,
               list(own_counts.differences(trace.by_rule, did, actions)))
