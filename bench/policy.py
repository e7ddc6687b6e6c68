# SPDX-License-Identifier: Apache-2.0
"""What a large policy costs to build, to ask and to have; and how soon a tap answers."""


def policy(programs, results):
    print("\nPolicy of 10,000 rules and 50,000 prefixes")
    costs = programs.json("bench-policy", "--rules", 10_000, "--prefixes", 50_000)
    results.at_most("from its text to what workers run on", costs["build_ms"], "ms", 2_000)
    results.figure("of that, after reading it", costs["compile_ms"], "ms")
    results.at_most("finding a flow's rule", costs["decide_ns"], "ns", 1_000)
    results.figure("its memory", costs["memory_mib"], "MiB")
    settled = programs.pipeline("rules", "imix", 131_072)
    results.at_most("settled flows under it, beside under no rule", settled["ratio"], "x", 1.05)
    results.at_most("decisions of settled flows", settled["decisions"], "decisions", 0)
    results.at_most("packets lost", settled["lost_packets"], "packets", 0)


def answers(programs, results):
    print("\nA tap's resets, from a burst in hand to frames in packet buffers")
    costs = programs.json("bench-answers")
    results.at_most("for one packet, 99 %", costs["one"]["at_99_us"], "us", 100)
    results.figure("for one packet, 50 %", costs["one"]["median_us"], "us")
    results.at_most(f"for a burst of {costs['burst']['packets']}, all of new connections, 99 %",
                    costs["burst"]["at_99_us"], "us", 100)
    results.figure("for such a burst, 50 %", costs["burst"]["median_us"], "us")
    results.figure("frames for each packet", costs["frames_per_packet"], "frames")
