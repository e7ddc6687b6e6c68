# SPDX-License-Identifier: Apache-2.0
"""How long a reset rule takes to tear hundreds of connections down, and what it leaves alone."""
import contextlib
import dataclasses
import resource
import statistics
import time

from connections import Swarm, Talk
from scene import GATEWAY

COUNT = 500
SWARM_PORT, TALK_PORT = 6881, 8080
RULE = "{ name: no-torrents, match: { label: bittorrent }, action: { reset: both } }"
PATIENCE_SECONDS = 6
BETWEEN_S = 0.004  # where they begin one by one


@dataclasses.dataclass
class Outcome:
    torn_down_s: list  # ascending, of those that were
    left: list         # connections that were not: what their ends had to say
    untouched: int     # of the others

    def at(self, percent):
        return self.torn_down_s[min(len(self.torn_down_s) - 1,
                                    int(len(self.torn_down_s) * percent / 100))]

    def __str__(self):
        milliseconds = [round(1e3 * seconds) for seconds in
                        (statistics.median(self.torn_down_s), self.at(99), self.torn_down_s[-1])]
        return (f"{len(self.torn_down_s)} reset, 50 % within {milliseconds[0]} ms, 99 % "
                f"{milliseconds[1]} ms, all {milliseconds[2]} ms; {self.untouched} others untouched")


def far_hop(rtt_ms, loss_percent):
    """Commands of a second kernel; None: a wire does."""
    if rtt_ms == 0 and loss_percent == 0:
        return None
    loss = f" loss {loss_percent}%" if loss_percent else ""
    return [f"tc qdisc add dev {device} root netem delay {rtt_ms * 500}us limit 20000{loss}"
            for device in ("vec0", "vec1")]


def play(scene, count=COUNT, between_s=0.0, patience_s=PATIENCE_SECONDS):
    """Connects all, begins the torrents one by one, and waits until they are torn down. What goes
    through a second kernel is slow to connect, and a lost SYN waits a second."""
    subscriber = scene.subscriber
    allow_descriptors(8 * count + 256)
    ends = (subscriber.namespace, scene.internet, subscriber.address, GATEWAY)
    with contextlib.closing(Talk(*ends, TALK_PORT, count)) as talk, \
            contextlib.closing(Swarm(*ends, SWARM_PORT, count)) as swarm:
        turns(swarm, talk, 0.3)
        for connection in swarm.connections:
            swarm.begin(connection)
            if between_s:
                turns(swarm, talk, between_s)
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline and not all_ended(swarm):
            turns(swarm, talk, 0)
        turns(swarm, talk, 0.6)
        times = [connection.torn_down_s() for connection in swarm.connections]
        return Outcome(sorted(each for each in times if each is not None),
                       [tuple(end.error or "alive" for end in connection.ends)
                        for connection, each in zip(swarm.connections, times) if each is None],
                       len(talk.untouched()))


def allow_descriptors(count):
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, min(count, most)), most))


def all_ended(swarm):
    return all(end.ended for connection in swarm.connections for end in connection.ends)


def turns(swarm, talk, seconds):
    deadline = time.monotonic() + seconds
    while True:
        swarm.turn(0.002)
        talk.turn(0)
        if time.monotonic() >= deadline:
            return


def expect(outcome, at_99_s, all_s, count=COUNT):
    """What the outcome says, if it is as good as that."""
    assert len(outcome.torn_down_s) == count, \
        f"{len(outcome.left)} of {count} were not reset at both ends, such as " \
        f"{outcome.left[:3]}; {outcome.untouched} others untouched"
    assert outcome.untouched == count, \
        f"{count - outcome.untouched} of {count} connections of others were touched"
    assert outcome.at(99) <= at_99_s, f"99 % not within {1e3 * at_99_s:.0f} ms: {outcome}"
    assert outcome.torn_down_s[-1] <= all_s, f"not all within {1e3 * all_s:.0f} ms: {outcome}"
    return str(outcome)
