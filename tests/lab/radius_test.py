# SPDX-License-Identifier: Apache-2.0
"""Subscribers whom RADIUS tells the box of: radclient, and FreeRADIUS as the proxy in front."""
import socket
import time

import clients
import radius
from box import Skip, Sluiced
from rates import Meter, expect_rate, rate_mbps
from scene import GATEWAY

TIERS = "tiers: { slow: { up: 8mbps, down: 8mbps }, fast: { up: 20mbps, down: 20mbps } }\n"
RULES = [f"{{ name: {tier}, match: {{ tier: {tier} }}, "
         f"action: {{ police: {{ rate: {mbps}mbps, burst: 250ms }} }} }}"
         for tier, mbps in (("slow", 8), ("fast", 20))]


def ids(box):
    return {one["id"] for one in box.ask("subscribers", "list").get("subscribers", [])}


def written(address):
    ports = address.get("ports")
    return address["prefix"] + (f"#{ports['first']}-{ports['last']}" if ports else "")


def start_of(name, address, session, tier="slow"):
    return {"User_Name": name, "NAS_Identifier": "bng-1", "Acct_Session_Id": session,
            "Framed_IP_Address": address, "Filter_Id": tier, "Event_Timestamp": int(time.time())}


def test_a_radius_session_is_held_to_its_tier_and_a_coa_changes_it_within_a_second(lab):
    """Through FreeRADIUS: a download falls to 8 Mbit/s by a Start, goes to 20 by a CoA within a
    second, and is free again after Accounting-Off."""
    scene = lab.scene()
    aaa = radius.add_network(scene)
    box = lab.sluiced(scene, rules=RULES, subscribers=(), sections=radius.section() + TIERS)
    radius.FreeRadius(scene, aaa)
    nas = radius.Radclient(aaa, radius.AAA, radius.NAS_SECRET)
    subscriber = scene.subscriber
    meter = Meter(subscriber.namespace, "tcp sport 5201", "download")
    clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY, mbps=40)
    time.sleep(1)
    free = rate_mbps(meter, 1.5)
    said = nas.account("Start", **start_of("ann", subscriber.address, "s1"))
    assert said == "Accounting-Response", said
    time.sleep(2)
    slow = rate_mbps(meter, 4)
    said = nas.change(Acct_Session_Id="s1", NAS_Identifier="bng-1", Filter_Id="fast")
    assert said == "CoA-ACK", said
    time.sleep(1)
    fast = rate_mbps(meter, 3)
    said = nas.account("Accounting-Off", NAS_Identifier="bng-1", Event_Timestamp=int(time.time()))
    assert said == "Accounting-Response", said
    time.sleep(2)
    again = rate_mbps(meter, 2)
    assert free > 35, f"without a rule only {free:.1f} Mbit/s: the scene is too slow"
    expect_rate("after the Start", slow, 8, 0.07)
    assert fast > 1.8 * slow, f"{slow:.1f} Mbit/s before the CoA, {fast:.1f} after"
    assert again > 0.85 * free, f"{again:.1f} Mbit/s after Accounting-Off, {free:.1f} before"
    assert ids(box) == set()
    return f"{free:.1f} -> {slow:.2f} -> {fast:.1f} -> {again:.1f} Mbit/s"


def test_radius_sessions_come_and_go_and_what_is_forged_does_nothing(lab):
    """radclient alone: IPv4, IPv6 prefixes and ranges of ports; Disconnect, expiry, and requests
    that are wrongly signed, of a stranger's, late, or for nobody."""
    scene = lab.scene()
    aaa = radius.add_network(scene)
    box = lab.sluiced(scene, subscribers=(), sections=radius.section("6s") + TIERS)
    nas = radius.Radclient(aaa, radius.BOX, radius.BOX_SECRET)
    answered = "Accounting-Response"
    assert nas.account("Start", **start_of("ann", "198.18.1.10", "s1"),
                       Delegated_IPv6_Prefix="2001:db8:1::/56",
                       Framed_IPv6_Prefix="2001:db8:2:1::/64") == answered
    assert nas.account("Start", **start_of("bob", "100.64.0.9", "s2"),
                       IP_Port_Range_Alloc=1, IP_Port_Range_Ext_IPv4_Addr="203.0.113.9",
                       IP_Port_Range_Range_Start=1024, IP_Port_Range_Range_End=2047) == answered
    whole = {one["id"]: sorted(map(written, one["addresses"]))
             for one in box.ask("subscribers", "list")["subscribers"]}
    assert whole == {"ann": ["198.18.1.10/32", "2001:db8:1::/56", "2001:db8:2:1::/64"],
                     "bob": ["100.64.0.9/32", "203.0.113.9/32#1024-2047"]}, whole
    assert nas.account("Start", secret="wrong", **start_of("eve", "198.18.1.66", "s6")) == ""
    assert nas.account("Stop", **start_of("carol", "198.18.1.12", "s3")) == answered
    assert nas.account("Start", **start_of("carol", "198.18.1.12", "s3")) == answered
    assert nas.account("Start", **start_of("dave", "198.18.1.13", "s4", "none-such")) == answered
    assert ids(box) == {"ann", "bob"}, ids(box)
    for name, session in (("ann", "s1"), ("bob", "s2")):
        assert nas.account("Interim-Update", User_Name=name, NAS_Identifier="bng-1",
                           Acct_Session_Id=session) == answered, name
    assert nas.change(User_Name="ann", Filter_Id="none-such") == "CoA-NAK Invalid-Attribute-Value"
    assert nas.change(User_Name="carol", Filter_Id="fast") == "CoA-NAK Session-Context-Not-Found"
    assert nas.disconnect(User_Name="ann", Message_Authenticator="0x00") == "Disconnect-ACK"
    assert nas.disconnect(User_Name="ann") == "Disconnect-NAK Session-Context-Not-Found"
    assert ids(box) == {"bob"}
    time.sleep(8)
    assert ids(box) == set(), "a session that nothing renewed is still there"

    def count(outcome, listener="accounting"):
        return box.metric("sluice_radius_requests_total", outcome=outcome, listener=listener)
    counts = [count(one) for one in ("started", "unknown_stopped", "late")]
    assert counts == [3, 1, 1], counts
    assert count("wrong_authenticator") == 1
    assert box.metric("sluice_radius_refused_subscribers_total") == 1
    assert count("refused", "dynamic_authorization") == 3
    log = "\n".join(box.program.lines)
    assert "there is no tier 'none-such'" in log, log
    assert radius.BOX_SECRET not in log, "the secret is in the log"


def test_a_taken_radius_port_is_one_clear_line(lab):
    """A daemon whose RADIUS port somebody else has ends with a line that says so."""
    if lab.options.box != "sluiced":
        raise Skip("dpdk-testpmd has no RADIUS")
    scene = lab.scene()
    radius.add_network(scene)
    daemon = Sluiced(scene, lab.options.build, subscribers=(), sections=radius.section())
    with scene.box.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((radius.BOX, 1813))
        code, said = daemon.run_to_end()
    assert code == 1, said
    expected = "cannot listen on 198.18.250.1:1813 for radius.accounting: Address already in use"
    assert f"sluiced: {expected}" in said.splitlines(), said
