# SPDX-License-Identifier: Apache-2.0
"""What befalls the box, and how it is mended. A fault is a context: broken inside, mended after."""
import contextlib
import dataclasses
import re
import shutil
import signal
import threading
import typing

import frames
import live_frames
import one_thread
from scene import GATEWAY, LabError

STRANGERS = 4
STRANGERS_PACKETS = 4_000  # more than one of their lines holds
SLOW_STRANGERS = """\
tiers: { slow: { up: 300kbps, down: 300kbps } }
default_tier: slow
shaping: {}
"""


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


@contextlib.contextmanager
def starved(box):
    """More packets are to wait for their lines than there are buffers: strangers' ones, at once,
    and again whenever there are some."""
    home, device = box.scene.ends()[0]
    ended = threading.Event()

    def flood(count):
        for last in range(1, STRANGERS + 1):
            frame = frames.udp_frame(f"198.18.99.{last}", GATEWAY, 7000, 6999, bytes(18), [])
            live_frames.run_live(home, sending.program("plain_redirect"), frame, count)

    def go_on():
        while not ended.wait(0.1):
            flood(STRANGERS_PACKETS // 4)
    with live_frames.Object(box.redirecting, live_frames.index_of(home, device)) as sending:
        flood(STRANGERS_PACKETS)
        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str
    happens: typing.Callable
    state: str = ""         # what the box is to say meanwhile, if anybody is there to say it
    box: dict = dataclasses.field(default_factory=dict)
    comes_and_goes: bool = False  # the box changes its ways more than once
    promised: str = ""      # outage, loss; empty: nothing passes by wish, or for want of a wire


ALL = (
    Fault("kill -9, started anew", killed, promised="outage"),
    Fault("SIGSTOP, SIGCONT", stopped, promised="outage"),
    Fault("the worker stuck, let go", worker_stuck, "bypassed", promised="outage"),
    Fault("one of two workers stuck, let go", worker_stuck, "bypassed", {"workers": (0, 1)},
          promised="outage"),
    Fault("no packet buffers, until lines have sent", starved, "bypassed",
          {"memory": "packet_buffers: 7000", "policy_sections": SLOW_STRANGERS}, True, "outage"),
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


