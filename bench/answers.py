# SPDX-License-Identifier: Apache-2.0
"""How soon a tap answers."""


def answers(programs, results):
    print("\nA tap's resets, from a burst in hand to frames in packet buffers")
    costs = programs.json("bench-answers")
    results.at_most("for one packet, 99 %", costs["one"]["at_99_us"], "us", 100)
    results.figure("for one packet, 50 %", costs["one"]["median_us"], "us")
    results.at_most(f"for a burst of {costs['burst']['packets']}, all of new connections, 99 %",
                    costs["burst"]["at_99_us"], "us", 100)
    results.figure("for such a burst, 50 %", costs["burst"]["median_us"], "us")
    results.figure("frames for each packet", costs["frames_per_packet"], "frames")
