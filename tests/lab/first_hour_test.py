# SPDX-License-Identifier: Apache-2.0
"""The first hour with a box, and the worst night: init, doctor, top, backup and restore."""
import json
import os
import pty
import select
import subprocess
import time

import clients
from scene import GATEWAY


def write_first(box, *words):
    return box.try_ctl("init", box.directory / "first.yaml", *words)


def doctor(box, config):
    done = box.try_ctl("doctor", config, "--json")
    return done.returncode, {one["what"]: one for one in json.loads(done.stdout)}


def test_init_writes_a_configuration_that_starts_and_passes_traffic(lab):
    """init, doctor, sluiced: a subscriber's download goes through, and top and metrics show it."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    box.program.terminate()
    done = write_first(box, "--ports", "acc0 core0", "--capacity", "1gbps", "--subscribers", "list")
    assert done.returncode == 0, done.stderr
    first = box.directory / "first.yaml"
    # As the unit would have it, but for places that are this scene's own.
    first.write_text(first.read_text() + f"control: {{ socket: {box.socket} }}\n"
                     f"store: {{ path: {box.directory / 'first.db'} }}\n"
                     f"memory: {{ flows: 65536 }}\n", encoding="utf-8")
    status, found = doctor(box, first)
    assert status == 0, found
    assert found["port acc0"]["level"] == "ok", found["port acc0"]
    assert "veth" in found["port core0: driver"]["seen"], found["port core0: driver"]
    box.config = first
    box.start()
    clients.Iperf(scene, scene.internet, scene.subscriber.namespace, GATEWAY)
    time.sleep(2)
    shown = json.loads(box.ctl("top", "--json", "--every", "1"))
    link = shown["links"][0]
    assert link["state"] == "inspecting" and link["up_bps"] + link["down_bps"] > 1e6, shown
    assert box.metric("sluice_link_ip_bytes_total") > 1e6


def test_init_asks_until_the_answer_is_right(lab):
    """Wrong answers are told what would be right; an existing file is left alone."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    file = box.directory / "asked.yaml"
    command = scene.box.command(box.control / "sluicectl", "init", file)
    answers = "acc0\nacc0 core0\nfast\n2.5gbps 10gbps\ndhcp\ndhcp 198.18.0.0/28\n"
    done = subprocess.run(command, input=answers, capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    assert "two ports" in done.stderr and "'fast' is no rate" in done.stderr, done.stderr
    assert "acc0" in done.stderr.split("Which two")[0], done.stderr
    text = file.read_text()
    assert "up: 2.5gbps" in text and "198.18.0.0/28" in text, text
    again = subprocess.run(command, input=answers, capture_output=True, text=True, timeout=20)
    assert again.returncode == 1 and "is there already" in again.stderr, again.stderr
    assert file.read_text() == text
    nobody = subprocess.run(scene.box.command(box.control / "sluicectl", "init", "-"), input="",
                            capture_output=True, text=True, timeout=20)
    assert nobody.returncode == 1 and "nobody answers" in nobody.stderr, nobody.stderr


def test_doctor_says_what_keeps_the_box_from_working(lab):
    """A port that is not there, and a box that does not run, are named with what mends them."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    missing = box.directory / "missing.yaml"
    missing.write_text(box.config.read_text().replace("core0", "core9"), encoding="utf-8")
    status, found = doctor(box, missing)
    assert status == 1
    assert found["port core9"]["level"] == "FAILS", found
    assert "core0" in found["port core9"]["mend"], found["port core9"]
    assert found["link lab"]["seen"] == "inspecting", found
    box.ctl("link", "bypass", "lab")
    status, found = doctor(box, box.config)
    assert found["link lab"]["level"] == "costs" and "bypassed" in found["link lab"]["seen"], found
    box.program.terminate()
    status, found = doctor(box, box.config)
    assert "is it running" in found["sluiced"]["seen"], found
    broken = box.directory / "broken.yaml"
    broken.write_text("links: 7\n", encoding="utf-8")
    done = box.try_ctl("doctor", broken)
    assert done.returncode == 1 and "broken.yaml:1" in done.stderr, done.stderr


class Screen:
    """sluicectl top on a terminal of its own."""

    def __init__(self, box, *words):
        master, slave = pty.openpty()
        self.master = master
        self.text = ""
        self.process = subprocess.Popen(
            box.scene.box.command(box.control / "sluicectl", "--socket", box.socket, "top", *words),
            stdin=slave, stdout=slave, stderr=slave, env=os.environ | {"TERM": "xterm"})
        os.close(slave)

    def wait_for(self, word, seconds=10):
        deadline = time.monotonic() + seconds
        while word not in self.text:
            assert time.monotonic() < deadline, f"no {word!r} on the screen: {self.text[-2000:]!r}"
            if select.select([self.master], [], [], 0.2)[0]:
                self.text += os.read(self.master, 65536).decode(errors="replace")

    def type(self, keys):
        self.text = ""
        os.write(self.master, keys.encode())

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)


def test_top_follows_what_goes_on_and_takes_keys(lab):
    """On a terminal top shows links and subscribers, another table by a key, and ends by q."""
    scene = lab.scene()
    box = lab.sluiced(scene, rules=["{ name: mark-all, match: { direction: up }, "
                                    "action: { dscp: le } }"])
    clients.Iperf(scene, scene.internet, scene.subscriber.namespace, GATEWAY)
    screen = Screen(box, "--every", "1")
    try:
        screen.wait_for("inspecting")
        screen.wait_for(scene.subscriber.id)
        screen.type("r")
        screen.wait_for("mark-all")
        screen.type("q")
        assert screen.process.wait(5) == 0
    finally:
        screen.close()


def test_a_backup_of_a_running_box_brings_its_policy_back(lab):
    """backup under traffic, a bad night, restore: the policy of the backup is active again."""
    scene = lab.scene()
    box = lab.sluiced(scene, rules=["{ name: before, match: { direction: up }, action: drop, "
                                    "shadow: true }"])
    folder = box.directory / "kept"
    box.ctl("backup", folder, box.config)
    box.apply(["{ name: after, match: { direction: up }, action: drop, shadow: true }"])
    refused = box.try_ctl("restore", folder, box.config)
    assert refused.returncode == 1 and "another sluiced" in refused.stderr, refused.stderr
    box.program.terminate()
    for file in box.directory.glob("sluice*.db*"):
        file.unlink()
    box.ctl("restore", folder, box.config)
    box.start()
    policy = box.ctl("policy", "get")
    assert "before" in policy and "after" not in policy, policy
    assert "already" in box.try_ctl("backup", folder, box.config).stderr
