# SPDX-License-Identifier: Apache-2.0
"""Plays tests in a testbed with the daemon in it, and looks at what the daemon did after each."""
import signal
import sys
import time
import traceback

import box
import findings
import machines
import policy_on_one_home
import testbed
import tests

TEST_SECONDS = 200


def on_alarm(_signal, _frame):
    raise TimeoutError(f"not done after {TEST_SECONDS} s")


def play(test, several_per_address, running, daemon):
    stage = findings.Stage(running, daemon, several_per_address)
    signal.signal(signal.SIGALRM, on_alarm)
    signal.alarm(TEST_SECONDS)
    try:
        test.play(stage)
        policy_on_one_home.check_flows(stage.findings, running.bed, daemon)
    except Exception as error:
        stage.findings.claim(False, f"{type(error).__name__}: {error}")
        sys.stderr.write(traceback.format_exc())
    finally:
        signal.alarm(0)
    return stage.findings


def play_scene(sharing, place, configurations, chosen, build, core):
    """Findings by configuration and test, of one way to share with the box at one place."""
    outcomes = {}
    with testbed.Testbed(testbed.SHARINGS[sharing], place) as bed:
        daemon = box.Sluiced(bed, build, subscribers=bed.homes, nats=bed.sharing.nats,
                             workers=(core,), rules=[policy_on_one_home.RULE]).start()
        running = machines.Machines(bed)
        for configuration in configurations:
            for test in (t for t in tests.ALL if t.id in chosen and configuration in t.expected):
                start = time.monotonic()
                found = play(test, tests.CONFIGURATIONS[configuration], running, daemon)
                outcomes[configuration, test.id] = found
                print(f"{'ok  ' if found.holds else 'FAIL'} {time.monotonic() - start:5.1f} s  "
                      f"{sharing}, {place}, {configuration}: Test_{test.id}"
                      f"{'' if found.holds else ': ' + found.observed}", flush=True)
    return outcomes
