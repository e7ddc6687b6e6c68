# SPDX-License-Identifier: Apache-2.0
"""The box's policy is on home 1 alone: whom it touched in a test, and what home 2 noticed."""
import statistics

import testbed
from rates import Meter, rates_mbps

LIMIT_MBPS = 4
# The lab's round trips are so short that a shorter burst starves a sender (docs/policy.md).
RULE = (f"{{ name: limited, match: {{ group: limited, label: bittorrent }}, "
        f"action: {{ police: {{ per: subscriber, rate: {LIMIT_MBPS}mbps, burst: 250ms }} }} }}")
SEEDER_MBPS = 10
SEEDER_FILE_KILOBYTES = 48000  # for 40 s
TOLERANCE_PERCENT = 5
NOTICED_PERCENT = 5
TCP, UDP = 6, 17


def home_of(bed, flow):
    """Whose a flow is in truth: by the inside address, or by the port."""
    address, port = flow.get("subscriber_address"), flow.get("subscriber_port", 0)
    for home in bed.homes:
        if address == home.link_address or (address == testbed.SHARED and port in home.ports):
            return home.id
    return ""


def touched(flow):
    return any(flow.get(way, {}).get("rule") == "limited" for way in ("up", "down"))


def check_flows(findings, bed, box):
    """Every flow has its home's name, and the rule is on home 1's BitTorrent alone."""
    flows = [flow for flow in box.flows("--limit", "100000") if flow.get("protocol") in (TCP, UDP)]
    wrong = [flow for flow in flows if flow.get("subscriber", "") != home_of(bed, flow)]
    limited = {home.id: sum(touched(flow) for flow in flows if home_of(bed, flow) == home.id)
               for home in bed.homes}
    findings.claim(not wrong and limited["home-1"] and not limited["home-2"],
                   f"the box: {len(flows)} flows, {len(wrong)} given to the wrong home, the rule on "
                   f"{limited['home-1']} of home 1 and {limited['home-2']} of home 2")


def middle_rates_mbps(meters, seconds):
    """Of three windows: a machine that stalls once spoils one."""
    return [statistics.median(rates)
            for rates in zip(*(rates_mbps(meters, seconds) for _ in range(3)))]


def limited_home_beside_a_free_one(stage):
    """Rates of both homes' downloads with nothing limited, then with home 1 limited."""
    stage.box.apply([])
    try:
        stage.begin(RT1=SEEDER_MBPS, RT2=SEEDER_MBPS)
        stage.seed("RT1", file="TestCaenFRTa", kilobytes=SEEDER_FILE_KILOBYTES)
        stage.seed("RT2", file="TestCaenFRTb", kilobytes=SEEDER_FILE_KILOBYTES)
        stage.machines.download("T1", "TestCaenFRTa")
        stage.machines.download("T2", "TestCaenFRTb")
        meters = [Meter(stage.machines.bed.machines[name].namespace, "tcp sport 6881",
                        f"at_{name}_{'several' if stage.several_per_address else 'one'}")
                  for name in ("T1", "T2")]
        stage.wait_until(lambda: min(rates_mbps(meters, 1)) > 0.9 * SEEDER_MBPS, 8)
        free = middle_rates_mbps(meters, 2)
    finally:
        stage.box.apply([RULE])
    rates_mbps(meters, 2)
    limited = middle_rates_mbps(meters, 4)
    findings = stage.findings
    off = 100 * (limited[0] / LIMIT_MBPS - 1)
    noticed = 100 * (1 - limited[1] / free[1])
    for name, value, goal in (("limited home's rate off its limit", abs(off), TOLERANCE_PERCENT),
                              ("other home's rate lost", noticed, NOTICED_PERCENT)):
        findings.numbers.append({"name": name, "value": round(value, 2), "unit": "%",
                                 "goal": f"<= {goal}", "holds": value <= goal})
    findings.claim(free[0] > 2 * LIMIT_MBPS and abs(off) <= TOLERANCE_PERCENT,
                   f"home 1: {free[0]:.1f} -> {limited[0]:.2f} Mbit/s, limited to {LIMIT_MBPS}")
    findings.claim(noticed <= NOTICED_PERCENT,
                   f"home 2: {free[1]:.1f} -> {limited[1]:.1f} Mbit/s")
