# SPDX-License-Identifier: Apache-2.0
"""What subscribers used: as the wires counted it, and after crashes, full disks and damage."""
import re
import socket
import subprocess
import time

import clients
from scene import GATEWAY, run
from waiting import wait_for
from wire_counters import WireCounters, counted

OFTEN = "usage: { commit_every: 1s }\n"
RULES = ["{ name: no-7001, match: { protocol: udp, port: 7001, direction: up }, action: drop }"]


def send_datagrams(namespace, source, port, count, octets=100):
    with namespace.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((source, 0))
        for _ in range(count):
            sender.sendto(bytes(octets), (GATEWAY, port))


def test_usage_is_what_the_wires_counted(lab):
    """Downloads and datagrams are accounted for to the packet; what a rule dropped is told apart."""
    scene = lab.scene()
    subscriber = scene.subscriber
    wires = WireCounters(scene, subscriber)
    box = lab.sluiced(scene, rules=RULES, sections=OFTEN)
    assert clients.reaches(subscriber.namespace, GATEWAY)
    transfer = clients.Iperf(scene, scene.internet, subscriber.namespace, GATEWAY, mbps=30)
    time.sleep(3)
    transfer.stop()
    send_datagrams(subscriber.namespace, subscriber.address, 7001, 50)
    send_datagrams(subscriber.namespace, subscriber.address, 7002, 50)

    def difference():
        wire, seen = wires.read(), counted(box.ask("usage", subscriber.id))
        return {way: tuple(a - b for a, b in zip(wire[way], seen[way])) for way in wire}
    zero = {"up": (0, 0), "down": (0, 0)}
    wait_for(lambda: difference() == zero)
    assert difference() == zero, f"the wires counted {difference()} more than the box"
    usage = box.ask("usage", subscriber.id)
    effects = usage["effects"]
    assert [(e["rule"], e["effect"], e["direction"], e["packets"], e["bytes"])
            for e in effects] == [("no-7001", "dropped", "up", 50, 50 * 128)], effects
    table = box.ctl("usage", subscriber.id)
    assert "no-7001" in table and "standard" in table, table
    packets, octets = counted(usage)["down"]
    assert octets > 5e6, f"only {octets} bytes down: the scene is too slow"
    return f"{packets} packets of {octets} bytes down, all of them"


def test_a_kill_loses_at_most_ten_seconds_and_never_goes_back(lab):
    """kill -9 while traffic flows: afterwards at most 10 s are missing, and nothing of before."""
    scene = lab.scene()
    subscriber = scene.subscriber
    box = lab.sluiced(scene)
    per_second = 500

    def packets():
        return counted(box.ask("usage", subscriber.id))["up"][0]
    stream = clients.NumberedStream(subscriber.namespace, scene.internet, subscriber.address,
                                    GATEWAY, per_second=per_second)
    with stream:
        time.sleep(11)
        told, sent = packets(), stream.sent
        box.program.kill()
        box.start()
        after = packets()
        assert after >= told > 0, f"{after} after the kill, {told} before"
        missing_seconds = (sent - after) / per_second
        assert missing_seconds <= 10, f"{missing_seconds:.1f} s are missing"
    return f"{missing_seconds:.1f} s missing"


def test_a_full_disk_stops_nothing_and_loses_nothing(lab):
    """While the usage's disk is full traffic passes and it says so; then all is written."""
    scene = lab.scene()
    subscriber = scene.subscriber
    disk = scene.directory / "small"
    disk.mkdir()
    run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)])
    try:
        box = lab.sluiced(scene, sections="usage: { commit_every: 1s, "
                                          f"path: {disk / 'usage.db'} }}\n")
        send_datagrams(subscriber.namespace, subscriber.address, 7002, 100)
        ballast = disk / "ballast"
        subprocess.run(["dd", "if=/dev/zero", f"of={ballast}", "bs=4k"], capture_output=True)
        send_datagrams(subscriber.namespace, subscriber.address, 7002, 100)
        assert wait_for(lambda: box.metric("sluice_usage_failing") == 1), "it says nothing"
        assert clients.reaches(subscriber.namespace, GATEWAY), "traffic stopped"
        box.ask("usage", subscriber.id)
        ballast.unlink()
        assert wait_for(lambda: box.metric("sluice_usage_failing") == 0), "still failing"
        events = box.ctl("events")
        for kind in ("usage.not_kept", "usage.kept_again"):
            assert events.count(f"  {kind}  ") == 1, events
        up = wait_for(lambda: counted(box.ask("usage", subscriber.id))["up"][0] >= 200)
        assert up, counted(box.ask("usage", subscriber.id))
        box.program.kill()
    finally:
        run(["umount", "-l", str(disk)])


def test_a_damaged_usage_database_is_not_begun_anew(lab):
    """With a damaged database the daemon ends with one line that says how to restore it."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    box.program.terminate()
    file = scene.directory / "sluice-usage.db"
    good = file.read_bytes()
    for bad, why in ((b"", "the file is empty"), (b"x" * 8192, "not a database")):
        file.write_bytes(bad)
        code, said = box.run_to_end()
        assert code == 1 and len(said.splitlines()) == 1, said
        assert why in said and "put a backup in its place" in said, said
        assert file.read_bytes() == bad, "it was written over"
    file.write_bytes(good)
    box.start()
