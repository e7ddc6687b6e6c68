# SPDX-License-Identifier: Apache-2.0
"""How much of the traffic stays local, and which file says so."""
import os
import time

import clients
from scene import GATEWAY
from waiting import wait_for


def write(file, text):
    new = file.with_suffix(".new")
    new.write_text(text, encoding="ascii")
    os.rename(new, file)


def seen(box, locality):
    return box.metric("sluice_locality_bytes_total", locality=locality, direction="down")


def test_bytes_count_where_the_file_says_that_the_other_end_is(lab):
    """A new file counts without losing a packet of what runs; a wrong one changes nothing."""
    scene = lab.scene()
    home = scene.subscribers[0]
    file = scene.directory / "locality.csv"
    write(file, f"{GATEWAY}/32,peering\n")
    box = lab.sluiced(scene, sections=f"locality: {{ file: {file} }}\n")
    stream = clients.NumberedStream(scene.internet, home.namespace, GATEWAY, home.address)
    with stream:
        assert wait_for(lambda: seen(box, "peering") > 1e5), box.metrics()
        assert seen(box, "local") == seen(box, "transit") == 0

        write(file, f"{GATEWAY}/32,local\n")
        assert wait_for(lambda: seen(box, "local") > 1e5), box.ctl("locality")
        peering = seen(box, "peering")

        write(file, f"# a mistake\n{GATEWAY}/32,near\n")
        assert wait_for(lambda: box.metric("sluice_locality_file_good") == 0)
        told = box.ctl("locality")
        assert f"{file}:2: 'near' is neither local nor peering nor transit" in told, told
        assert "locality.refused" in box.ctl("events")
        local = seen(box, "local")
        time.sleep(1)
        assert seen(box, "local") > local and seen(box, "peering") == peering
    assert stream.missing() == 0, f"{stream.missing()} packets were lost"
    return box.ctl("locality").splitlines()[-1]
