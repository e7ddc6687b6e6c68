#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The twelve tests of draft-boucadair-behave-bittorrent-address-sharing-00, with the box in the path.

Two homes on one address, real clients at all ends, a policy on home 1. Prints the study's tables,
expected beside observed, and exits with 1 if something is not as expected.
"""
import argparse
import json
import multiprocessing as mp
import pathlib
import signal
import sys
import time
from concurrent import futures

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:1] = [str(HERE), str(HERE.parent)]

import box  # noqa: E402
import playing  # noqa: E402
import tables  # noqa: E402
import testbed  # noqa: E402
import tests  # noqa: E402
from scene_by_scene import cannot_run  # noqa: E402

TOOLS = ["ip", "tc", "bridge", "nft", "ethtool", "curl", "sysctl"]


def selected(words):
    """Each kind of word narrows its kind; a kind without a word is all of it."""
    kinds = [list(testbed.SHARINGS), list(testbed.PLACES), list(tests.CONFIGURATIONS),
             [test.id for test in tests.ALL]]
    unknown = [word for word in words if not any(word in kind for kind in kinds)]
    if unknown:
        sys.exit(f"there is no {', '.join(unknown)}; choose of "
                 f"{', '.join(word for kind in kinds for word in kind)}")
    return [[word for word in kind if word in words] or kind for kind in kinds]


def results_of(where, found):
    claims = len(found.claims)
    yield {"name": where, "value": found.held, "unit": "claims held", "goal": f"{claims}",
           "holds": found.holds}
    for number in found.numbers:
        yield number | {"name": f"{where}: {number['name']}"}


def report(scenes, configurations, chosen):
    """Prints the tables; the results."""
    results = []
    for (sharing, place), outcomes in scenes.items():
        print(f"\n== {testbed.SHARINGS[sharing].about}; {testbed.PLACES[place]}")
        for configuration in configurations:
            rows = [(test, outcomes.get((configuration, test.id))) for test in tests.ALL
                    if test.id in chosen]
            print("\n" + "\n".join(tables.table(configuration, rows)))
            for test, found in rows:
                if found:
                    results += results_of(f"{sharing}, {place}, {configuration}: Test_{test.id}",
                                          found)
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--only", default="", metavar="WORDS",
                        help="of each kind: port-range, cgn, map-e; subscriber-side, beyond; "
                             "allowed, not-allowed; 1 to 13, 7-apart, 11-apart")
    parser.add_argument("--jobs", type=int, default=2, help="scenes played at a time")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl-C: clean up on the way out
    if reason := cannot_run(TOOLS, "devtools/install"):
        sys.exit(f"shared-address: {reason}")
    sharings, places, configurations, chosen = selected(options.only.split())
    start = time.monotonic()
    scenes, faults = {}, 0
    with futures.ProcessPoolExecutor(options.jobs, mp_context=mp.get_context("fork")) as workers:
        plays = {(sharing, place): workers.submit(playing.play_scene, sharing, place, configurations,
                                                  chosen, options.build, number % mp.cpu_count())
                 for number, (sharing, place) in
                 enumerate((s, p) for s in sharings for p in places)}
        for scene, outcome in plays.items():
            try:
                scenes[scene] = outcome.result()
            except box.Skip as reason:
                sys.exit(f"shared-address: skipped: {reason}")
            except Exception as error:
                faults += 1
                print(f"FAIL  {', '.join(scene)}: {type(error).__name__}: {error}", flush=True)
            except BaseException:
                workers.shutdown(wait=False, cancel_futures=True)
                raise
    results = report(scenes, configurations, chosen)
    file = ROOT / "build/results/shared-address.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    short = sum(not result["holds"] for result in results)
    print(f"\nshared-address: {len(results) - short} as expected, {short} not, {faults} faults of "
          f"the lab, {time.monotonic() - start:.0f} s")
    return 1 if short or faults or not results else 0


if __name__ == "__main__":
    sys.exit(main())
