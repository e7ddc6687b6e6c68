# SPDX-License-Identifier: Apache-2.0
"""The example client, against a real box: what operators begin their own programs with."""
import json
import pathlib
import subprocess

import clients
from box import Skip
from scene import GATEWAY

CLIENT = pathlib.Path(__file__).resolve().parents[2] / "deploy/examples/sluice_client.py"


def ask(box, *words):
    done = subprocess.run(["/usr/bin/python3", CLIENT, "--socket", box.socket, *words],
                          capture_output=True, text=True, timeout=30)
    if "No module named" in done.stderr:
        raise Skip("needs python3-grpcio and python3-protobuf (make install-lab brings them)")
    return done


def test_the_example_asks_and_is_told_what_is_wrong(lab):
    """By reflection alone: links, flows and policies of a running box, and errors in a line."""
    scene = lab.scene()
    box = lab.sluiced(scene)
    assert clients.reaches(scene.subscriber.namespace, GATEWAY)
    links = ask(box, "Links.List")
    assert links.returncode == 0, links.stderr
    assert [(each["name"], each["state"]) for each in json.loads(links.stdout)["links"]] == [
        ("lab", "STATE_INSPECTING")]
    flows = ask(box, "Flows.Top", '{"count": 5}')
    assert json.loads(flows.stdout)["flows"], flows.stderr
    history = ask(box, "Policies.History")
    assert history.returncode == 0 and history.stdout, history.stderr
    events = ask(box, "Events.Watch", '{"history": 10}')
    assert "daemon.started" in events.stdout, events.stderr
    for words, told in ((("Links.Lost",), "has no Lost"), (("Leaks.List",), "Leaks"),
                        (("Links.SetMode", '{"link": "nowhere", "force": "FORCE_CUT"}'),
                         "NOT_FOUND"),
                        (("Flows.Top", '{"limits": 5}'), "limits")):
        done = ask(box, *words)
        assert done.returncode == 1 and told in done.stderr, (words, done.stderr)
        assert len(done.stderr.splitlines()) == 1, done.stderr
