# SPDX-License-Identifier: Apache-2.0
"""The oracle beside a box: peers behind a link that is full come later in the lists it sorts."""
import contextlib
import json
import pathlib
import re
import time

import clients
from box import Program, Skip
from scene import GATEWAY

LINK_MBPS = 20
ASKER = "198.18.1.10"  # at home
TRANSIT = [f"198.19.0.{host}" for host in range(1, 11)]
PEERING = [f"198.19.1.{host}" for host in range(1, 11)]
PLAIN_PORT = 8089
METRICS_PORT = 9471
LINKS = f"""\
  - name: core1
    mode: inline
    pairs:
      - {{ access: {{ interface: acc0 }}, core: {{ interface: core0 }} }}
    capacity: {{ up: {LINK_MBPS}mbps, down: {LINK_MBPS}mbps }}
"""


def topology(socket):
    """Transit is a little cheaper than peering, and what goes there goes over the box's link."""
    return f"""\
pids:
  home: {{ prefixes: [198.18.0.0/16] }}
  transit: {{ prefixes: [198.19.0.0/24] }}
  peering: {{ prefixes: [198.19.1.0/24] }}
  elsewhere: {{ default: true }}
costs:
  routing:
    others: 100
    pairs:
      - {{ between: [home, transit], cost: 10 }}
      - {{ between: [home, peering], cost: 15 }}
links:
  - name: transit-1
    box: "unix:{socket}"
    link: core1
    from: home
    towards: transit
    unit: 10
    damping: {{ rise: 2s, fall: 8s, hold: 8s }}
    forget_after: 10s
"""


class Oracle:
    def __init__(self, lab, scene, box):
        binary = pathlib.Path(lab.options.build).resolve() / "oracle" / "sluice-oracle"
        if not binary.exists():
            raise Skip(f"{binary} is not built")
        self.scene = scene
        (scene.directory / "topology.yaml").write_text(topology(box.socket), encoding="ascii")
        self.box = box
        self.socket = scene.directory / "oracle.sock"
        config = scene.directory / "oracle.yaml"
        config.write_text(f'listen_plain: ["127.0.0.1:{PLAIN_PORT}"]\n'
                          f'topology: {scene.directory / "topology.yaml"}\napi: {self.socket}\n'
                          f'metrics: {{ address: "127.0.0.1:{METRICS_PORT}" }}\n',
                          encoding="ascii")
        self.program = Program(scene.box, [binary, config], scene.directory / "oracle.log",
                               "^ready: ")
        self.program.wait_ready()

    def get(self, *words):
        return self.scene.box.run("curl", "-sf", "--max-time", 2, *words)

    def metric(self, name, **labels):
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        for line in self.get(f"http://127.0.0.1:{METRICS_PORT}/metrics").splitlines():
            if re.split("[{ ]", line)[0] == name and all(label in line for label in wanted):
                return float(line.rsplit(" ", 1)[1])
        raise AssertionError(f"no metric {name}")

    def status(self):
        """What the one link that is measured is told to be."""
        [link] = json.loads(self.box.ctl("--json", "oracle", "--oracle-socket", self.socket,
                                         "status"))["links"]
        return link

    def prefers_transit(self):
        """Whether those behind transit come before those behind peering; the first few come in any
        order, so places are compared on the whole."""
        body = "".join(f"{host}:6881\n" for pair in zip(PEERING, TRANSIT) for host in pair)
        order = self.get("--data-binary", body,
                         f"http://127.0.0.1:{PLAIN_PORT}/sort?from={ASKER}").split()
        assert len(order) == len(TRANSIT) + len(PEERING), order
        return sum(order.index(f"{host}:6881") for host in TRANSIT) < \
            sum(order.index(f"{host}:6881") for host in PEERING)

    def wait_prefers(self, transit, seconds):
        began = time.monotonic()
        while self.prefers_transit() != transit:
            if time.monotonic() - began > seconds:
                raise AssertionError(
                    f"transit still comes {'last' if transit else 'first'} after {seconds} s: "
                    + self.get(f"http://127.0.0.1:{METRICS_PORT}/metrics"))
            time.sleep(0.3)
        return time.monotonic() - began

    def map_tag(self):
        return self.get("-D", "-", "-o", "/dev/null",
                        f"http://127.0.0.1:{PLAIN_PORT}/alto/networkmap").split("ETag: ")[1] \
            .split("\r")[0]


def download(scene, home):
    """As much as nearly fills the link's way down."""
    return clients.Iperf(scene, scene.internet, home.namespace, GATEWAY, mbps=LINK_MBPS * 0.95)


def test_peers_behind_a_full_link_come_later_until_it_is_free_again(lab):
    """A list changes its order under load, stays put as the load swings, and comes back after."""
    scene = lab.scene()
    home = scene.subscribers[0]
    box = lab.sluiced(scene, links=LINKS)
    oracle = Oracle(lab, scene, box)
    tag = oracle.map_tag()
    assert oracle.prefers_transit()

    load = download(scene, home)
    turned = oracle.wait_prefers(False, 20)
    assert oracle.metric("sluice_oracle_link_utilisation", direction="down") > 0.3
    assert oracle.metric("sluice_oracle_link_added_cost", direction="down") >= 20
    assert oracle.metric("sluice_oracle_link_added_cost", direction="up") == 0
    link = oracle.status()
    assert link["name"] == "transit-1" and link["utilisation"]["down"] > 0.3, link
    assert link["added_cost"]["down"] >= 20 and link.get("objection", "") == "", link
    assert oracle.map_tag() == tag, "the load shows in what is told"
    assert box.metric("sluice_link_ip_bytes_total", link="core1", direction="down") > 1e6

    # On and off faster than anything could follow: what is told must not.
    made = oracle.metric("sluice_oracle_topology_loads_total")
    for _ in range(3):
        load.stop()
        for _ in range(6):
            assert not oracle.prefers_transit(), "the order has followed a swing"
            time.sleep(0.5)
        load = download(scene, home)
        for _ in range(6):
            assert not oracle.prefers_transit(), "the order has followed a swing"
            time.sleep(0.5)
    swings = oracle.metric("sluice_oracle_topology_loads_total") - made
    assert swings <= 3, f"{swings} topologies were made while the load swung"

    load.stop()
    back = oracle.wait_prefers(True, 60)
    return f"turned after {turned:.1f} s, back {back:.1f} s after the load ended"


def test_the_oracle_answers_on_when_the_box_is_gone_and_forgets_its_load(lab):
    """A killed box costs no answer; what it said of its link counts for a while, then no more."""
    scene = lab.scene()
    box = lab.sluiced(scene, links=LINKS)
    oracle = Oracle(lab, scene, box)
    load = download(scene, scene.subscribers[0])
    oracle.wait_prefers(False, 20)
    assert oracle.metric("sluice_oracle_link_measured", link="transit-1") == 1

    box.program.kill()
    killed = time.monotonic()
    with contextlib.suppress(Exception):
        load.stop()
    asked = 0
    while not oracle.prefers_transit():
        asked += 1
        assert time.monotonic() - killed < 40, "the box's last word still counts"
        time.sleep(0.2)
    forgotten = time.monotonic() - killed
    assert forgotten > 5, f"forgotten after {forgotten:.1f} s, without waiting for the box"
    assert oracle.metric("sluice_oracle_link_measured", link="transit-1") == 0
    assert oracle.status()["objection"]
    assert any(line.startswith("link transit-1: ") for line in oracle.program.lines)

    box.start()
    deadline = time.monotonic() + 30
    while oracle.metric("sluice_oracle_link_measured", link="transit-1") == 0:
        assert time.monotonic() < deadline, oracle.program.last_lines()
        time.sleep(0.3)
    assert oracle.program.process.poll() is None
    return f"{asked} lists sorted meanwhile, forgotten after {forgotten:.1f} s"
