# SPDX-License-Identifier: Apache-2.0
"""What befalls the box, and how it is mended. A fault is a context: broken inside, mended after."""
import contextlib
import dataclasses
import re
import shutil
import signal
import typing

import one_thread
from scene import LabError


@contextlib.contextmanager
def killed(box):
    box.program.kill()
    yield
    box.start()


@contextlib.contextmanager
def stopped(box):
    box.program.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        box.program.process.send_signal(signal.SIGCONT)


def worker_threads(box):
    """Ours, in order: DPDK has some of its own."""
    names = one_thread.threads(box.program.process.pid)
    found = sorted(thread for thread, name in names.items() if re.fullmatch(r"worker-\d+", name))
    if not found:
        raise LabError(f"no thread of a worker among {sorted(set(names.values()))}")
    return found


@contextlib.contextmanager
def worker_stuck(box):
    with one_thread.stopped(worker_threads(box)[-1]):
        yield


@contextlib.contextmanager
def restarted(box):
    """As fast as it goes: there is nothing inside."""
    box.program.terminate()
    box.start()
    yield


@contextlib.contextmanager
def upgraded(box):
    """Another file, as a package puts it there, and a restart."""
    newer = box.directory / "sluiced-newer"
    shutil.copy2(box.control / "sluiced", newer)
    old, box.binary = box.binary, newer
    with restarted(box):
        yield
    box.binary = old


@contextlib.contextmanager
def program_detached(box):
    """By somebody else. Nothing is mended: the box is to put it back."""
    box.scene.box.ip("link set dev acc0 xdp off")
    yield


@contextlib.contextmanager
def port_down(box):
    box.scene.box.ip("link set core0 down")
    try:
        yield
    finally:
        box.scene.box.ip("link set core0 up")


@contextlib.contextmanager
def bypassed(box):
    box.ctl("link", "bypass", "lab")
    yield
    box.ctl("link", "inspect", "lab")


@contextlib.contextmanager
def cut(box):
    box.ctl("link", "cut", "lab")
    yield
    box.ctl("link", "inspect", "lab")


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str
    happens: typing.Callable
    state: str = ""         # what the box is to say meanwhile, if anybody is there to say it
    box: dict = dataclasses.field(default_factory=dict)
    promised: str = ""      # outage, loss; empty: nothing passes by wish, or for want of a wire


ALL = (
    Fault("kill -9, started anew", killed, promised="outage"),
    Fault("SIGSTOP, SIGCONT", stopped, promised="outage"),
    Fault("the worker stuck, let go", worker_stuck, "bypassed", promised="outage"),
    Fault("one of two workers stuck, let go", worker_stuck, "bypassed", {"workers": (0, 1)},
          "outage"),
    Fault("planned restart", restarted, promised="loss"),
    Fault("upgrade to another file", upgraded, promised="loss"),
    Fault("operator: bypass, inspect", bypassed, "bypassed", promised="loss"),
    Fault("operator: cut, inspect", cut, "cut"),
    Fault("program detached by another", program_detached, promised="outage"),
    Fault("port down, up again", port_down),
    Fault("fail: closed, kill -9, started anew", killed, box={"fail": "closed"}),
)


def named(words):
    return [fault for fault in ALL if not words or any(word in fault.name for word in words)]


