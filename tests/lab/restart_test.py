# SPDX-License-Identifier: Apache-2.0
"""Crashes, second daemons, and what an operator is told when it cannot start."""
import socket

import clients
from scene import GATEWAY

RULES = ["{ name: kept, match: { protocol: udp, port: 7001 }, action: { drop: true } }"]


def test_after_a_kill_a_restart_has_the_policy_and_the_packets_back(lab):
    """kill -9 and a start: the revision that was applied is active, and traffic passes again."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    assert clients.reaches(scene.subscriber.namespace, GATEWAY)
    box.apply(RULES)
    before = box.ask("policy", "get")
    for _ in range(2):
        box.program.kill()
        box.start()
        after = box.ask("policy", "get")
        assert after == before, f"revision {after['revision']} instead of {before['revision']}"
        assert clients.reaches(scene.subscriber.namespace, GATEWAY), "nothing passes any more"


def test_sigterm_ends_it_in_good_order(lab):
    """SIGTERM ends the daemon with exit code 0, and another start works."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    code = box.program.terminate()
    assert code == 0, f"exit {code}: {box.program.last_lines()}"
    box.start()
    assert clients.reaches(scene.subscriber.namespace, GATEWAY), "nothing passes any more"


def expect_one_line(code, said, *words):
    assert code not in (0, None) and code > 0, f"exit {code}: {said}"
    assert len(said.splitlines()) == 1, f"more than one line:\n{said}"
    for word in words:
        assert word in said, f"'{word}' is not in: {said}"


def variant(box, name, old, new):
    file = box.directory / f"{name}.yaml"
    text = box.config.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_a_second_daemon_says_so_and_the_first_goes_on(lab):
    """A second daemon ends with one line, and the first one's traffic still passes."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    expect_one_line(*box.run_to_end(), "another sluiced")
    assert clients.reaches(scene.subscriber.namespace, GATEWAY), "the first one's traffic stopped"


def test_an_interface_of_another_daemon_is_refused_by_name(lab):
    """A daemon with other sockets but the same interface ends with one line that names it."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    text = box.config.read_text(encoding="utf-8")
    other = box.directory / "other.yaml"
    other.write_text(text.replace("sluiced.sock", "other.sock").replace("sluice.db", "other.db")
                     .replace(":9464", ":9465"), encoding="utf-8")
    expect_one_line(*box.run_to_end(other), "acc0")
    assert clients.reaches(scene.subscriber.namespace, GATEWAY), "the first one's traffic stopped"


def test_an_unknown_interface_is_named(lab):
    """An interface that is not there ends the start with one line that names it."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    box.program.terminate()
    expect_one_line(*box.run_to_end(variant(box, "unknown", "acc0", "acc99")), "acc99")


def test_a_metrics_port_in_use_is_named(lab):
    """A metrics address that another program has ends the start with one line that names it."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    box.program.terminate()
    with scene.box.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        other.bind(("127.0.0.1", 9464))
        other.listen()
        expect_one_line(*box.run_to_end(), "9464")


def test_a_mistake_in_the_config_is_told_by_line(lab):
    """An unknown key ends the start with file, line and key."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    box.program.terminate()
    wrong = variant(box, "wrong", "capacity:", "capacities:")
    expect_one_line(*box.run_to_end(wrong), "wrong.yaml:6", "capacities")
