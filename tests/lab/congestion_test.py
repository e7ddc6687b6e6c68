# SPDX-License-Identifier: Apache-2.0
"""Who steps back while a site is near congestion, why, and where that is told."""
import json
import time

import clients
from household import Household
from portal import Portal, ask
from scene import GATEWAY
from waiting import wait_for

# Homes have 20 Mbit/s up and their site 25: who sends 18 is at 90 % of the one, and of the other,
# with its neighbour's 1, at 76 %.
SECTIONS = """\
usage: { commit_every: 1s }
tiers: { gold: { up: 20mbps, down: 20mbps } }
sites: { olt-1: { capacity: { up: 25mbps, down: 25mbps } } }
congestion:
  near_congested: { up: 70%, down: 80%, window: 3s }
  heavy: { above: 70%, window: 3s, release_below: 50%, release_window: 3s }
"""
RULES = ["{ name: below-the-box, match: { direction: up, when: best-effort }, "
         "action: { dscp: le } }"]


class Home(Household):
    def as_policy(self):
        return super().as_policy().replace("{ ", "{ tier: gold, site: olt-1, ", 1)


def side(box, home):
    """How a home stands with what it sends; nothing if it is in no state."""
    status = box.ask("congestion", "status")
    return next((s["sides"][0] for s in status.get("subscribers", []) if s["id"] == home.id), None)


def on_page(home):
    status, body = ask(home.namespace)
    assert status == 200, body
    return json.loads(body)


def marked(box, home):
    return [effect["rule"] for effect in box.ask("usage", home.id).get("effects", [])]


def record(box, file):
    """sluicectl congestion record, into a file, until it is killed."""
    with open(file, "w", encoding="utf-8") as out:
        return box.scene.box.start(box.control / "sluicectl", "--socket", box.socket, "congestion",
                                   "record", "--every", 1, stdout=out)


def test_a_heavy_home_steps_back_while_its_site_is_near_congestion_and_is_told_why(lab):
    """Moved to best effort with the measured reason everywhere, released when it stops, alone."""
    scene = lab.scene()
    heavy, other = homes = [Home(scene, 1, "1024-2047"), Home(scene, 2, "2048-3071")]
    box = lab.sluiced(scene, subscribers=homes, rules=RULES, sections=SECTIONS)
    Portal(scene, lab.options.build, box.socket)
    assert on_page(heavy)["best_effort"] in (None, {"up": None, "down": None})
    recorded = scene.directory / "usage.csv"
    recording = record(box, recorded)
    clients.Iperf(scene, scene.internet, other.namespace, GATEWAY, port=5202, mbps=1,
                  download=False)
    upload = clients.Iperf(scene, scene.internet, heavy.namespace, GATEWAY, mbps=18,
                           download=False)
    began = time.monotonic()
    moved = wait_for(lambda: (side(box, heavy) or {}).get("best_effort"))
    assert moved, box.ctl("congestion", "status")
    after = time.monotonic() - began

    table = box.ctl("congestion", "status")
    assert "to best effort: used " in table and "while site olt-1 was at " in table, table
    assert side(box, other) is None, table
    events = [line for line in box.ctl("events").splitlines() if "  congestion.moved  " in line]
    assert len(events) == 1 and "  home-1  up: to best effort: used " in events[0], events
    assert box.metric("sluice_segment_near_congested", segment="olt-1", direction="up") == 1
    assert box.metric("sluice_tier_best_effort_subscribers", tier="gold") == 1
    page = on_page(heavy)
    assert page["near_congestion"] == {"up": True, "down": False}, page
    assert page["best_effort"]["up"]["reason"].startswith("Over 3 seconds you used "), page
    assert page["best_effort"]["up"]["earliest_end"] > page["best_effort"]["up"]["since"], page
    page = on_page(other)
    assert page["near_congestion"]["up"] and page["best_effort"] == {"up": None, "down": None}, page
    assert wait_for(lambda: set(marked(box, heavy)) == {"below-the-box"}), marked(box, heavy)
    assert not marked(box, other), "the other home on its address was marked, too"

    upload.stop()
    stopped = time.monotonic()
    assert wait_for(lambda: side(box, heavy) is None), box.ctl("congestion", "status")
    released_after = time.monotonic() - stopped
    assert on_page(heavy)["best_effort"]["up"] is None
    assert box.metric("sluice_tier_best_effort_subscribers", tier="gold") == 0
    history = box.ctl("congestion", "history")
    assert "  released  home-1  up: to priority best effort: used " in history, history
    report = box.ctl("congestion", "report")
    assert "olt-1" in report and "home-" not in report, report

    recording.kill()
    simulated = box.ask("congestion", "simulate", recorded)
    assert {touched["subscriber"] for touched in simulated["touched"]} == {"home-1"}, simulated
    strict = box.ask("congestion", "simulate", recorded, "--heavy-above", "99%")
    assert not strict["touched"], strict
    return f"moved after {after:.1f} s, released {released_after:.1f} s after it stopped"
