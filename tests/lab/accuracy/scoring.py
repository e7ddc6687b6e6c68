# SPDX-License-Identifier: Apache-2.0
"""What Sluice said beside what is true: recall, precision, and whether the numbers are reached."""
import dataclasses

from forms import ENCRYPTED, FORMS, OTHER, PLAIN, is_p2p, within

GRADES = ["none", "suspect", "endpoint", "coherent", "exact"]


@dataclasses.dataclass(frozen=True)
class Observed:
    """One flow of one scene."""
    scene: str
    client: str
    form: str
    hidden: bool
    protocol: int
    label: str
    grade: str
    bytes: int

    @property
    def kind(self):
        return FORMS[self.form].kind

    def at_least(self, grade):
        return GRADES.index(self.grade) >= GRADES.index(grade)

    @property
    def hit(self):
        """The right label, and sure enough for a rule that asks for `endpoint`."""
        return FORMS[self.form].accepts(self.label) and self.at_least("endpoint")

    @property
    def suspected(self):
        return within(self.label, "suspect")

    @property
    def false_positive(self):
        return self.kind == OTHER and is_p2p(self.label) and self.at_least("endpoint")

    @property
    def right(self):
        """Whether the label is no mistake; "unknown" is no claim and is not asked."""
        if self.suspected:
            return self.kind == ENCRYPTED
        return FORMS[self.form].accepts(self.label)


@dataclasses.dataclass(frozen=True)
class Share:
    """A part of a whole, by flows or by bytes."""
    part: int
    whole: int

    @property
    def percent(self):
        return 100 * self.part / self.whole if self.whole else None


def flows_share(flows, test):
    return Share(sum(map(test, flows)), len(flows))


def bytes_share(flows, test):
    return Share(sum(f.bytes for f in flows if test(f)), sum(f.bytes for f in flows))


def grouped(flows, *names):
    """Tuples of the named fields to their flows, sorted."""
    groups = {}
    for flow in flows:
        groups.setdefault(tuple(getattr(flow, name) for name in names), []).append(flow)
    return dict(sorted(groups.items()))


@dataclasses.dataclass(frozen=True)
class Result:
    """One of the numbers to reach. A whole of nothing was not measured, and does not hold."""
    name: str
    value: float | None
    unit: str
    goal: str
    holds: bool

    def as_json(self):
        return dataclasses.asdict(self)


def at_least(name, share, percent, unit):
    value = share.percent
    return Result(name, value, unit, f">= {percent:g}", value is not None and value >= percent)


def none_of(name, flows, test):
    count = sum(map(test, flows)) if flows else None
    return Result(name, count, "flows", "0", count == 0)


def under(name, share, percent, unit):
    value = share.percent
    return Result(name, value, unit, f"< {percent:g}", value is not None and value < percent)


def results(flows):
    """The numbers to reach."""
    plain = [f for f in flows if f.kind == PLAIN]
    encrypted = [f for f in flows if f.kind == ENCRYPTED]
    visible = [f for f in encrypted if not f.hidden]
    encrypted_utp = [f for f in encrypted if f.form.startswith("utp.")]
    alone = [f for f in encrypted if f.hidden and f.form == "peer.rc4"]
    others = [f for f in flows if f.kind == OTHER]
    other_tcp = [f for f in others if f.protocol == 6 and f.form != "random"]

    def hit(flow):
        return flow.hit

    def suspected(flow):
        return flow.suspected

    return [
        at_least("recall of plain forms", flows_share(plain, hit), 100, "% of flows"),
        at_least("encrypted, signalling visible, at endpoint or better",
                 bytes_share(visible, hit), 99, "% of bytes"),
        at_least("encrypted uTP, signalling or not, at endpoint or better",
                 bytes_share(encrypted_utp, hit), 99, "% of bytes"),
        at_least("RC4 over TCP, nothing else visible, suspect",
                 flows_share(alone, suspected), 95, "% of flows"),
        none_of("RC4 over TCP, nothing else visible, above suspect", alone,
                lambda f: f.at_least("endpoint")),
        none_of("other traffic called P2P at endpoint or better", others,
                lambda f: f.false_positive),
        under("other TCP flows called suspect, random aside", flows_share(other_tcp, suspected), 1,
              "% of flows"),
    ]
