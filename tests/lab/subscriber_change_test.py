# SPDX-License-Identifier: Apache-2.0
"""Subscribers that are imported, moved and removed while traffic runs."""
import time

import clients
from rates import Meter, expect_rate, rate_mbps
from scene import GATEWAY

RULES = ["{ name: held, match: { group: held }, "
         "action: { police: { rate: 8mbps, burst: 250ms } } }"]


def test_a_subscriber_put_into_a_group_is_held_to_its_rule_within_a_second(lab):
    """A running download falls to the group's 8 Mbit/s within a second, and is free again after."""
    scene = lab.scene()
    box = lab.sluiced(scene, rules=RULES, subscribers=())
    subscriber = scene.subscriber
    meter = Meter(subscriber.namespace, "tcp sport 5201", "download")
    clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY, mbps=40)
    time.sleep(2)
    free = rate_mbps(meter, 2)
    box.ctl("subscribers", "put", "home", f"{subscriber.address}", "--group", "held")
    time.sleep(1)
    policed = box.metric("sluice_dropped_packets_total", reason="police")
    assert policed > 0, "a second later its flow was not held"
    time.sleep(3)
    held = rate_mbps(meter, 8)
    expect_rate("the download", held, 8, 0.05)
    assert "home" in {flow.get("subscriber") for flow in box.flows()}
    box.ctl("subscribers", "delete", "home")
    time.sleep(4)
    again = rate_mbps(meter, 3)
    assert free > 35, f"without a rule only {free:.1f} Mbit/s: the scene is too slow"
    assert again > 0.9 * free, f"{again:.1f} Mbit/s after it was removed, {free:.1f} before"
    return f"{free:.1f} -> {held:.2f} -> {again:.1f} Mbit/s"


def test_thousands_of_changes_lose_no_packet_of_anyone_else(lab):
    """While 20,000 subscribers are imported, changed and deleted, a numbered stream is whole."""
    scene = lab.scene()
    box = lab.sluiced(scene, rules=RULES, subscribers=())
    subscriber = scene.subscriber
    assert clients.reaches(subscriber.namespace, GATEWAY)
    box.ctl("subscribers", "put", "home", f"{subscriber.address}")
    files = []
    for round_number in range(3):
        file = scene.directory / f"homes-{round_number}.csv"
        group = ["", "held", ""][round_number]
        file.write_text("id,group,addresses\n" + "".join(
            f"s-{n},{group},100.{64 + n // 65536}.{n // 256 % 256}.{n % 256} "
            f"203.0.{n // 16 // 256}.{n // 16 % 256}#psid:{n % 16}/4\n" for n in range(20_000)),
            encoding="utf-8")
        files.append(file)
    stream = clients.NumberedStream(subscriber.namespace, scene.internet, subscriber.address,
                                    GATEWAY, per_second=2000)
    with stream:
        began = time.monotonic()
        for file in files:
            said = box.ctl("subscribers", "import", file)
            assert "20000 subscribers imported" in said, said
        seconds = time.monotonic() - began
    assert stream.missing() == 0, f"{stream.missing()} of {stream.sent} packets missing"
    assert stream.in_order(), "packets overtook each other"
    assert box.metric("sluice_subscribers", source="api") == 20_001
    return f"{3 * 20_000 / seconds:.0f} changes/s beside {stream.sent} packets"


def test_a_bad_line_is_named_and_the_good_ones_are_there_after_a_kill(lab):
    """Import says which lines are wrong; what was good is still there after kill -9."""
    scene = lab.scene()
    box = lab.sluiced(scene, subscribers=())
    file = scene.directory / "homes.csv"
    file.write_text("id,addresses\na,198.18.77.1\nb,198.18.77.1\nc,198.18.77\nd,2001:db8:77::/56\n",
                    encoding="utf-8")
    done = box.try_ctl("subscribers", "import", file)
    assert done.returncode == 1
    assert "homes.csv:3: 198.18.77.1/32 is already subscriber 'a'" in done.stderr, done.stderr
    assert "homes.csv:4: '198.18.77' is no address" in done.stderr, done.stderr
    assert "2 subscribers imported, 2 lines were not" in done.stdout, done.stdout
    box.program.kill()
    box.start()
    ids = {one["id"] for one in box.ask("subscribers", "list")["subscribers"]}
    assert ids == {"a", "d"}, ids


def test_an_imported_site_is_kept_after_a_kill_and_no_policy_can_drop_it(lab):
    """Import takes sites that the policy has, names those it has not, and the policy keeps them."""
    scene = lab.scene()
    box = lab.sluiced(scene, subscribers=(), sections=(
        "sites:\n"
        "  olt-1: { capacity: { up: 1gbps, down: 1gbps }, link: lab }\n"
        "  olt-1.pon-3: { in: olt-1, capacity: { up: 1gbps, down: 1gbps } }\n"))
    file = scene.directory / "homes.csv"
    file.write_text("id,site,addresses\na,olt-1.pon-3,198.18.77.1\nb,olt-2,198.18.77.2\n",
                    encoding="utf-8")
    done = box.try_ctl("subscribers", "import", file)
    assert "homes.csv:3: there is no site 'olt-2' in the active policy" in done.stderr, done.stderr
    box.ctl("subscribers", "put", "c", "198.18.77.3", "--site", "olt-1")
    box.program.kill()
    box.start()
    sites = {one["id"]: one["site"] for one in box.ask("subscribers", "list")["subscribers"]}
    assert sites == {"a": "olt-1.pon-3", "c": "olt-1"}, sites
    assert "olt-1.pon-3" in box.ctl("subscribers", "list", "--site", "olt-1.pon-3")
    policy = scene.directory / "fewer.yaml"
    policy.write_text("sites: { olt-1: { capacity: { up: 1gbps, down: 1gbps } } }\n",
                      encoding="utf-8")
    done = box.try_ctl("policy", "apply", policy)
    assert "site 'olt-1.pon-3' is that of subscriber 'a', who was imported" in done.stderr, \
        done.stderr
