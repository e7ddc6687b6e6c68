# SPDX-License-Identifier: Apache-2.0
"""sluice-tracker and its clients at one switch, each client in a namespace of its own."""
import pathlib
import re
import subprocess
import time
import urllib.request

from box import Program, Skip
from clients import HERE, PYTHON
from scene import GATEWAY, GATEWAY6, LabError, Scene, end_of_wire, host_settings

PORT = 6969
METRICS_PORT = 9466
LOCAL = "198.18.0.2"  # the local tracker's, where there are two layers
LOCAL_METRICS_PORT = 9467
REGISTRATION_PORT = 6970
TOKEN = "lab-token-0123456789"


class Exchange(Scene):
    """Client n, from 0, has 198.18.0.(11 + n)."""

    ipv6 = False

    def _build(self, subscribers, queues):
        self.tracker = self.namespace("tracker")
        host_settings(self.tracker)
        self.tracker.ip("link add br0 type bridge stp_state 0 mcast_snooping 0")
        self.tracker.ip("link set br0 up")
        for address in (GATEWAY, LOCAL):
            self.tracker.ip(f"addr add {address}/24 dev br0")
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

    def address(self, number):
        return f"2001:db8::{11 + number}" if self.ipv6 else f"198.18.0.{11 + number}"


def start_tracker(lab, scene, name, config):
    binary = pathlib.Path(lab.options.build).resolve() / "oracle" / "tracker" / "sluice-tracker"
    if not binary.exists():
        raise Skip(f"{binary} is not built")
    path = scene.directory / f"{name}.yaml"
    path.write_text(config, encoding="ascii")
    tracker = Program(scene.tracker, [binary, path], scene.directory / f"{name}.log", "^ready: ")
    tracker.wait_ready()
    return tracker


def run_tracker(lab, scene, sections=""):
    listen = f'["{GATEWAY}:{PORT}", "[{GATEWAY6}]:{PORT}"]'
    return start_tracker(lab, scene, "tracker",
                         f'udp: {listen}\nhttp: {listen}\ninterval: 1m\n'
                         f'metrics: {{ address: "127.0.0.1:{METRICS_PORT}" }}\n{sections}')


def run_layers(lab, scene, prefix, enough):
    """A global tracker and a local one, which has registered for the prefix."""
    place = scene.directory
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=global",
                    "-addext", f"subjectAltName=IP:{GATEWAY}", "-keyout", place / "key.pem",
                    "-out", place / "chain.pem"], check=True, capture_output=True)
    (place / "token").write_text(TOKEN + "\n", encoding="ascii")
    tracker = run_tracker(lab, scene, f"""\
layers:
  below:
    listen: ["{GATEWAY}:{REGISTRATION_PORT}"]
    tls: {{ certificate: {place}/chain.pem, key: {place}/key.pem }}
    trackers: [{{ name: local, token: {place}/token, prefixes: [198.18.0.0/24] }}]
""")
    local = start_tracker(lab, scene, "local", f"""\
http: ["{LOCAL}:{PORT}"]
interval: 1m
metrics: {{ address: "127.0.0.1:{LOCAL_METRICS_PORT}" }}
layers:
  above:
    register: https://{GATEWAY}:{REGISTRATION_PORT}/layers/v1/registration
    ca: {place}/chain.pem
    token: {place}/token
    announce: http://{GATEWAY}:{PORT}/announce
    own: http://{LOCAL}:{PORT}/announce
    prefixes: [{prefix}]
    lifetime: 10s
    enough: {enough}
""")
    wait_for(scene, "sluice_tracker_layers_registered", METRICS_PORT, 1)
    return tracker, local


def metrics_page(scene, port=METRICS_PORT):
    with scene.tracker.entered():
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as page:
            return page.read().decode()


def metric(scene, name, port=METRICS_PORT, **labels):
    """The sum of all that have these labels."""
    total = 0
    for found in re.finditer(rf"^{name}(?:{{(.*)}})? (\S+)$", metrics_page(scene, port), re.M):
        if all(f'{key}="{value}"' in (found[1] or "") for key, value in labels.items()):
            total += float(found[2])
    return total


def announces(scene, port=METRICS_PORT):
    return metric(scene, "sluice_tracker_requests_total", port, request="announce")


def wait_for(scene, name, port, least, seconds=15, **labels):
    deadline = time.monotonic() + seconds
    while metric(scene, name, port, **labels) < least:
        if time.monotonic() > deadline:
            raise LabError(f"{name} is not {least} after {seconds} s:\n"
                           f"{metrics_page(scene, port)}")
        time.sleep(0.2)


def make_torrent(scene, url, folder="source"):
    """Of the same content each time, so that swarms of two trackers are one."""
    source = scene.directory / folder
    scene.tracker.run(PYTHON, HERE / "tracker_client.py", "torrent", source, "--tracker", url)
    return source / "sample.torrent"
