# SPDX-License-Identifier: Apache-2.0
"""What a process may leave in the kernel when it dies: programs, maps, sockets, huge pages."""
import dataclasses
import json
import os
import pathlib
import re
import shutil
import time

from scene import run

BPFTOOL = shutil.which("bpftool") or "/usr/sbin/bpftool"
# The kernel frees some of them a while after their last user has gone.
FREED_SECONDS = 3


@dataclasses.dataclass
class Held:
    programs: int
    maps: int
    sockets: int      # of AF_XDP, in the box's namespace
    huge_pages: int   # in use, of the machine
    files: int        # of huge pages, and of DPDK's

    def more_than(self, other):
        """{what: how many more}"""
        pairs = zip(dataclasses.fields(self), dataclasses.astuple(self),
                    dataclasses.astuple(other))
        return {field.name: now - before for field, now, before in pairs if now > before}


def xdp_sockets(namespace):
    counts = re.findall(r"^XDP\s+\d+\s+(\d+)", namespace.run("cat", "/proc/net/protocols"), re.M)
    return sum(map(int, counts))


def huge_pages_in_use():
    text = pathlib.Path("/proc/meminfo").read_text(encoding="ascii")
    counts = {key: int(value) for key, value in re.findall(r"HugePages_(\w+):\s+(\d+)", text)}
    return counts.get("Total", 0) - counts.get("Free", 0)


def files():
    return sum(len(names) for folder in ("/dev/hugepages", "/run/dpdk")
               for _, _, names in os.walk(folder))


def listed(what):
    """`what`: prog or map."""
    return json.loads(run([BPFTOOL, "-j", what, "list"]))


def held(namespace):
    return Held(len(listed("prog")), len(listed("map")), xdp_sockets(namespace),
                huge_pages_in_use(), files())


def held_at_rest(namespace, at_most, seconds=FREED_SECONDS):
    """As soon as no more is held than `at_most`, or what is held when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        now = held(namespace)
        if not now.more_than(at_most) or time.monotonic() > deadline:
            return now
        time.sleep(0.2)


def listing():
    """As bpftool prints it for people."""
    return "".join(f"$ bpftool {what} list\n{run([BPFTOOL, what, 'list'])}\n"
                   for what in ("prog", "map"))
