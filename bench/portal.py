# SPDX-License-Identifier: Apache-2.0
"""How long subscribers wait for their page when many ask."""
import json
import subprocess
import sys

from programs import ROOT

FIGURE = "portal, first byte at 1,000 requests/s, p99"
GOAL_MS = 50


def portal(programs, results):
    print("\nThe subscribers' page: the real sluice-portal and sluiced, asked through the box")
    goal = f"at most {GOAL_MS}"
    load = ROOT / "tests" / "lab" / "portal_load.py"
    try:
        done = subprocess.run([sys.executable, load, "measure", programs.directory.parent],
                              capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        results.not_measured(FIGURE, "ms", goal, "not done after two minutes")
        return
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        results.not_measured(FIGURE, "ms", goal, reason)
        return
    figures = json.loads(done.stdout)
    if figures["answered"] < figures["asked"]:
        results.not_measured(FIGURE, "ms", goal,
                             f"{figures['answered']} of {figures['asked']} were answered")
        return
    results.at_most(FIGURE, figures["p99_ms"], "ms", GOAL_MS)
    results.figure("the same, median", figures["p50_ms"], "ms")
