# SPDX-License-Identifier: Apache-2.0
"""What a large policy costs to build, to ask and to have."""


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
