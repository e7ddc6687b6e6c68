# SPDX-License-Identifier: Apache-2.0
"""What knowing many subscribers costs."""


def subscribers(programs, results):
    print("\n1 M subscribers: whole addresses, prefixes, and 16 port sets to an address")
    costs = programs.json("bench-subscribers")
    results.at_most("whose a new flow is, by IPv4 address and port, in bursts", costs["ipv4_ns"],
                    "ns", 60)
    results.at_most("the same by IPv6 address", costs["ipv6_ns"], "ns", 150)
    results.at_most("a subscriber in the dataplane, idle", costs["lookup_bytes"], "bytes", 256)
    changes = programs.pipeline("changes", "imix", 131_072)
    results.figure("changes a second, beside settled flows of subscribers",
                   changes["changes_per_s"], "1/s")
    results.at_most("settled flows while they change, beside before", changes["ratio"], "x", 1.05)
    results.at_most("packets lost", changes["lost_packets"], "packets", 0)
    usage = programs.pipeline("usage", "imix", 131_072)
    results.at_most("settled flows with usage accounted for, beside without", usage["ratio"], "x",
                    1.05)
    results.figure("a round of usage every 5 s, of a worker's time", usage["round_ms"], "ms")
    results.at_most("usage of an active subscriber, between two takings",
                    usage["bytes_per_subscriber"], "bytes", 1024)
    results.at_most("packets in nobody's usage", usage["unattributed_packets"], "packets", 0)
    results.figure("adding one", costs["put_us"], "us")
    results.figure("one who goes and comes back", costs["change_us"], "us")
