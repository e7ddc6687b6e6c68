# SPDX-License-Identifier: Apache-2.0
"""Real clients that know nothing but sluice-tracker."""
import json
import pathlib
import shutil
import time
import urllib.request

from box import Program, Skip
from clients import HERE, PYTHON
from scene import GATEWAY, GATEWAY6, LabError, Scene, end_of_wire, host_settings

PORT = 6969
METRICS_PORT = 9466
SECONDS = 60


class Exchange(Scene):
    """Clients and a tracker, each in a namespace of its own, at one switch."""

    def _build(self, subscribers, queues):
        self.tracker = self.namespace("tracker")
        host_settings(self.tracker)
        self.tracker.ip("link add br0 type bridge stp_state 0 mcast_snooping 0")
        self.tracker.ip("link set br0 up")
        self.tracker.ip(f"addr add {GATEWAY}/24 dev br0")
        self.tracker.ip(f"addr add {GATEWAY6}/64 dev br0 nodad")
        self.clients = [self._client(number) for number in range(1, subscribers + 1)]

    def _client(self, number):
        client = self.namespace(f"client{number}")
        host_settings(client)
        self.veth(client, "eth0", self.tracker, f"port{number}")
        end_of_wire(client, "eth0")
        self.tracker.ip(f"link set port{number} master br0 up")
        client.ip(f"addr add 198.18.0.{10 + number}/24 dev eth0")
        client.ip(f"addr add 2001:db8::{10 + number}/64 dev eth0 nodad")
        return client


def run_tracker(lab, scene, sections=""):
    binary = pathlib.Path(lab.options.build).resolve() / "oracle" / "tracker" / "sluice-tracker"
    if not binary.exists():
        raise Skip(f"{binary} is not built")
    config = scene.directory / "tracker.yaml"
    listen = f'["{GATEWAY}:{PORT}", "[{GATEWAY6}]:{PORT}"]'
    config.write_text(f'udp: {listen}\nhttp: {listen}\ninterval: 1m\n'
                      f'metrics: {{ address: "127.0.0.1:{METRICS_PORT}" }}\n{sections}',
                      encoding="ascii")
    tracker = Program(scene.tracker, [binary, config], scene.directory / "tracker.log", "^ready: ")
    tracker.wait_ready()
    return tracker


def metrics(scene):
    with scene.tracker.entered():
        with urllib.request.urlopen(f"http://127.0.0.1:{METRICS_PORT}/metrics", timeout=10) as page:
            return page.read().decode()


def make_torrent(scene, url):
    source = scene.directory / "source"
    scene.tracker.run(PYTHON, HERE / "tracker_client.py", "torrent", source, "--tracker", url)
    return source


class Libtorrent(Program):
    def __init__(self, scene, number, torrent, address, directory=None):
        self.directory = directory or scene.directory / f"libtorrent-{number}"
        super().__init__(scene.clients[number],
                         [PYTHON, HERE / "tracker_client.py", "client", self.directory,
                          "--torrent", torrent, "--listen", f"{address}:6881"],
                         scene.directory / f"libtorrent-{number}.log", '"ready"')
        self.wait_ready()

    def wait_complete(self):
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            if json.loads(self.lines[-1]).get("complete"):
                return
            time.sleep(0.2)
        raise LabError(f"not complete after {SECONDS} s: {self.lines[-1]}")


class Aria2(Program):
    def __init__(self, scene, number, torrent):
        if not shutil.which("aria2c"):
            raise Skip("needs aria2 (devtools/packages-lab)")
        self.directory = scene.directory / f"aria2-{number}"
        super().__init__(scene.clients[number],
                         ["aria2c",
                          "--enable-dht=true",  # it asks UDP trackers from there; nobody else has it
                          f"--dht-file-path={scene.directory / 'dht.dat'}", "--enable-dht6=false",
                          "--bt-enable-lpd=false", "--enable-peer-exchange=false", "--no-conf",
                          "--seed-time=0", "--listen-port=6881", "--file-allocation=none",
                          "--dir", self.directory, torrent],
                         scene.directory / f"aria2-{number}.log", ".")

    def wait_complete(self):
        if self.process.wait(SECONDS) != 0:
            raise LabError(f"aria2c: exit {self.process.returncode}: {self.last_lines()}")


def expect_downloads(lab, url, own_address):
    """A seed, then aria2 and libtorrent, who have of one another what the tracker tells."""
    scene = lab.open.enter_context(Exchange(subscribers=3))
    run_tracker(lab, scene)
    source = make_torrent(scene, url)
    torrent = source / "sample.torrent"
    seed = Libtorrent(scene, 0, torrent, own_address(1), source)
    seed.wait_complete()
    leeches = [Libtorrent(scene, 2, torrent, own_address(3)), Aria2(scene, 1, torrent)]
    for leech in leeches:
        leech.wait_complete()
        got = (leech.directory / "sample.bin").read_bytes()
        assert got == (source / "sample.bin").read_bytes(), "what came is not what was sent"
    return scene, torrent


def test_clients_complete_a_download_by_the_udp_tracker_alone(lab):
    """libtorrent and aria2 find a seed by UDP announces, and nothing tells what they share."""
    scene, torrent = expect_downloads(lab, f"udp://{GATEWAY}:{PORT}/announce",
                                      lambda number: f"198.18.0.{10 + number}")
    page = metrics(scene)
    assert 'sluice_tracker_swarms 1\n' in page, page
    assert 'request="announce",transport="udp"' in page or \
        'transport="udp",request="announce"' in page, page
    assert "198.18." not in page
    logged = (scene.directory / "tracker.log").read_text()
    assert logged.count("\n") == 1, f"more than 'ready' was logged: {logged}"


def test_clients_complete_a_download_by_the_http_tracker_alone(lab):
    """The same by HTTP announces."""
    expect_downloads(lab, f"http://{GATEWAY}:{PORT}/announce",
                     lambda number: f"198.18.0.{10 + number}")


def test_clients_complete_a_download_over_ipv6(lab):
    """The same over IPv6, where replies hold addresses of 16 bytes."""
    expect_downloads(lab, f"http://[{GATEWAY6}]:{PORT}/announce",
                     lambda number: f"[2001:db8::{10 + number}]")


def test_a_torrent_that_is_not_listed_is_refused(lab):
    """With a list of allowed hashes a client is told that its torrent is not served."""
    scene = lab.open.enter_context(Exchange(subscribers=1))
    hashes = scene.directory / "hashes"
    hashes.write_text("# none yet\n", encoding="ascii")
    tracker = run_tracker(lab, scene, f"hashes: {{ allow: {hashes} }}\n")
    torrent = make_torrent(scene, f"http://{GATEWAY}:{PORT}/announce") / "sample.torrent"
    client = Libtorrent(scene, 0, torrent, "198.18.0.11")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and "not served here" not in client.lines[-1]:
        time.sleep(0.2)
    assert "not served here" in client.lines[-1], client.lines[-1]
    assert tracker.process.poll() is None
