# SPDX-License-Identifier: Apache-2.0
"""The clients and the server of a testbed, and what was seen of a download."""
import collections
import dataclasses
import itertools
import json
import pathlib
import time

from box import Program
from clients import PYTHON
from scene import LabError

HERE = pathlib.Path(__file__).resolve().parent
SERVICE_PORT = 8000
READY_SECONDS = 60  # five interpreters start at once
ANSWER_SECONDS = 60
CLIENTS = ("T1", "T2", "RT1", "RT2")


class Client(Program):
    """The client of a machine; `do` is one command and its answer."""

    def __init__(self, bed, machine, service):
        self.name = machine.name
        directory = bed.directory / machine.name
        directory.mkdir()
        super().__init__(machine.namespace,
                         [PYTHON, HERE / "client.py", machine.listen, directory, service,
                          ",".join(bed.machines[name].listen for name in ("RT1", "RT2"))],
                         bed.directory / f"{machine.name}.log", r'"ready"')

    def do(self, command, **words):
        said = len(self.lines)
        self.process.stdin.write(json.dumps({"do": command, **words}) + "\n")
        self.process.stdin.flush()
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline:
            for line in itertools.islice(self.lines, said, None):
                if line.startswith('{"answer"'):
                    return json.loads(line)["answer"]
            if self.process.poll() is not None:
                break
            time.sleep(0.005)
        ended = self.process.poll()
        raise LabError(f"{self.name} does not answer {command} within {ANSWER_SECONDS} s" if
                       ended is None else f"{self.name} ended with {ended}: {self.last_lines(4)}")


@dataclasses.dataclass
class Download:
    """A torrent at one client: when, from whom, with whom it was connected meanwhile."""
    name: str
    started: float
    finished: float | None
    progress: float
    blocks: list         # (when, who)
    connections: list    # (when, Counter of who)
    refusals: dict
    tracker: str
    dht_peers: int

    @property
    def complete(self):
        return self.finished is not None

    @property
    def seconds(self):
        return self.finished - self.started

    def from_whom(self, after=0.0, before=float("inf")):
        return collections.Counter(who for when, who in self.blocks if after <= when < before)

    def between(self, *who):
        """When the first and the last block came from one of them."""
        times = [when for when, sender in self.blocks if sender in who]
        return (min(times), max(times)) if times else None

    def most_connections(self, *who):
        return max((sum(count[name] for name in who) for _, count in self.connections), default=0)

    def most_at_a_time(self, *who):
        """How many of them were connected at the same time, each by however many connections."""
        return max((len(count.keys() & set(who)) for _, count in self.connections), default=0)


class Machines:
    """The clients, running. A test gets files of its own, though they bear the study's names."""

    def __init__(self, bed):
        self.bed = bed
        service = bed.machines["service"]
        self.service_url = f"http://{service.public[0]}:{SERVICE_PORT}"
        server = Program(service.namespace,
                         [PYTHON, HERE / "service.py", service.public[0], SERVICE_PORT],
                         bed.directory / "service.log", "serving")
        server.wait_ready(READY_SECONDS)
        self.clients = {name: Client(bed, bed.machines[name], self.service_url)
                        for name in CLIENTS}
        for client in self.clients.values():
            client.wait_ready(READY_SECONDS)
        self._salts = itertools.count()
        self.salt = ""
        self.apart = False

    def __getitem__(self, name):
        return self.clients[name]

    def begin(self, several_per_address, apart, upload_mbps):
        """For one test: nothing of the one before; `upload_mbps` by client."""
        self.salt = f"/{next(self._salts)}"
        self.apart = apart
        for name, client in self.clients.items():
            client.do("clear")
            client.do("settings", allow_multiple_connections_per_ip=several_per_address)
            self.bed.machines[name].send_at(upload_mbps[name])

    def create(self, name, file, kilobytes):
        """The file and its torrent at a client; its info-hash."""
        return self[name].do("create", name=file, salt=self.salt, size=kilobytes << 10,
                             apart=self.apart)

    def upload(self, name, file):
        return self[name].do("upload", name=file)

    def seed(self, name, file, kilobytes):
        """Creates, puts onto the index, and seeds. The second seeder's torrent is the first's."""
        self.create(name, file, kilobytes)
        status = self.upload(name, file)
        self[name].do("add", name=file, seed=True, apart=self.apart)
        return status

    def download(self, name, file):
        self[name].do("add", name=file, seed=False, apart=self.apart)

    def observe(self, name, file):
        seen = self[name].do("observe")[file]
        who = self.bed.who
        return Download(
            f"{file} at {name}", seen["started"], seen["finished"], seen["progress"],
            [(when, who(*sender)) for when, *sender in seen["blocks"]],
            [(when, collections.Counter(who(*peer) for peer in peers))
             for when, peers in seen["connected"]], seen["refusals"], seen["tracker"],
            seen["dht_peers"])

    def wait(self, *downloads, seconds=60):
        """Until each (client, file) is complete, or time is up; what was seen of each."""
        deadline = time.monotonic() + seconds
        while True:
            seen = [self.observe(*download) for download in downloads]
            if all(download.complete for download in seen) or time.monotonic() > deadline:
                time.sleep(0.1)  # for news of the last blocks
                return [self.observe(*download) for download in downloads]
            time.sleep(0.25)

    def announced(self, info_hash):
        """Who the tracker knows of a torrent."""
        text = self.bed.machines["service"].namespace.run(
            "curl", "-sf", f"{self.service_url}/peers/{info_hash}")
        return {self.bed.who(*peer) for peer in json.loads(text)}
