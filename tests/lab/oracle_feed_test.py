# SPDX-License-Identifier: Apache-2.0
"""What sluice-oracle hears from a real router, and from another network's oracle."""
import json
import pathlib
import shutil
import time
import urllib.request

from box import Program, Skip
from scene import Scene, end_of_wire, host_settings

OURS = "198.18.255.1"  # of the line between the two networks
THEIRS = "198.18.255.2"
PORT = 8080
METRICS_PORT = 9466
API_PORT = 50051
SECONDS = 30


class Border(Scene):
    """Our network, AS 64496, and a peer, AS 64499, joined by one line."""

    def _build(self, subscribers, queues):
        self.ours = self.namespace("ours")
        self.theirs = self.namespace("theirs")
        for namespace in (self.ours, self.theirs):
            host_settings(namespace)
            namespace.ip("link set lo up")
        self.veth(self.ours, "line", self.theirs, "line")
        for namespace, address in ((self.ours, OURS), (self.theirs, THEIRS)):
            end_of_wire(namespace, "line")
            namespace.ip(f"addr add {address}/30 dev line")


def run_gobgpd(scene, namespace, as_number, address, neighbour_as, neighbour):
    if not shutil.which("gobgpd"):
        raise Skip("needs gobgpd (devtools/packages-lab)")
    config = scene.directory / f"gobgpd-{as_number}.yaml"
    config.write_text(f"""\
global:
  config: {{ as: {as_number}, router-id: {address} }}
neighbors:
  - config: {{ neighbor-address: {neighbour}, peer-as: {neighbour_as} }}
    timers: {{ config: {{ connect-retry: 1, idle-hold-time-after-reset: 1 }} }}
""", encoding="ascii")
    daemon = Program(namespace,
                     ["gobgpd", "-t", "yaml", "-f", config, "--api-hosts",
                      f"127.0.0.1:{API_PORT}"],
                     scene.directory / f"gobgpd-{as_number}.log", "Finished reading")
    daemon.wait_ready()
    return daemon


def run_routers(scene):
    return (run_gobgpd(scene, scene.ours, 64496, OURS, 64499, THEIRS),
            run_gobgpd(scene, scene.theirs, 64499, THEIRS, 64496, OURS))


def rib(namespace, *words):
    namespace.run("gobgp", "global", "rib", *words)


class Oracle(Program):
    """sluice-oracle with a topology; asked in its own namespace."""

    def __init__(self, lab, scene, namespace, name, topology, listen="127.0.0.1"):
        binary = pathlib.Path(lab.options.build).resolve() / "oracle" / "sluice-oracle"
        if not binary.exists():
            raise Skip(f"{binary} is not built")
        self.namespace = namespace
        self.address = f"{listen}:{PORT}"
        self.topology = scene.directory / f"{name}-topology.yaml"
        self.topology.write_text(topology, encoding="ascii")
        config = scene.directory / f"{name}.yaml"
        config.write_text(f'listen_plain: ["{self.address}"]\nplain_beyond_this_host: true\n'
                          f'topology: {self.topology}\n'
                          f'metrics: {{ address: "127.0.0.1:{METRICS_PORT}" }}\n',
                          encoding="ascii")
        super().__init__(namespace, [binary, config], scene.directory / f"{name}.log", "^ready: ")
        self.wait_ready()

    def get(self, path, address=None):
        with self.namespace.entered():
            with urllib.request.urlopen(f"http://{address or self.address}{path}",
                                        timeout=10) as page:
                return page.read().decode()

    def prefixes(self, pid):
        """Of a location of the network map."""
        groups = json.loads(self.get("/alto/networkmap"))["network-map"].get(pid, {})
        return groups.get("ipv4", []) + groups.get("ipv6", [])

    def cost(self, source, destination):
        question = {"cost-type": {"cost-mode": "numerical", "cost-metric": "routingcost"},
                    "endpoints": {"srcs": [f"ipv4:{source}"], "dsts": [f"ipv4:{destination}"]}}
        request = urllib.request.Request(
            f"http://{self.address}/alto/endpointcost", json.dumps(question).encode(),
            {"Content-Type": "application/alto-endpointcostparams+json"})
        with self.namespace.entered():
            with urllib.request.urlopen(request, timeout=10) as answer:
                costs = json.load(answer)["endpoint-cost-map"]
        return costs[f"ipv4:{source}"][f"ipv4:{destination}"]

    def metric(self, name):
        for line in self.get("/metrics", f"127.0.0.1:{METRICS_PORT}").splitlines():
            if line.startswith(name + " "):
                return float(line.rsplit(" ", 1)[1])
        raise AssertionError(f"no metric {name}")

    def said(self, words):
        return any(words in line for line in self.lines)


def wait_until(holds, what, seconds=SECONDS):
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        if holds():
            return
        time.sleep(0.2)
    raise AssertionError(f"{what}: not after {seconds} s")


BY_BGP = f"""\
own_as: 64496
neighbours: {{ peers: [64499] }}
pids:
  home: {{ prefixes: [198.18.0.0/16] }}
  peers: {{ relation: peer, as_hops: 1 }}
  behind-peers: {{ relation: peer }}
  elsewhere: {{ default: true }}
costs:
  routing:
    own: 0
    others: 100
    pairs: [{{ between: [home, peers], cost: 10 }}, {{ between: [home, behind-peers], cost: 20 }}]
feeds:
  - {{ name: bgp, format: gobgp, address: "127.0.0.1:{API_PORT}", every: 1s, stale_after: 6s }}
"""
HOME = "198.18.0.9"


def routes_by_bgp(lab):
    scene = lab.open.enter_context(Border())
    routers = run_routers(scene)
    for number in range(4):
        rib(scene.theirs, "add", f"198.51.{100 + number}.0/24")
    rib(scene.theirs, "add", "203.0.113.0/24", "aspath", "64510")
    rib(scene.ours, "add", "198.18.0.0/16")
    rib(scene.ours, "add", "-a", "ipv6", "2001:db8:5::/48", "aspath", "64499")
    oracle = Oracle(lab, scene, scene.ours, "oracle", BY_BGP)
    wait_until(lambda: len(oracle.prefixes("peers")) == 5, "the peer's routes are in the map")
    return scene, routers, oracle


def test_a_routers_routes_are_in_the_map_until_they_are_withdrawn(lab):
    """Routes that GoBGP hears from a peer are in the network map, and gone when they are withdrawn."""
    scene, _, oracle = routes_by_bgp(lab)
    assert "2001:db8:5::/48" in oracle.prefixes("peers"), oracle.prefixes("peers")
    assert oracle.prefixes("behind-peers") == ["203.0.113.0/24"], oracle.prefixes("behind-peers")
    assert oracle.cost(HOME, "198.51.100.7") == 10
    assert oracle.cost(HOME, "203.0.113.7") == 20
    assert oracle.cost(HOME, "192.0.2.1") == 100
    assert oracle.get("/asn?ip=203.0.113.7") == "203.0.113.7\t64510\tbgp\n"
    assert oracle.get(f"/asn?ip={HOME}") == f"{HOME}\t64496\tbgp\n"
    rib(scene.theirs, "del", "198.51.100.0/24")
    wait_until(lambda: "198.51.100.0/24" not in oracle.prefixes("peers"), "withdrawn", 10)
    assert oracle.cost(HOME, "198.51.100.7") == 100
    assert oracle.cost(HOME, "198.51.101.7") == 10


def test_a_router_that_dies_leaves_the_last_good_map(lab):
    """When the session breaks, and when GoBGP dies, the map stays; its age is shown and alarmed."""
    scene, (ours, theirs), oracle = routes_by_bgp(lab)
    theirs.kill()
    wait_until(lambda: oracle.said("feed bgp: only "), "a session that broke is told")
    assert len(oracle.prefixes("peers")) == 5
    ours.kill()
    wait_until(lambda: oracle.metric('sluice_oracle_feed_stale{feed="bgp"}') == 1, "an alarm")
    assert oracle.metric('sluice_oracle_feed_age_seconds{feed="bgp"}') > 6
    assert oracle.cost(HOME, "198.51.100.7") == 10
    assert oracle.process.poll() is None
    run_routers(scene)
    rib(scene.ours, "add", "-a", "ipv6", "2001:db8:5::/48", "aspath", "64499")
    for number in range(4):
        rib(scene.theirs, "add", f"198.51.{100 + number}.0/24")
    wait_until(lambda: oracle.said("feed bgp: is believed again"), "a router that is back", 60)
    assert oracle.metric('sluice_oracle_feed_age_seconds{feed="bgp"}') < 6
    assert oracle.terminate() == 0


def theirs_topology(north, south):
    return f"""\
pids:
  north: {{ prefixes: [198.51.100.0/25] }}
  south: {{ prefixes: [198.51.100.128/25] }}
  neighbour: {{ prefixes: [198.18.0.0/16] }}
  elsewhere: {{ default: true }}
costs:
  routing:
    own: 0
    others: 1
    pairs: [{{ between: [neighbour, north], cost: {north} }},
            {{ between: [neighbour, south], cost: {south} }}]
"""


BY_ALTO = f"""\
pids:
  home: {{ prefixes: [198.18.0.0/16] }}
  near: {{ alto_cost: 0-10 }}
  far: {{ alto_cost: 10-1000 }}
  elsewhere: {{ default: true }}
costs:
  routing:
    own: 0
    others: 100
    pairs: [{{ between: [home, near], cost: 10 }}, {{ between: [home, far], cost: 12 }}]
feeds:
  - {{ name: peer, format: alto, url: "http://{THEIRS}:{PORT}/alto/directory", every: 1s,
      from: {HOME}, for: 198.51.100.0/24, stale_after: 6s }}
"""


def test_another_networks_oracle_tells_what_is_near_there(lab):
    """Of a peer's addresses those come first that its own oracle finds near; its word stays."""
    scene = lab.open.enter_context(Border())
    theirs = Oracle(lab, scene, scene.theirs, "theirs", theirs_topology(north=5, south=50), THEIRS)
    ours = Oracle(lab, scene, scene.ours, "ours", BY_ALTO)
    assert ours.prefixes("near") == ["198.51.100.0/25"], ours.prefixes("near")
    assert ours.prefixes("far") == ["198.51.100.128/25"], ours.prefixes("far")
    assert ours.cost(HOME, "198.51.100.7") == 10
    assert ours.cost(HOME, "198.51.100.200") == 12
    assert ours.cost(HOME, "192.0.2.1") == 100, "it is not believed about others"
    theirs.topology.write_text(theirs_topology(north=50, south=5), encoding="ascii")
    theirs.process.send_signal(1)
    wait_until(lambda: ours.cost(HOME, "198.51.100.7") == 12, "the other way round", 10)
    theirs.kill()
    wait_until(lambda: ours.metric('sluice_oracle_feed_stale{feed="peer"}') == 1, "an alarm")
    assert ours.cost(HOME, "198.51.100.200") == 10
    assert ours.said("feed peer: ")
    assert ours.terminate() == 0
