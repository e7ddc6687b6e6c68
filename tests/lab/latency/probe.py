# SPDX-License-Identifier: Apache-2.0
"""An interactive flow that knows its delay: irtt, a small packet every few milliseconds."""
import dataclasses
import json
import math
import shutil
import subprocess

from box import Program, Skip
from measures import percentile
from scene import GATEWAY, LabError

PORT = 2112
PAYLOAD_BYTES = 172  # G.711 of 20 ms in RTP


@dataclasses.dataclass
class Delays:
    """Round trips in milliseconds, in the order of sending, without the lost ones."""
    rtt_ms: list
    sent: int

    @property
    def lost_percent(self):
        return 100 * (1 - len(self.rtt_ms) / self.sent) if self.sent else 100.0

    def at(self, percent):
        return percentile(self.rtt_ms, percent)

    def added(self, idle_ms):
        """What is beyond a round trip of an idle network."""
        return Delays([rtt - idle_ms for rtt in self.rtt_ms], self.sent)


class Server:
    """One for all probes of a place."""

    def __init__(self, place):
        if not shutil.which("irtt"):
            raise Skip("needs irtt (devtools/packages-latency)")
        self.program = Program(place.internet,
                               ["nice", "-n", "-20", "irtt", "server", "-b", f"{GATEWAY}:{PORT}",
                                "-i", "1ms"],
                               place.directory / "irtt-server.log", "starting IPv4 listener")
        self.program.wait_ready()


class Probe:
    """Runs from when it is made, for so many seconds. Its beginning takes a round trip, and fails if
    that takes more than a second."""

    count = 0

    def __init__(self, place, namespace, seconds, interval_ms=10, dscp=0):
        Probe.count += 1
        self._file = place.directory / f"irtt-{Probe.count}.json"
        self._seconds = seconds
        self._report = None
        self._process = namespace.start(
            "nice", "-n", "-20", "irtt", "client", "-i", f"{interval_ms}ms", "-d", f"{seconds}s",
            "-l", PAYLOAD_BYTES, f"--dscp={dscp}", "--wait=1500ms", "-Q", "-o", self._file,
            f"{GATEWAY}:{PORT}", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def trips(self, begin=0, end=math.inf):
        """What was sent between two times of the wall clock, in that order: (when, milliseconds),
        None for a lost one's. Waits for the probe's end."""
        if self._report is None:
            self._wait()
            self._report = json.loads(self._file.read_text(encoding="utf-8"))
        sent = ((trip["timestamps"]["client"]["send"]["wall"] / 1e9, trip)
                for trip in self._report["round_trips"])
        return [(at, trip["delay"]["rtt"] / 1e6 if trip["lost"] == "false" else None)
                for at, trip in sent if begin <= at < end]

    def delays(self, begin=0, end=math.inf):
        """Of what was sent between two times of the wall clock. Waits for the probe's end."""
        took = [ms for _, ms in self.trips(begin, end)]
        return Delays([ms for ms in took if ms is not None], len(took))

    def _wait(self):
        try:
            said, _ = self._process.communicate(timeout=self._seconds + 20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise LabError("irtt does not end") from None
        if self._process.returncode != 0:
            raise LabError(f"irtt: exit {self._process.returncode}: {said.splitlines()[:1]}")
