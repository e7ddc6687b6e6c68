# SPDX-License-Identifier: Apache-2.0
"""What the classifier takes by itself, and what a flood of half-open flows does to the others."""


def inspection(programs, results):
    print("\nThe classifier alone")
    handshake = programs.json("bench-classifier", "handshake")
    results.at_most("a handshake, its flow's record and slots cold", handshake["in_bursts_ns"],
                    "ns", 1_500)
    results.figure("a handshake, code and tables cold too", handshake["alone_ns"], "ns")

    undecided = programs.json("bench-classifier", "undecided")
    results.at_most("undecided random UDP, beyond an empty call", undecided["udp_ns"],
                    "ns/packet", 200)
    results.figure("packets of random UDP until the flow is settled",
                   undecided["udp_packets_per_flow"], "packets")
    results.figure("undecided random TCP, beyond an empty call", undecided["tcp_ns"], "ns/packet")
    results.figure("packets of random TCP until the flow is settled",
                   undecided["tcp_packets_per_flow"], "packets")

    walked = programs.json("bench-classifier", "walked")
    for kind, title in (("peer", "peer wire"), ("utp", "uTP"), ("encrypted_utp", "encrypted uTP")):
        results.figure(f"{title}, settled: messages being counted", walked[kind]["ns"],
                       "ns/packet")
        results.figure(f"{title}, settled: packets looked at", 100 * walked[kind]["looked_at"],
                       "%")
    for protocol, cost in programs.json("bench-classifier", "first").items():
        results.figure(f"{protocol}: first packet with a payload", cost["ns"], "ns")
        results.figure(f"{protocol}: flows that have a label in the end", 100 * cost["labelled"],
                       "%")


def inspection_memory(programs, results):
    print("\nMemory for inspection, all of it taken at the start")
    costs = programs.json("bench-classifier", "memory")
    results.figure("classifier of one worker", costs["all_bytes"] / 2**20, "MiB")
    results.figure("a flow under inspection, its two streams included", costs["undecided_bytes"],
                   "bytes")
    results.figure("a flow whose messages are counted", costs["walked_bytes"], "bytes")
    results.figure("a buffer for a stream's beginning or an early segment", costs["held_bytes"],
                   "bytes")
    results.figure("in every flow's record", costs["flow_record_bytes"], "bytes")


def flood(programs, results):
    print("\n200,000 half-open flows beside 128 k settled ones")
    costs = programs.pipeline("flood", "imix", 131_072)
    results.figure("settled flows without the flood, beyond the baseline", costs["quiet_ns"], "ns/packet")
    results.figure("settled flows under the flood, beyond the baseline", costs["flooded_ns"], "ns/packet")
    results.at_most("under the flood, times without it (our own goal)", costs["ratio"], "x", 1.2)
    results.at_least("half-open flows in the table", costs["half_open"], "flows", 200_000)
    results.figure("half-open flows under inspection", costs["undecided_in_use"], "flows")
    results.figure("no state left: undecided_exhausted", costs["undecided_exhausted"], "flows")
    results.figure("no buffer left: held_exhausted", costs["held_exhausted"], "flows")
    # More flows than there is room for: each time that one finds none must be counted.
    results.at_least("times that there was too little, counted",
                     costs["undecided_exhausted"] + costs["held_exhausted"], "flows", 1)
    results.at_most("growth of the classifier's memory", costs["memory_growth"], "bytes", 0)
    results.at_most("packets of the flood lost", costs["flood_lost"], "packets", 0)
    results.at_most("packets of 1,000 new flows lost", costs["new_packets_lost"], "packets", 0)
    results.figure("new flows with a whole handshake recognised", costs["new_recognised"], "flows")
