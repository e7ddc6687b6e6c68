# SPDX-License-Identifier: Apache-2.0
"""What is tried, and what the detector is to say of it: the ready-made policies, and the edges of
the rules that it goes by."""
import dataclasses
import enum
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = ROOT / "deploy/policies"
PAGES = ROOT / "docs/policies"


class Setting(enum.Enum):
    IN_THE_PATH = "in the path"
    BESIDE = "beside the path"
    CONGESTED = "in the path, while others fill the link upstream"
    WEDNESDAY_EVENING = "in the path, on a Wednesday evening"


@dataclasses.dataclass(frozen=True)
class Tried:
    name: str
    expected: str  # Verdict.words()
    about: str
    text: str      # the policy
    setting: Setting = Setting.IN_THE_PATH


def ready_made(name, expected, about, setting=Setting.IN_THE_PATH):
    return Tried(name, expected, about, (FOLDER / f"{name}.yaml").read_text(encoding="utf-8"),
                 setting)


BOTH = "6881 and the neutral port"
READY_MADE = [
    ready_made("none", "none", "nothing is done"),
    ready_made("by-port", "no connection on 6881 at all", "the old way"),
    ready_made("by-direction", f"blocked: uploads on {BOTH}, by protocol, by direction",
               "who sends pieces is cut off"),
    ready_made("by-protocol", f"blocked: uploads and downloads on {BOTH}, by protocol",
               "no BitTorrent"),
    ready_made("seeding-only", f"rate-limited: uploads on {BOTH}", "seeds are held to a rate"),
    ready_made("polite-seeding", "none", "seeds step back when it is congested; it is not"),
    ready_made("le-marking", "none", "BitTorrent is marked LE"),
    ready_made("connection-cap", "none", "forty connections and no more"),
    ready_made("weekday-schedule", f"rate-limited: uploads and downloads on {BOTH}",
               "held to a rate on the evenings of working days; on one",
               Setting.WEDNESDAY_EVENING),
    ready_made("tap-with-resets", f"blocked: uploads on {BOTH}, by protocol, by direction",
               "beside the path: seeds are reset", Setting.BESIDE),
    ready_made("observe-only", "none", "what by-protocol would do, in shadow"),
]


def by_name(name):
    return next(policy for policy in READY_MADE if policy.name == name)


def one_rule(match, action):
    return f"rules: [{{ name: tried, match: {{ {match} }}, action: {action} }}]\n"


# RFC 6057's quarter of an hour is too long to wait for.
SOON = by_name("polite-seeding").text.replace(
    "congestion: {}", "congestion: { near_congested: { up: 50%, window: 2s } }")
EDGES = [
    Tried("polite-seeding-congested", f"rate-limited: uploads on {BOTH}",
          "the same, where it is congested", SOON, Setting.CONGESTED),
    Tried("slowed-by-less-than-half", "none",
          "BitTorrent has 6 of 10 Mbit/s, which evades the rule",
          one_rule("label: bittorrent", "{ shape: { rate: 6mbps } }")),
    Tried("dropped-in-silence",
          f"interrupted: uploads and downloads on {BOTH}, by protocol",
          "no BitTorrent, and nobody is told", one_rule("label: bittorrent", "drop")),
]
ALL = READY_MADE + EDGES
