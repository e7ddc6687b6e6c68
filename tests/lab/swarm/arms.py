# SPDX-License-Identifier: Apache-2.0
"""What is set beside what: an arm is one way for the same clients to find one another."""
import dataclasses

PLAIN = "plain"  # opentracker: any peer is as good as any other
GUIDED = "guided"  # sluice-tracker with the operator's topology
LAYERS = "layers"  # one that sends the clients of each ISP to the ISP's own


@dataclasses.dataclass(frozen=True)
class Arm:
    name: str
    about: str
    tracker: str = GUIDED
    beside: str = ""  # the arm of the plain tracker that it is compared with
    pex: bool = False
    congested: bool = False  # the links between the ISPs are
    one_full: bool = False  # the link between the first two ISPs is, and a box holds it to its rate
    measured: bool = False  # the tracker asks that box how loaded its link is
    asymmetric: bool = False  # the clients' lines are
    caches: bool = False  # each ISP has one, and the seeds leave when it has everything
    outage: bool = False  # the tracker ends half-way
    sparse: bool = False  # two leechers an ISP

    @property
    def is_ours(self):
        return self.tracker != PLAIN

    @property
    def has_bytes_goal(self):
        """A full link carries no more, whoever chooses; and of two a swarm is none."""
        return self.is_ours and not self.congested and not self.one_full and not self.sparse


def pair(name, about, **what):
    yield Arm(f"{name}-plain", f"{about}: a plain tracker", PLAIN, **what)
    yield Arm(f"{name}-guided", f"{about}: sluice-tracker", beside=f"{name}-plain", **what)


ALL = (
    *pair("free", "no bottleneck between the ISPs"),
    *pair("pex", "the same, PEX on", pex=True),
    *pair("congested", "transit is the bottleneck", congested=True),
    *pair("congested-pex", "the same, PEX on", congested=True, pex=True),
    *pair("one-full", "one link of three is full", one_full=True),
    Arm("one-full-measured", "the same, and its load is measured", beside="one-full-plain",
        one_full=True, measured=True),
    Arm("layers", "a sluice-tracker above all, and one in each ISP", LAYERS, beside="free-plain"),
    *pair("asymmetric", "lines with a fraction of the rate upwards", asymmetric=True),
    *pair("sparse", "two leechers an ISP", sparse=True),
    Arm("cache", "sluice-tracker, and caches that take over seeding", beside="free-plain",
        caches=True),
    Arm("outage", "sluice-tracker, ended half-way", beside="free-plain", outage=True),
)


def is_named(arm, word):
    return word == arm.name or word in arm.name.split("-")


def selected(words):
    """The arms whose name, or a part of it, is a word; all without a word."""
    return [arm for arm in ALL if not words or any(is_named(arm, word) for word in words)]


def unknown(words):
    return [word for word in words if not any(is_named(arm, word) for arm in ALL)]
