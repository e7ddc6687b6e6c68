# SPDX-License-Identifier: Apache-2.0
"""The dashboards that come with the box: each panel has something to show, and each page shows it."""
import pathlib
import subprocess
import time

import clients
import yaml
from browser import Browser
from locality_test import write
from oracle_feed_test import METRICS_PORT, Oracle
from prometheus_beside import ADDRESS, Prometheus
from scene import GATEWAY
from waiting import wait_for

ROOT = pathlib.Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build/results/consoles"
SECONDS = 40  # that the pages show
DESK = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
SECTIONS = """\
usage: { commit_every: 1s }
locality: { file: LOCALITY }
tiers: { gold: { up: 50mbps, down: 50mbps } }
sites: { olt-1: { capacity: { up: 100mbps, down: 100mbps } } }
shaping: {}
congestion:
  near_congested: { up: 70%, down: 80%, window: 3s }
  heavy: { above: 70%, window: 3s, release_below: 50%, release_window: 3s }
"""
RULES = ["{ name: polite-bittorrent, match: { label: bittorrent, direction: down }, "
         "action: { police: { per: subscriber, rate: 8mbps } } }",
         "{ name: no-iperf, match: { port: 5201 }, action: drop, shadow: true }"]
TOPOLOGY = """\
own_as: 64496
feeds:
  - { name: places, format: geofeed, file: GEOFEED }
pids:
  home: { prefixes: [198.18.0.0/16] }
  elsewhere: { default: true }
costs:
  routing: { own: 0, others: 50 }
"""


class Gold:
    """A subscriber of the scene, as the policy above has him."""

    def __init__(self, home):
        self._home = home

    def as_policy(self):
        return self._home.as_policy().replace("{ ", "{ tier: gold, site: olt-1, ", 1)


def panels():
    source = (ROOT / "deploy/dashboards/panels.yaml").read_text(encoding="utf-8")
    return {name: each["panels"] for name, each in yaml.safe_load(source).items()}


def has_data(prometheus, series):
    query = series["expr"].replace("$box", 'instance=~".*"').replace("$rate", "10s")
    return bool(prometheus.get("query", query=query)["result"])


def without_data(prometheus):
    return [f"{name}: {panel['title']}: {series['expr']}" for name, each in panels().items()
            for panel in each for series in panel["series"] if not has_data(prometheus, series)]


def look_at(browser, name):
    """What is wrong with the page; a picture is left."""
    browser.open(f"http://{ADDRESS}/consoles/sluice-{name}.html?range={SECONDS}")
    wait_for(lambda: browser.value("document.body.dataset.drawn"), seconds=15)
    wrong = browser.value("[...document.querySelectorAll('p.failed, p.nothing')]"
                          ".map(p => p.parentElement.innerText).join('; ')")
    drawn = browser.value("[...document.querySelectorAll('section')]"
                          ".filter(each => /L/.test(each.querySelector('path.line')?.getAttribute('d'))).length")
    if drawn != len(panels()[name]):
        wrong += f"; {drawn} of {len(panels()[name])} panels are drawn"
    if browser.scrolls_sideways():
        wrong += "; it is too wide"
    PICTURES.mkdir(parents=True, exist_ok=True)
    browser.screenshot(PICTURES / f"sluice-{name}.png")
    return wrong


def test_each_panel_has_data_and_each_page_draws_it(lab):
    """A real Prometheus scrapes a box with traffic, and an oracle; a browser opens the pages."""
    scene = lab.scene()
    locality, geofeed = scene.directory / "locality.csv", scene.directory / "places.csv"
    write(locality, f"{GATEWAY}/32,transit\n")
    write(geofeed, "198.18.0.0/16,DE,,Berlin,\n")
    box = lab.sluiced(scene, rules=RULES, sections=SECTIONS.replace("LOCALITY", str(locality)),
                      subscribers=[Gold(home) for home in scene.subscribers])
    oracle = Oracle(lab, scene, scene.box, "oracle", TOPOLOGY.replace("GEOFEED", str(geofeed)))
    lab.open.callback(oracle.kill)
    prometheus = Prometheus(scene, {"sluiced": box.metrics_address,
                                    "sluice-oracle": f"127.0.0.1:{METRICS_PORT}"})
    lab.open.callback(prometheus.end)

    home = scene.subscriber
    seed = clients.Peer(scene, scene.internet, "seed", GATEWAY)
    leech = clients.Peer(scene, home.namespace, "leech", home.address, with_peers=[seed])
    for peer in (seed, leech):
        lab.open.callback(peer.kill)
    leech.wait_until_moving()
    transfer = clients.Iperf(scene, scene.internet, home.namespace, GATEWAY, mbps=60)
    lab.open.callback(transfer.stop)
    oracle.get("/alto/networkmap")
    wait_for(lambda: not without_data(prometheus), seconds=30)
    missing = without_data(prometheus)
    assert not missing, "\n".join(missing)

    browser = Browser(scene.box.command, scene.directory / "chromium", DESK, scripts=True)
    lab.open.callback(browser.close)
    time.sleep(20)
    wrong = {name: found for name in panels() if (found := look_at(browser, name))}
    assert not wrong, wrong
    count = sum(len(each) for each in panels().values())
    return f"{count} panels of {len(panels())} pages"


def test_what_grafana_and_prometheus_are_given_is_the_same(_lab):
    """Both are made of one source, and nobody has changed what was made."""
    done = subprocess.run([ROOT / "devtools/dashboards", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
