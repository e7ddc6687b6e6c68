#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the lab: the real daemon between real clients, in namespaces of its own.

A test is a function test_* of a *_test.py here; its first docstring line is what a user observes.
It gets a Lab, and passes by returning. Ends with "lab: N passed, N failed, N skipped".
"""
import argparse
import contextlib
import importlib
import pathlib
import signal
import sys
import time
import traceback

import box
import scene
from scene_by_scene import cannot_run

HERE = pathlib.Path(__file__).resolve().parent
TEST_SECONDS = 120
TOOLS = ["ip", "bridge", "nft", "ethtool", "iperf3", "curl", "sysctl"]


class Lab:
    """What a test is given: scenes with a box in the middle, closed when the test ends."""

    def __init__(self, options):
        self.options = options
        self.strict = options.strict
        self.open = contextlib.ExitStack()
        self.boxes = []

    def scene(self, **shape):
        return self.open.enter_context(scene.Scene(**shape))

    def box(self, in_scene, **settings):
        """The box, running. Tests that give it rules, or ask it anything, need the real one."""
        if self.options.box == "testpmd":
            made = box.Testpmd(in_scene)
        else:
            made = box.Sluiced(in_scene, self.options.build, **settings)
        self.boxes.append(made)
        return made.start()

    def sluiced(self, in_scene, **settings):
        if self.options.box != "sluiced":
            raise box.Skip("dpdk-testpmd has no policy")
        return self.box(in_scene, **settings)

    def last_words(self):
        return [f"{made.name}: {line}" for made in self.boxes if made.program
                for line in made.program.lines[-12:]]


def tests():
    for path in sorted(HERE.glob("*_test.py")):
        module = importlib.import_module(path.stem)
        for name, function in vars(module).items():
            if name.startswith("test_"):
                yield f"{path.stem.removesuffix('_test')}.{name.removeprefix('test_')}", function


def on_alarm(_signal, _frame):
    raise TimeoutError(f"not done after {TEST_SECONDS} s")


def run_one(name, function, options):
    """(outcome, what to add to the line, what to print below it)"""
    lab = Lab(options)
    signal.signal(signal.SIGALRM, on_alarm)
    signal.alarm(TEST_SECONDS)
    try:
        with lab.open:
            try:
                return "ok", function(lab) or "", []
            except Exception:
                signal.alarm(0)
                below = lab.last_words()
                error = sys.exc_info()[1]
                if isinstance(error, box.Skip):
                    return "skip", str(error), []
                if not isinstance(error, AssertionError):
                    below = traceback.format_exc().splitlines()[-8:] + below
                return "FAIL", str(error) or type(error).__name__, below
    finally:
        signal.alarm(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/release", help="where control/sluiced was built")
    parser.add_argument("--box", choices=["sluiced", "testpmd"], default="sluiced",
                        help="testpmd proves the scenes without the daemon")
    parser.add_argument("-k", default="", metavar="WORD", help="only tests whose name has it")
    parser.add_argument("--strict", action="store_true",
                        help="hold times to what is promised, not to what a busy machine meets")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl-C: clean up on the way out

    chosen = [(name, function) for name, function in tests() if options.k in name]
    if options.list:
        for name, function in chosen:
            print(f"{name}\n    {function.__doc__.splitlines()[0]}")
        return 0
    counts = {"ok": 0, "FAIL": 0, "skip": 0}
    reason = cannot_run(TOOLS, "devtools/install")
    for name, function in chosen:
        start = time.monotonic()
        outcome, note, below = (("skip", reason, []) if reason else
                                run_one(name, function, options))
        counts[outcome] += 1
        print(f"{outcome:4} {time.monotonic() - start:5.1f} s  {name}"
              f"{': ' if note else ''}{note}", flush=True)
        for line in below:
            print(f"                {line}")
    print(f"lab: {counts['ok']} passed, {counts['FAIL']} failed, {counts['skip']} skipped")
    return 1 if counts["FAIL"] else 0


if __name__ == "__main__":
    sys.exit(main())
