# SPDX-License-Identifier: Apache-2.0
"""Daring a policy: trying it, seeing what it does, and being told why."""
import contextlib
import socket
import time

import clients
from scene import GATEWAY

STREAM_PORT = 9000
BLOCK = ["{ name: no-stream, match: { protocol: udp, port: 9000 }, action: drop }"]
SHADOW = ["{ name: would-block, match: { protocol: udp, port: 9000 }, action: drop, shadow: true }",
          "{ name: mark, match: { protocol: udp, port: 9000, direction: up }, "
          "action: { dscp: le } }"]
RESET = ["{ name: no-8080, match: { protocol: tcp, remote_port: 8080 }, action: { reset: both } }"]
TRIAL_SECONDS = 4
AUDIT_SECONDS = 12  # of what a rule resets, within two rounds
LATE_SECONDS = 2  # on a busy machine


@contextlib.contextmanager
def stream(scene):
    """Numbered packets from the subscriber, for as long as it lasts."""
    subscriber = scene.subscriber
    with clients.NumberedStream(subscriber.namespace, scene.internet, subscriber.address, GATEWAY,
                                port=STREAM_PORT, per_second=200) as running:
        yield running


def comes_through(running, seconds=0.5):
    before = len(running.received)
    time.sleep(seconds)
    return len(running.received) > before


def wait_until_through(running, seconds):
    deadline = time.monotonic() + seconds
    while not comes_through(running, 0.1):
        assert time.monotonic() < deadline, f"still nothing comes through after {seconds} s"


def policy_file(box, name, rules):
    file = box.directory / f"{name}.yaml"
    file.write_text(box.policy(rules), encoding="utf-8")
    return file


def last_event(box, kind):
    lines = [line for line in box.ctl("events").splitlines() if f"  {kind}  " in line]
    assert lines, f"no {kind} in the audit log: {box.ctl('events')}"
    return lines[-1]


def test_a_policy_that_is_tried_goes_back_by_itself(lab):
    """A policy that blocks a stream is tried for 4 s: then the stream runs again, and why is told."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    before = box.revision()
    block = policy_file(box, "block", BLOCK)
    with stream(scene) as running:
        wait_until_through(running, 5)
        began = time.monotonic()
        said = box.ctl("policy", "try", block, "--for", f"{TRIAL_SECONDS}s")
        assert f"goes back to revision {before} in" in said, said
        assert not comes_through(running), "the tried policy does not block"
        wait_until_through(running, TRIAL_SECONDS + LATE_SECONDS)
        took = time.monotonic() - began
    assert took >= TRIAL_SECONDS, f"it went back after {took:.1f} s already"
    assert box.revision() == before + 2
    event = last_event(box, "policy.rolled_back")
    assert f"back to revision {before}: nobody confirmed revision {before + 1}" in event, event
    assert "try" in box.ctl("policy", "history")
    return f"back after {took:.1f} s"


def test_another_change_waits_until_the_trial_is_over(lab):
    """While a policy is tried, apply and SIGHUP are refused by name; confirmed, it stays."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    before = box.revision()
    box.ctl("policy", "try", policy_file(box, "block", BLOCK), "--for", f"{TRIAL_SECONDS}s")
    refused = box.try_ctl("policy", "apply", policy_file(box, "other", []))
    assert refused.returncode == 1, "it was applied over the trial"
    assert f"revision {before + 1} is being tried" in refused.stderr, refused.stderr
    box.ctl("policy", "confirm")
    time.sleep(TRIAL_SECONDS + LATE_SECONDS)
    assert box.revision() == before + 1, "it went back though it was confirmed"
    gone = box.try_ctl("policy", "confirm")
    assert gone.returncode == 1 and "no revision is being tried" in gone.stderr, gone.stderr
    box.ctl("policy", "apply", policy_file(box, "other", []))
    box.ctl("policy", "try", policy_file(box, "block", BLOCK), "--for", "1h")
    box.ctl("policy", "rollback", before + 2)
    assert "no-stream" not in box.ask("policy", "get")["yaml"], "a rollback did not end the trial"


def test_a_daemon_killed_during_a_trial_comes_back_with_the_policy_before(lab):
    """kill -9 while a policy is tried for an hour: after the start the stream runs again."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    before = box.revision()
    box.ctl("policy", "try", policy_file(box, "block", BLOCK), "--for", "1h")
    box.program.kill()
    box.start()
    assert box.revision() == before + 2
    with stream(scene) as running:
        wait_until_through(running, 5)
    event = last_event(box, "policy.rolled_back")
    assert f"sluiced ended while revision {before + 1} was being tried" in event, event


def test_diff_says_what_a_file_would_change(lab):
    """policy diff names the rule that is new, and nothing that means the same."""
    scene = lab.scene()
    box = lab.sluiced(scene, rules=BLOCK)
    before = box.revision()
    same = policy_file(box, "same", BLOCK)
    same.write_text("# another comment\n" + same.read_text(encoding="utf-8"), encoding="utf-8")
    assert box.ctl("policy", "diff", same).strip() == "they mean the same"
    said = box.ctl("policy", "diff", policy_file(box, "more", BLOCK + SHADOW)).splitlines()
    assert [line.split(":")[0] for line in said] == ["+ rules.would-block", "+ rules.mark"], said
    assert box.revision() == before


def test_a_flow_is_explained_and_a_rule_in_shadow_touches_nothing(lab):
    """A rule in shadow counts what it would drop and drops nothing; explain says all of it."""
    scene = lab.scene()
    box = lab.sluiced(scene, rules=SHADOW)
    with stream(scene) as running:
        wait_until_through(running, 5)
        time.sleep(1)
        flow = next(flow for flow in box.flows() if flow["remote_port"] == STREAM_PORT)
        words = box.ctl("flows", "explain", flow["id"])
    time.sleep(0.3)
    assert running.missing() == 0, f"{running.missing()} of {running.sent} packets missing"
    assert f"decided by revision {box.revision()} (by " in words, words
    assert "up: rule mark says: mark it DSCP le" in words, words
    assert "up: rule would-block, in shadow, would: drop it" in words, words
    assert "label " in words, words
    effects = {rule["rule"]: rule for rule in box.ask("policy", "effects")["rules"]}
    shadow = {deed["deed"]: deed["packets"] for deed in effects["would-block"]["would_have"]}
    done = {deed["deed"]: deed["packets"] for deed in effects["mark"]["did"]}
    assert not effects["would-block"]["did"], effects
    assert shadow["dropped"] >= running.sent * 0.9, effects
    assert done["marked"] >= running.sent * 0.9, effects
    assert box.metric("sluice_rule_packets_total", rule="would-block", mode="shadow") > 0
    return f"{shadow['dropped']} packets that would have been dropped, of {running.sent}"


def test_what_a_rule_resets_is_in_the_audit_log_with_an_example(lab):
    """A connection that a rule resets is told of by rule, with its ends; explain says the same."""
    scene = lab.scene()
    box = lab.sluiced(scene, rules=RESET)
    subscriber = scene.subscriber
    assert clients.reaches(subscriber.namespace, GATEWAY)
    with scene.internet.socket(socket.AF_INET, socket.SOCK_STREAM) as server, \
            subscriber.namespace.socket(socket.AF_INET, socket.SOCK_STREAM) as client:
        server.bind((GATEWAY, 8080))
        server.listen()
        client.settimeout(5)
        try:
            client.connect((GATEWAY, 8080))
            client.sendall(b"hello")
            said = client.recv(1)
            raise AssertionError(f"the connection goes on, and ends with {said!r}")
        except ConnectionError:
            port = client.getsockname()[1]
    flow = next(flow for flow in box.flows() if flow["remote_port"] == 8080)
    words = box.ctl("flows", "explain", flow["id"])
    assert "rule no-8080 says: reset it at both ends" in words, words
    assert "it was cut off: the box has answered" in words, words
    deadline = time.monotonic() + AUDIT_SECONDS
    while "  rule.reset  " not in box.ctl("events"):
        assert time.monotonic() < deadline, box.ctl("events")
        time.sleep(0.5)
    event = last_event(box, "rule.reset")
    assert f"rule no-8080  revision {box.revision()}: " in event, event
    assert f"{subscriber.address}:{port} > {GATEWAY}:8080 tcp" in event, event
    assert box.metric("sluice_rule_packets_total", rule="no-8080", deed="reset") > 0
    return event
