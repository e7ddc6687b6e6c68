# SPDX-License-Identifier: Apache-2.0
"""The ready-made policies, and what the detector is to say of each."""
import dataclasses
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = ROOT / "deploy/policies"
PAGES = ROOT / "docs/policies"


@dataclasses.dataclass(frozen=True)
class ReadyMade:
    name: str
    expected: str         # Verdict.words()
    about: str
    beside: bool = False  # for a tap

    @property
    def text(self):
        return (FOLDER / f"{self.name}.yaml").read_text(encoding="utf-8")


BOTH = "6881 and the neutral port"
ALL = [
    ReadyMade("none", "none", "nothing is done"),
    ReadyMade("by-port", "no connection on 6881 at all", "the old way"),
    ReadyMade("by-direction", f"blocked: uploads on {BOTH}, by protocol, by direction",
              "who sends pieces is cut off"),
    ReadyMade("by-protocol", f"blocked: uploads and downloads on {BOTH}, by protocol",
              "no BitTorrent"),
    ReadyMade("seeding-only", f"rate-limited: uploads on {BOTH}", "seeds are held to a rate"),
    ReadyMade("polite-seeding", "none", "seeds step back when it is congested; it is not"),
    ReadyMade("le-marking", "none", "BitTorrent is marked LE"),
    ReadyMade("connection-cap", "none", "forty connections and no more"),
    ReadyMade("weekday-schedule", f"rate-limited: uploads and downloads on {BOTH}",
              "held to a rate on the evenings of working days; on one"),
    ReadyMade("tap-with-resets", f"blocked: uploads on {BOTH}, by protocol, by direction",
              "beside the path: seeds are reset", beside=True),
    ReadyMade("observe-only", "none", "what by-protocol would do, in shadow"),
]
