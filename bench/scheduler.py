# SPDX-License-Identifier: Apache-2.0
"""What the scheduler costs beside rte_sched, the one that DPDK ships, as more subscribers wait."""

SUBSCRIBERS = (256, 1_024, 4_096, 16_384, 65_536)
SCENES = (
    ("sites", "held by 16 sites of 10 Gbit/s together, a turn every 20 us"),
    ("tiers", "held by tiers of 10 Gbit/s together, a turn every 20 us"),
    ("turns", "held by nothing but the core, a packet a turn"),
)


def scheduler(programs, results):
    print("\nScheduler beside rte_sched: 8 packets of 1,500 bytes wait for each subscriber")
    for scene, title in SCENES:
        costs = {count: programs.json("bench-scheduler", scene, "--subscribers", count)
                 for count in SUBSCRIBERS}
        curve(title, costs)
        ours = {count: cost["shaper"]["ns"] for count, cost in costs.items()}
        for count, cost in costs.items():
            results.figure(f"{scene}: {count:,} wait", ours[count], "ns/packet")
            results.figure(f"{scene}: {count:,} wait, rte_sched", cost["rte_sched"]["ns"],
                           "ns/packet")
        rate = "packets a core's second beside rte_sched, 4,096 wait"
        if scene == "sites":
            results.at_least(f"{scene}: {rate}", costs[4_096]["ratio"], "x", 5)
        else:
            results.figure(f"{scene}: {rate}", costs[4_096]["ratio"], "x")
        results.at_most(f"{scene}: 65,536 wait beside 4,096", ours[65_536] / ours[4_096], "x", 1.5)
        results.at_most(f"{scene}: 65,536 wait beside 256", ours[65_536] / ours[256], "x", 2.5)
        least = min(cost["shaper"]["least_share"] for cost in costs.values())
        results.figure(f"{scene}: who is served least, beside an even share", least, "x")
    for flows in (2, 4):
        cost = programs.json("bench-scheduler", "sites", "--flows", flows)
        results.figure(f"sites: 4,096 wait with {flows} flows each", cost["shaper"]["ns"],
                       "ns/packet")
    idle = programs.json("bench-scheduler", "idle", "--subscribers", 1_000_000)
    results.at_most("scheduler's memory, 1 M subscribers, 65,536 of them may wait at once",
                    idle["bytes_each"], "bytes", 64)
    results.figure("a packet that need not wait, each of another of 1 M", idle["pass_ns"],
                   "ns/packet")


def curve(title, costs):
    print(f"  {title}")
    print(f"    {'wait':>8} {'scheduler':>10} {'rte_sched':>10}  ns a packet, in and out")
    widest = max(cost["rte_sched"]["ns"] for cost in costs.values())
    for count, cost in costs.items():
        ours, theirs = cost["shaper"]["ns"], cost["rte_sched"]["ns"]
        noisy = "" if cost["undisturbed"] else "  (others had the core: not to be relied on)"
        print(f"    {count:>8,} {ours:>10,.0f} {theirs:>10,.0f}  "
              f"{'#' * max(1, round(30 * ours / widest)):<30} "
              f"{'.' * max(1, round(30 * theirs / widest)):<30}{noisy}", flush=True)
