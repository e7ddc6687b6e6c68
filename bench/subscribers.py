# SPDX-License-Identifier: Apache-2.0
"""What knowing many subscribers costs."""


def subscribers(programs, results):
    print("\n1 M subscribers: whole addresses, prefixes, and 16 port sets to an address")
    costs = programs.json("bench-subscribers")
    results.at_most("whose a new flow is, by IPv4 address and port, in bursts", costs["ipv4_ns"],
                    "ns", 60)
    results.at_most("the same by IPv6 address", costs["ipv6_ns"], "ns", 150)
    results.figure("policy and index, a subscriber", costs["index_bytes"], "bytes")
    results.figure("compiling them", costs["compile_s"], "s")
