# SPDX-License-Identifier: Apache-2.0
"""What a test claims and what it saw; and what a test is given."""
import dataclasses
import time

FILE_KILOBYTES = 2000
# Slow enough that two downloads run side by side for a while.
UPLOAD_MBPS = {"T1": 8, "T2": 8, "RT1": 10, "RT2": 10}
OVERLAP_SECONDS = 0.5


@dataclasses.dataclass
class Findings:
    """A test's outcome: what must hold, each with what was seen of it."""
    claims: list = dataclasses.field(default_factory=list)  # (holds, text)
    numbers: list = dataclasses.field(default_factory=list)  # results of their own

    def claim(self, holds, text):
        self.claims.append((bool(holds), text))

    @property
    def held(self):
        return sum(holds for holds, _ in self.claims)

    @property
    def holds(self):
        return self.held == len(self.claims)

    @property
    def observed(self):
        return "; ".join(text if holds else f"NOT SO: {text}" for holds, text in self.claims)

    def complete(self, *downloads):
        for download in downloads:
            self.claim(download.complete, f"{download.name}: " + (
                f"{download.seconds:.1f} s from {senders(download.from_whom())}"
                if download.complete else
                f"{100 * download.progress:.0f} % from {senders(download.from_whom())}"))

    def at_the_same_time(self, one, other):
        """Both received blocks for a while."""
        ends = [d.between("T1", "T2", "RT1", "RT2") for d in (one, other)]
        seconds = (min(e[1] for e in ends) - max(e[0] for e in ends)) if all(ends) else 0
        self.claim(seconds >= OVERLAP_SECONDS, f"side by side for {seconds:.1f} s")

    def one_at_a_time(self, *uploads):
        for upload in uploads:
            most = upload.most_connections("T1", "T2")
            self.claim(most == 1, f"{upload.name}: {most} connection{'s' * (most != 1)} "
                                  "to the address at a time")

    def exchanged(self, one, other):
        blocks = one.from_whom()["T2"] + other.from_whom()["T1"]
        self.claim(blocks > 0, f"{blocks} blocks between the homes")


def senders(counts):
    return ", ".join(f"{who} {count}" for who, count in sorted(counts.items())) or "nobody"


class Stage:
    """One test's clients, with the several connections per address allowed or not."""

    def __init__(self, machines, box, several_per_address):
        self.machines = machines
        self.box = box
        self.several_per_address = several_per_address
        self.findings = Findings()

    def begin(self, apart=False, **upload_mbps):
        """`apart`: no tracker, DHT or PEX tells the homes of each other."""
        self.machines.begin(self.several_per_address, apart, UPLOAD_MBPS | upload_mbps)

    def seed(self, *names, file, kilobytes=FILE_KILOBYTES):
        for name in names:
            self.machines.seed(name, file, kilobytes)

    def download(self, *pairs):
        """(client, file) pairs, begun at once; what was seen when all are complete."""
        for pair in pairs:
            self.machines.download(*pair)
        return self.machines.wait(*pairs)

    def wait_until(self, condition, seconds=15):
        """What the condition is at last."""
        deadline = time.monotonic() + seconds
        while not (met := condition()) and time.monotonic() < deadline:
            time.sleep(0.2)
        return met
