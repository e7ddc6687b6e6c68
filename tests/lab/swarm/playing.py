# SPDX-License-Identifier: Apache-2.0
"""One run: the clients of a seed, by one arm's way to find each other."""
import dataclasses
import json
import pathlib
import time

import other_clients
import plan
import trackers
from box import Program, Sluiced
from place import Internet
from scene import LabError

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"  # the one that Debian's libtorrent belongs to
FILE_BYTES = 8 << 20
LINE = 250_000  # bytes a second of a leecher's line
SEED_LINE = 2 * LINE
CACHE_LINE = 10 * LINE
ASYMMETRY = 8
TRANSIT_LINES = 2  # where transit is the bottleneck: leechers' lines that one link carries
SECONDS = 150  # after which who is not done has stalled
OUTAGE_SECONDS = 25.0
LEAD_SECONDS = 1.0  # between what starts the clients and the first of them


@dataclasses.dataclass(frozen=True)
class Rates:
    up: int  # bytes a second
    down: int


@dataclasses.dataclass
class Outcome:
    arm: object
    seed: int
    seconds: dict  # leecher to how long it took; None: not done
    incoming: dict  # isp to bytes from others
    outgoing: dict
    local: list  # (second, share of connections that stay in their ISP)


def rates_of(client, arm):
    if client.role == "seed":
        return Rates(SEED_LINE, SEED_LINE)
    if client.role == "cache":
        return Rates(CACHE_LINE, CACHE_LINE)
    return Rates(LINE, ASYMMETRY * LINE if arm.asymmetric else 4 * LINE)


class Sessions:
    """The libtorrent clients of one ISP."""

    def __init__(self, scene, isp, clients, arm, torrent, begin):
        file = scene.directory / f"sessions-{isp}.json"
        wanted = []
        for client in clients:
            rates = rates_of(client, arm)
            wanted.append({"name": client.name, "address": client.address,
                           "seed": client.role == "seed", "connections": client.connections,
                           "begins_s": client.begins_s, "up": rates.up, "down": rates.down})
        file.write_text(json.dumps({"torrent": str(torrent), "begin": begin, "pex": arm.pex,
                                    "directory": str(scene.directory), "sessions": wanted}),
                        encoding="utf-8")
        self.program = Program(scene.isps[isp], [PYTHON, HERE / "sessions.py", file],
                               scene.directory / f"sessions-{isp}.log", '"ready"')

    def done(self):
        if self.program.process.poll() is not None:
            raise LabError(f"the clients have ended: {self.program.last_lines()}")
        said = [line for line in self.program.lines[-1:] if line.startswith("{")]
        return json.loads(said[0]).get("done", {}) if said else {}

    def connected(self):
        """(second, {client: addresses})"""
        for line in self.program.lines:
            if '"connected"' in line:
                said = json.loads(line)
                yield said["at"], said["connected"]

    def end(self, name):
        self.program.process.stdin.write(f"end {name}\n")
        self.program.process.stdin.flush()


class Run:
    def __init__(self, scene, arm, seed, build):
        self.scene = scene
        self.arm = arm
        self.seed = seed
        self.clients = plan.clients(arm, seed)
        self.leechers = [c for c in self.clients if c.role == "leecher"]
        info_hash = scene.exchange.run(PYTHON, HERE / "torrent.py", scene.directory, trackers.URL,
                                       FILE_BYTES).strip()
        self.torrent = scene.directory / "shared.torrent"
        self.trackers = trackers.start(scene, arm, info_hash, build)
        self.begin = time.monotonic() + LEAD_SECONDS
        self.wall_begin = time.time() + LEAD_SECONDS
        self.sessions = {isp: Sessions(scene, isp, [c for c in self.clients if c.isp == isp
                                                    and c.kind == "libtorrent"],
                                       arm, self.torrent, self.begin)
                         for isp in plan.ISPS}
        self.waiting = sorted((c for c in self.clients if c.kind != "libtorrent"),
                              key=lambda client: client.begins_s)
        self.others = []

    def begin_others(self):
        while self.waiting and time.monotonic() >= self.begin + self.waiting[0].begins_s:
            client = self.waiting.pop(0)
            self.others.append(other_clients.KINDS[client.kind](
                self.scene, client, self.torrent, rates_of(client, self.arm), self.arm.pex))

    def done(self):
        """{client: seconds}"""
        done = {}
        for sessions in self.sessions.values():
            done |= sessions.done()
        for other in self.others:
            if (at := other.completed_at()) is not None:
                done[other.client.name] = at - self.wall_begin - other.client.begins_s
        return done

    def seeds_leave(self, done):
        """Once the caches have everything."""
        caches = [c.name for c in self.clients if c.role == "cache"]
        if caches and all(name in done for name in caches):
            for client in self.clients:
                if client.role == "seed":
                    self.sessions[client.isp].end(client.name)
            self.clients = [c for c in self.clients if c.role != "seed"]

    def play(self):
        before = self.scene.crossed()
        done = {}
        outage = self.arm.outage
        while time.monotonic() < self.begin + SECONDS:
            time.sleep(0.2)
            self.begin_others()
            done = self.done()
            if self.arm.caches:
                self.seeds_leave(done)
            if outage and time.monotonic() > self.begin + OUTAGE_SECONDS:
                for tracker in self.trackers:
                    tracker.kill()
                outage = False
            if all(client.name in done for client in self.leechers):
                break
        after = self.scene.crossed()
        crossed = {isp: tuple(b - a for a, b in zip(before[isp], after[isp])) for isp in plan.ISPS}
        return Outcome(self.arm, self.seed, {c.name: done.get(c.name) for c in self.leechers},
                       {isp: both[0] for isp, both in crossed.items()},
                       {isp: both[1] for isp, both in crossed.items()}, self.local())

    def local(self):
        counts = {}
        for isp, sessions in self.sessions.items():
            for at, connected in sessions.connected():
                near, all_ = counts.get(round(at / 5) * 5, (0, 0))
                ends = [plan.isp_of(end) == isp for ends in connected.values() for end in ends]
                counts[round(at / 5) * 5] = near + sum(ends), all_ + len(ends)
        return [(at, round(near / all_, 3)) for at, (near, all_) in sorted(counts.items()) if all_]


def hold_full_link(scene, build, kbps):
    """The box between the first two ISPs."""
    links = f"""\
  - name: full
    mode: inline
    pairs:
      - {{ access: {{ interface: acc0 }}, core: {{ interface: core0 }} }}
    capacity: {{ up: {kbps}kbps, down: {kbps}kbps }}
"""
    Sluiced(scene, build, subscribers=(), links=links).start()


def play(arm, seed, build):
    kbps = TRANSIT_LINES * LINE * 8 // 1000
    with Internet(kbps if arm.congested else None, trackers.FULL_LINK if arm.one_full else ()) \
            as scene:
        if arm.one_full:
            hold_full_link(scene, build, kbps)
        return Run(scene, arm, seed, build).play()
