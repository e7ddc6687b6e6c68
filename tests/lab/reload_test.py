# SPDX-License-Identifier: Apache-2.0
"""Changing the policy while traffic runs."""
import time

import clients
from rates import Meter, rate_mbps
from scene import GATEWAY

RELOADS = 10


def rules(number):
    return [f"{{ name: rule-{number}-{index}, match: {{ protocol: tcp, port: {20000 + index} }}, "
            f"action: {{ drop: true }} }}" for index in range(200)]


def test_a_reload_under_traffic_loses_no_packet(lab):
    """While the policy is replaced ten times, no numbered packet is missing and TCP runs on."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    subscriber = scene.subscriber
    assert clients.reaches(subscriber.namespace, GATEWAY)
    clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY, mbps=50)
    meter = Meter(subscriber.namespace, "tcp sport 5201", "download")
    stream = clients.NumberedStream(subscriber.namespace, scene.internet, subscriber.address,
                                    GATEWAY, per_second=2000)
    before = box.revision()
    with stream:
        for number in range(RELOADS):
            box.apply(rules(number))
            time.sleep(0.3)
        rate = rate_mbps(meter, 2)
    assert box.revision() == before + RELOADS
    assert stream.missing() == 0, f"{stream.missing()} of {stream.sent} packets missing"
    assert stream.in_order(), "packets overtook each other"
    assert rate > 47, f"the download beside it runs at {rate:.1f} Mbit/s instead of 50"
    return f"{stream.sent} packets over {RELOADS} policies"


def test_a_policy_that_is_wrong_changes_nothing_and_says_where(lab):
    """A policy with a mistake is refused by file, line and field, and the old one stays."""
    scene = lab.scene()
    box = lab.sluiced(scene, rules=rules(0))
    before = box.ask("policy", "get")
    file = scene.directory / "wrong.yaml"
    file.write_text("rules:\n  - name: x\n    match: { port: 80 }\n"
                    "    action: { police: { per: subscriber, rate: 8 } }\n", encoding="utf-8")
    done = box.try_ctl("policy", "apply", file)
    assert done.returncode != 0, "a rate without a unit was accepted"
    said = done.stderr + done.stdout
    assert "wrong.yaml:4" in said and "rules[0].action.police.rate" in said, said
    assert box.ask("policy", "get") == before
