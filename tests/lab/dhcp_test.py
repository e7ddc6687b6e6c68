# SPDX-License-Identifier: Apache-2.0
"""Subscribers that are known by the DHCP that goes by: real servers, relay agent and client."""
import socket
import time

import clients
import frames
from dhcp_scene import LINE, Home
from scene import GATEWAY, GATEWAY6

DHCP = f"""\
dhcp:
  servers: [{GATEWAY}, "{GATEWAY6}"]
  subscriber_id: [subscriber-id, circuit-id]
"""


def addresses_of(box, subscriber):
    known = box.ask("subscribers", "list").get("subscribers", [])
    return {address["prefix"] for one in known if one["id"] == subscriber
            for address in one.get("addresses", [])}


def wait_until(condition, what, seconds=3):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{seconds} s later not yet: {what}"
        time.sleep(0.1)


def owners_of_new_flow(box, home, remote):
    """Whose the home's traffic is that goes there now."""
    before = {flow["id"] for flow in box.flows()}
    assert clients.reaches(home.namespace, remote), f"the home does not reach {remote}"
    return {flow.get("subscriber", "") for flow in box.flows() if flow["id"] not in before}


def test_a_home_is_its_lines_subscriber_while_it_has_a_lease_and_a_prefix(lab):
    """What DHCP leases a home, and delegates to it, is its line's until the home releases it."""
    scene = lab.scene()
    box = lab.sluiced(scene, subscribers=(), sections=DHCP)
    home = Home(scene)

    address = home.lease_address()
    wait_until(lambda: addresses_of(box, LINE) == {f"{address}/32"}, f"{LINE} has {address}")
    assert LINE in owners_of_new_flow(box, home, GATEWAY)

    prefix, address6 = home.lease_prefix()
    wait_until(lambda: addresses_of(box, LINE) == {f"{address}/32", f"{prefix}/56"},
               f"{LINE} has {prefix}/56, too")
    assert LINE in owners_of_new_flow(box, home, GATEWAY6)
    for one in (address, address6):
        assert LINE in box.ctl("subscribers", "find", one), one
    assert box.metric("sluice_dhcp_leases") == 2

    box.program.kill()
    box.start()
    wait_until(lambda: addresses_of(box, LINE) == {f"{address}/32", f"{prefix}/56"},
               "both are known after kill -9 and a restart")

    home.release("-4")
    wait_until(lambda: addresses_of(box, LINE) == {f"{prefix}/56"}, f"{address} is nobody's")
    home.release("-6", "-P")
    wait_until(lambda: not addresses_of(box, LINE), f"{LINE} is nobody")
    assert box.metric("sluice_dhcp_leases") == 0
    assert box.metric("sluice_dhcp_messages_total", outcome="malformed") == 0
    lost = box.metric("sluice_dhcp_copies_lost_total")
    assert lost == 0, f"{lost} messages were not looked at"
    return f"{address} and {prefix}/56"


def message(operation, kind, yours="0.0.0.0", options=b""):
    """A DHCPv4 message of one client and one transaction (RFC 2131, figure 1)."""
    header = bytes([operation, 1, 6, 0]) + b"xid1" + bytes(8) + socket.inet_aton(yours) + bytes(8)
    hardware = bytes.fromhex("020000000001").ljust(16 + 64 + 128, b"\0")
    return header + hardware + b"\x63\x82\x53\x63" + bytes([53, 1, kind]) + options + b"\xff"


def test_a_forged_lease_makes_nobody_a_subscriber(lab):
    """An ACK that a home forges, a stranger's and one cut short are not believed, the server's is."""
    scene = lab.scene()
    box = lab.sluiced(scene, subscribers=(), sections=DHCP)
    home, server, given = scene.subscriber.address, GATEWAY, "198.18.66.6"
    line = bytes([82, 2 + len(LINE), 1, len(LINE)]) + LINE.encode()
    question = message(1, 3, options=line)
    ack = message(2, 5, yours=given, options=bytes([51, 4, 0, 0, 2, 88]) + line)

    def send(namespace, device, source, destination, payload):
        frames.send(namespace, device, [frames.udp_frame(source, destination, 67, 67, payload)])

    def outcome(name):
        return box.metric("sluice_dhcp_messages_total", version="4", outcome=name)

    access, core = scene.subscriber.namespace, scene.internet
    send(access, "eth0", home, server, question)
    send(access, "eth0", server, home, ack)
    send(core, "inet0", "198.18.99.9", home, ack)
    send(core, "inet0", server, home, ack[:-20])
    wait_until(lambda: [outcome(name) for name in ("asked", "wrong_side", "unknown_server",
                                                   "malformed")] == [1, 1, 1, 1],
               f"all four are counted: {box.metrics()}")
    assert not addresses_of(box, LINE)
    send(core, "inet0", server, home, ack)
    wait_until(lambda: addresses_of(box, LINE) == {f"{given}/32"}, "the server's ACK counts")
