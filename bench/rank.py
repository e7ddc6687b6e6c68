# SPDX-License-Identifier: Apache-2.0
"""What it costs to know where a million prefixes are, and to rank peers by it."""


def rank(programs, results):
    print("\nRanking by a table of 850,000 IPv4 and 150,000 IPv6 prefixes, 500 locations")
    costs = programs.json("bench-rank")
    results.at_most("the table, from its prefixes to what answers", costs["build_ms"], "ms", 2_000)
    results.at_most("the same with the AS of each", costs["build_ms"] + costs["origins_ms"], "ms",
                    2_000)
    results.at_most("its memory, both families", costs["memory_mib"], "MiB", 64)
    results.at_most("the same with the AS of each, and costs", costs["topology_mib"], "MiB", 64)
    results.figure("a look-up of an IPv4 address, of 64 at a time", costs["ipv4_ns"], "ns")
    results.figure("the same of an IPv6 address", costs["ipv6_ns"], "ns")
    results.figure("which AS an address is of, one at a time", costs["origin_ns"], "ns")
    results.at_most("ranking 50 peers", costs["few_us"], "us", 2)
    results.figure("the same, one of those that share an address", costs["few_rotated_us"], "us")
    results.at_most("ranking 10,000 peers", costs["many_us"], "us", 1_000)
