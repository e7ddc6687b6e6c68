# SPDX-License-Identifier: Apache-2.0
"""What fills the link: bulk transfers, swarms, a video, web pages."""
import json
import pathlib
import subprocess

import clients
from box import Program
from scene import GATEWAY, LabError

HERE = pathlib.Path(__file__).resolve().parent
IPERF_PORT = 5201
HTTP_PORT = 8080
SEED_PORT = 6881
END_SECONDS = 15  # for what was sent into a deep queue to come out of it


class Bulk:
    """`flows` TCP transfers that began together and end by themselves."""

    count = 0

    def __init__(self, place, home, flows, seconds, settle_seconds=0, congestion="cubic",
                 download=True):
        Bulk.count += 1
        port = IPERF_PORT + Bulk.count
        self._seconds = seconds + settle_seconds
        self.server = Program(place.internet, ["iperf3", "-s", "-1", "-p", port, "-B", GATEWAY,
                                               "--forceflush"],
                              place.directory / f"bulk-{Bulk.count}-server.log", "Server listening")
        self.server.wait_ready()
        command = ["iperf3", "-c", GATEWAY, "-p", port, "-t", seconds, "-O", settle_seconds,
                   "-P", flows, "-C", congestion, "-J"] + (["-R"] if download else [])
        self.client = home.namespace.start(*command, stdout=subprocess.PIPE,
                                           stderr=subprocess.STDOUT, text=True)

    def rates_mbps(self):
        """Each flow's, over the time after settling. Waits for the end."""
        try:
            said, _ = self.client.communicate(timeout=self._seconds + END_SECONDS)
            report = json.loads(said)
        except subprocess.TimeoutExpired:
            self.client.kill()
            raise LabError("iperf3 does not end") from None
        except json.JSONDecodeError:
            raise LabError(f"iperf3: {said.splitlines()[:2]}") from None
        if "error" in report:
            raise LabError(f"iperf3: {report['error']}")
        return [stream["receiver"]["bits_per_second"] / 1e6 for stream in report["end"]["streams"]]


class Swarm:
    """One leech in a home and some seeds beyond the box, all of one transport."""

    count = 0

    def __init__(self, place, home, seeds, transport):
        Swarm.count += 1
        first = SEED_PORT + 20 * Swarm.count
        self.ports = f"{first}-{first + seeds}"
        self.transport = transport
        self.seeds = [clients.Peer(place, place.internet, "seed", GATEWAY, port=first + number,
                                   transport=transport, megabytes=256)
                      for number in range(seeds)]
        self.leech = clients.Peer(place, home.namespace, "leech", home.address, port=first,
                                  transport=transport, megabytes=256, with_peers=self.seeds)
        self.leech.wait_until_moving()

    @property
    def meter_expression(self):
        return f"{'udp' if self.transport == 'utp' else 'tcp'} sport {self.ports}"

    def end(self):
        for peer in (self.leech, *self.seeds):
            peer.kill()


class WebServer:
    def __init__(self, place):
        self.program = Program(place.internet,
                               [clients.PYTHON, HERE / "http_load.py", "serve", GATEWAY,
                                "--port", HTTP_PORT],
                               place.directory / "http-server.log", "listening")
        self.program.wait_ready()


class Http:
    """A video or web pages for so many seconds, from a WebServer."""

    def __init__(self, home, kind, seconds, **settings):
        self._seconds = seconds
        options = [word for key, value in settings.items()
                   for word in (f"--{key.replace('_', '-')}", value)]
        self.process = home.namespace.start(
            clients.PYTHON, HERE / "http_load.py", kind, GATEWAY, "--port", HTTP_PORT,
            "--seconds", seconds, *options, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True)

    def seconds_each(self):
        """What each page or segment took. Waits for the end."""
        said, _ = self.process.communicate(timeout=self._seconds + END_SECONDS)
        if self.process.returncode != 0:
            raise LabError(f"http_load: {said.splitlines()[-1:]}")
        return json.loads(said)["took"]
