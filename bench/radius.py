# SPDX-License-Identifier: Apache-2.0
"""How many sessions a second RADIUS may begin."""
import subprocess


def radius(programs, results):
    print("\nRADIUS accounting: 200 k sessions, 1,024 requests under way, room for 1 M subscribers")
    figure = "Starts a second, all answered"
    try:
        took = programs.json("bench-radius")
    except (subprocess.CalledProcessError, ValueError) as error:
        results.not_measured(figure, "1/s", "at least 5000", error)
        return
    lost = sum(took[f"{kind}_given_up"] for kind in ("start", "interim", "stop"))
    results.at_least(figure, took["start_per_s"], "1/s", 5_000)
    results.figure("Interims a second", took["interim_per_s"], "1/s")
    results.figure("Stops a second", took["stop_per_s"], "1/s")
    results.figure("slowest answer to a Start", took["start_slowest_ms"], "ms")
    results.at_most("requests without an answer after three tries", lost, "requests", 0)
