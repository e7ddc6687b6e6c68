# SPDX-License-Identifier: Apache-2.0
"""Simulated days: a daemon whose wall clock is set while it runs, by Debian's libfaketime.

Its other clocks go on as they are, so what passes is measured as ever; only what asks for the time
of day, as schedules do, sees another one. Nothing of the machine's own clock is touched.
"""
import datetime
import glob
import pathlib
import re
import time
import zoneinfo

import two_ends
from box import ENVIRONMENT, Program, Skip
from scene import run

LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"
READ_AGAIN_SECONDS = 1
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONDAY = datetime.date(2009, 11, 2)  # the thesis's week


def at(weekday, clock, zone):
    """The Unix time of a weekday (0: Monday) of that week at a time of day, e.g. "20:30"."""
    day = MONDAY + datetime.timedelta(days=weekday)
    return datetime.datetime.combine(day, datetime.time.fromisoformat(clock),
                                     zoneinfo.ZoneInfo(zone)).timestamp()


def sanitizer_runtime(program):
    """Of a build with the address sanitizer, which refuses to start behind another library."""
    return re.findall(r"^\s*libasan\S* => (\S+)", run(["ldd", program]), re.M)


class DatedBox(two_ends.Box):
    """A box with a clock of its own on the wall."""

    def __init__(self, scene, build, policy, unix_time, **settings):
        super().__init__(scene, build, policy, **settings)
        found = glob.glob(LIBRARY)
        if not found:
            raise Skip("needs libfaketime (make install-lab brings it)")
        self.library = found[0]
        self.before_it = sanitizer_runtime(self.control / "sluiced")
        self.clock = self.directory / "clock"
        self._set(unix_time)

    def _set(self, unix_time):
        self.clock.write_text(f"{unix_time - time.time():+.0f}\n", encoding="ascii")

    def set_clock(self, unix_time):
        """Returns when the daemon cannot but have seen it: it reads the file, then looks once a
        second."""
        self._set(unix_time)
        time.sleep(2 * READ_AGAIN_SECONDS + 1)

    def start(self):
        fake = {"LD_PRELOAD": " ".join([*self.before_it, self.library]),
                "FAKETIME_TIMESTAMP_FILE": self.clock,
                "FAKETIME_CACHE_DURATION": READ_AGAIN_SECONDS, "FAKETIME_DONT_FAKE_MONOTONIC": 1,
                "NO_FAKE_STAT": 1}
        assert ENVIRONMENT.get("LD_PRELOAD") is None
        self.program = Program(
            self.scene.box, ["env", *(f"{key}={value}" for key, value in fake.items()),
                             self.control / "sluiced", self.config],
            self.directory / "sluiced.log", r"^ready:")
        self.scene.ending.callback(self._forget_shared_memory)
        self.program.wait_ready()
        return self

    def _forget_shared_memory(self):
        """The library's, by the daemon's process id: who is killed leaves it."""
        for name in ("faketime_shm_", "sem.faketime_sem_"):
            pathlib.Path("/dev/shm", f"{name}{self.program.process.pid}").unlink(missing_ok=True)
