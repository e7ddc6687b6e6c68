# SPDX-License-Identifier: Apache-2.0
"""What stands in the middle of a scene: the daemon under test, or dpdk-testpmd to prove the scene."""
import json
import os
import pathlib
import re
import subprocess
import threading
import time

from scene import LabError

READY_SECONDS = 20
# Where a scene is not about failing: on a machine that runs everything on two cores a worker that
# waits for its turn is not a dead one, and the ends of most scenes take nothing past it.
PATIENT = "{ patience: 2s }"
# A build with the address sanitizer: AF_XDP ports are never closed, so what libxdp holds for them
# counts as leaked.
ENVIRONMENT = os.environ | {"ASAN_OPTIONS": "detect_leaks=0"}


class Skip(Exception):
    """This machine, or this box, cannot do it; says why."""


def plain(value):
    """Protobuf's JSON as Python would have it: snake_case keys, and 64-bit numbers as numbers."""
    if isinstance(value, dict):
        return {re.sub("([A-Z])", r"_\1", key).lower(): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, str) and re.fullmatch(r"\d+", value) else value


class Program:
    """A process with its output kept, whose first line of a kind says that it is ready."""

    def __init__(self, namespace, command, log, ready, **options):
        self.log = pathlib.Path(log)
        self.lines = []
        self._ready = threading.Event()  # or it will never be: its output has ended
        self._said_ready = False
        self._pattern = re.compile(ready)
        self.process = namespace.start(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT, text=True, errors="replace",
                                       env=ENVIRONMENT, **options)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        with open(self.log, "a", encoding="utf-8") as log:
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                self.lines.append(line.rstrip())
                if self._pattern.search(line):
                    self._said_ready = True
                    self._ready.set()
        self._ready.set()

    def wait_ready(self, seconds=READY_SECONDS):
        if not self._ready.wait(seconds):
            raise LabError(f"{self.log.stem} is not ready after {seconds} s: {self.last_lines()}")
        if not self._said_ready:
            self.process.wait(seconds)
        if self.process.poll() is not None:
            raise LabError(f"exit {self.process.returncode}: {self.last_lines()}")

    def last_lines(self, count=8):
        return "\n".join(self.lines[-count:])

    def kill(self):
        """As a crash would end it."""
        self.process.kill()
        self.process.wait()
        self._reader.join(5)

    def terminate(self, seconds=10):
        """Asks it to end, and returns its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise LabError(f"still running {seconds} s after SIGTERM") from None


class Sluiced:
    """The real daemon, with a configuration made for the scene."""

    name = "sluiced"
    has_policy = True

    def __init__(self, scene, build, rules=(), workers=(0,), never_touch=(), subscribers=None,
                 nats=(), sections="", policy_sections="", nice=-10, links=None,
                 heartbeat=PATIENT, shunt="never", memory=""):
        self.scene = scene
        self.control = pathlib.Path(build).resolve() / "control"
        self.directory = scene.directory
        self.socket = self.directory / "sluiced.sock"
        self.metrics_address = "127.0.0.1:9464"
        self.config = self.directory / "sluiced.yaml"
        self.subscribers = scene.subscribers if subscribers is None else subscribers
        self.nats = nats
        self.sections = sections  # of the box's configuration, as YAML
        self.policy_sections = policy_sections
        self.heartbeat = heartbeat
        self.shunt = shunt
        self.memory = memory  # more of that section, in one line
        self.links = links  # as YAML, in place of the pair that a scene has otherwise
        self.workers = workers
        self.nice = nice
        self.program = None
        self._policies = 0
        for binary in ("sluiced", "sluicectl"):
            if not (self.control / binary).exists():
                raise Skip(f"{self.control / binary} is not built")
        self.config.write_text(self.configuration() + self.policy(rules, never_touch),
                               encoding="utf-8")

    def configuration(self, access="acc0", core="core0"):
        links = self.links or f"""\
  - name: lab
    mode: inline
    pairs:
      - {{ access: {{ interface: {access} }}, core: {{ interface: {core} }} }}
    capacity: {{ up: 1gbps, down: 1gbps }}
"""
        return f"""\
links:
{links}workers:
  {{ cores: [{', '.join(map(str, self.workers))}], idle_sleep: 200us, nice: {self.nice}, shunt: {self.shunt} }}
memory: {{ flows: 65536{self.memory and ", " + self.memory} }}
heartbeat: {self.heartbeat}
control: {{ socket: {self.socket} }}
metrics: {{ address: "{self.metrics_address}" }}
store: {{ path: {self.directory / 'sluice.db'} }}
{self.sections}"""

    def policy(self, rules, never_touch=()):
        def section(key, entries):
            if not entries:
                return f"{key}: []\n"
            return f"{key}:\n" + "".join(f"  - {entry}\n" for entry in entries)
        return (self.policy_sections + section("nats", self.nats) +
                section("subscribers", [s.as_policy() for s in self.subscribers]) +
                section("never_touch", never_touch) + section("rules", rules))

    def start(self):
        self.program = Program(self.scene.box, [self.control / "sluiced", self.config],
                               self.directory / "sluiced.log", r"^ready:")
        self.program.wait_ready()
        return self

    def run_to_end(self, config=None, seconds=20):
        """Starts one more daemon that is expected to give up; its exit code and its errors."""
        done = subprocess.run(
            self.scene.box.command(self.control / "sluiced", config or self.config),
            capture_output=True, text=True, timeout=seconds, env=ENVIRONMENT)
        return done.returncode, done.stderr.strip()

    def ctl(self, *words):
        return self.scene.box.run(self.control / "sluicectl", "--socket", self.socket, *words)

    def try_ctl(self, *words):
        command = self.scene.box.command(self.control / "sluicectl", "--socket", self.socket,
                                         *words)
        return subprocess.run(command, capture_output=True, text=True)

    def ask(self, *words):
        return plain(json.loads(self.ctl(*words, "--json")))

    def apply(self, rules, never_touch=()):
        self._policies += 1
        file = self.directory / f"policy-{self._policies}.yaml"
        file.write_text(self.policy(rules, never_touch), encoding="utf-8")
        self.ctl("policy", "apply", file)

    def revision(self):
        return self.ask("policy", "get")["revision"]["number"]

    def flows(self, *words):
        return self.ask("flows", "list", *words).get("flows", [])

    def labels(self):
        return {flow.get("label", "unknown") for flow in self.flows()}

    def wait_for_label(self, label, seconds=10):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(seen.startswith(label) for seen in self.labels()):
                return
            time.sleep(0.3)
        raise AssertionError(f"no flow labelled {label} after {seconds} s, only "
                             f"{sorted(self.labels())}")

    def metrics(self):
        """Name with labels to value."""
        text = self.scene.box.run("curl", "-sf", f"http://{self.metrics_address}/metrics")
        pairs = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in pairs}

    def metric(self, name, **labels):
        """The sum over all that bear the name and the labels."""
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        return sum(value for key, value in self.metrics().items()
                   if key.split("{")[0] == name and all(label in key for label in wanted))


class Testpmd:
    """DPDK's own forwarder: no policy, but the same ports. What fails with it, the scene has wrong."""

    name = "testpmd"
    has_policy = False

    def __init__(self, scene, **_):
        self.scene = scene
        self.program = None

    def start(self):
        vdevs = [f"--vdev=net_af_xdp{number},iface={device},start_queue=0,queue_count=1"
                 for number, device in enumerate(("acc0", "core0"))]
        self.program = Program(
            self.scene.box,
            ["dpdk-testpmd", "-l", "0,1", "--no-huge", "--no-shconf", "-m", "256", "--no-pci",
             *vdevs, "--", "--forward-mode=io", "--auto-start", "--no-mlockall",
             "--total-num-mbufs=16384", "--no-lsc-interrupt"],
            self.scene.directory / "testpmd.log", r"Press enter to exit|Checking link statuses")
        self.program.wait_ready()
        time.sleep(0.5)
        return self
