#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The truth: real clients around the box, each flow known by what the client was told to do.

Records every scene, lets sluice-replay name its flows, and prints recall and precision by flows and
by bytes. Exits with 1 if a number to reach is not reached, or a scene could not be played.
"""
import argparse
import multiprocessing as mp
import pathlib
import re
import shutil
import signal
import sys
import time
import traceback
from concurrent import futures

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:1] = [str(HERE), str(HERE.parent)]

import box  # noqa: E402
import capture  # noqa: E402
import kept_truth  # noqa: E402
import live  # noqa: E402
import replay  # noqa: E402
import report  # noqa: E402
import run_captures  # noqa: E402
import scene  # noqa: E402
import scenes  # noqa: E402
import scoring  # noqa: E402
import tools  # noqa: E402
from place import Place, Recorder  # noqa: E402
from truth import Registry  # noqa: E402

SCENE_SECONDS = 90


def on_alarm(_signal, _frame):
    raise TimeoutError(f"not done after {SCENE_SECONDS} s")


def keep_logs(directory, kept):
    """The scene's own folder goes with it."""
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    for log in [*directory.glob("*.log"), *directory.glob("*/logfile")]:
        shutil.copy(log, kept / (log.name if log.suffix else f"{log.parent.name}.log"))


def record(wanted, file):
    """Plays one scene, and keeps the recording and what is true of its flows."""
    shutil.rmtree(file.with_suffix(".logs"), ignore_errors=True)
    registry = Registry()
    for server in re.findall(r"^nameserver (\S+)", pathlib.Path("/etc/resolv.conf").read_text(
            encoding="utf-8"), re.M):
        # Some clients look for news of themselves; nobody answers.
        registry.add_service(capture.UDP, server, 53, "dns", "resolver")
    signal.signal(signal.SIGALRM, on_alarm)
    signal.alarm(SCENE_SECONDS)
    try:
        with Place(subscribers=2, remotes=4) as place:
            recorder = Recorder(place, file)
            try:
                wanted.play(place, registry)
            except BaseException:
                keep_logs(place.directory, file.with_suffix(".logs"))
                raise
            finally:
                recorder.stop()
            prefixes = list(place.subscriber_prefixes)
    finally:
        signal.alarm(0)
    kept_truth.keep(file, registry, prefixes)


def observe(name, build, file):
    """(scored flows, complaints about the truth itself)"""
    truths, prefixes = kept_truth.read(file)
    scored, complaints = [], set()
    for flow in replay.flows(build, file, prefixes):
        ends = replay.ends(flow)
        truth = truths.get(capture.key(*ends))
        if truth is None:
            continue  # neither TCP nor UDP
        if truth.form == "stray":
            complaints.add(f"a flow that nobody owns: {ends}")
        if truth.contradiction:
            complaints.add(f"{ends}: {truth.contradiction}")
        if truth.counts:
            scored.append(scoring.Observed(name, truth.client, truth.form, truth.hidden, ends[0],
                                           flow["label"], flow["grade"], flow["bytes"]))
    return scored, sorted(complaints)


def play(name, options, directory):
    """(what became of the scene, its flows or the reason, complaints or lines, seconds)"""
    wanted = next(s for s in scenes.ALL if s.name == name)
    file = directory / f"{name}.pcap"
    start = time.monotonic()
    try:
        if not options.again:
            record(wanted, file)
        return "played", *observe(name, options.build, file), time.monotonic() - start
    except box.Skip as reason:
        return "skipped", str(reason), [], 0
    except Exception as error:
        lines = [] if isinstance(error, scene.LabError) else traceback.format_exc().splitlines()
        return "failed", str(error) or type(error).__name__, lines[-6:], 0


def play_live(build):
    signal.signal(signal.SIGALRM, on_alarm)
    signal.alarm(SCENE_SECONDS)
    try:
        return live.play(build)
    except (box.Skip, scene.LabError, TimeoutError) as error:
        return [f"not shown: {error}"]
    finally:
        signal.alarm(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=tools.ROOT / "build/release")
    parser.add_argument("--only", default="", metavar="WORDS",
                        help="only scenes whose name has one of them")
    parser.add_argument("--again", action="store_true",
                        help="name the flows of the recordings that are there, and play nothing")
    parser.add_argument("--jobs", type=int, default=2, help="scenes played at a time")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl-C: clean up on the way out
    chosen = [s for s in scenes.ALL
              if not options.only or any(word in s.name for word in options.only.split())]
    if options.list:
        for wanted in chosen:
            print(f"{wanted.name:28} {wanted.about}")
        return 0
    directory = tools.ROOT / "build/accuracy"
    directory.mkdir(parents=True, exist_ok=True)
    told = report.Report()
    # A scene waits more than it works.
    with futures.ProcessPoolExecutor(options.jobs, mp_context=mp.get_context("fork")) as workers:
        plays = [(wanted, workers.submit(play, wanted.name, options, directory))
                 for wanted in chosen]
        try:
            for wanted, outcome in plays:
                told.take(wanted, *outcome.result())
        except BaseException:
            workers.shutdown(wait=False, cancel_futures=True)
            raise
    if not options.again and (not options.only or "live" in options.only.split()):
        told.live(play_live(options.build))
    told.captures(run_captures.observe(options.build))
    return told.finish(tools.ROOT / "build/results/accuracy.json", every_scene=not options.only)


if __name__ == "__main__":
    sys.exit(main())
