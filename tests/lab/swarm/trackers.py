# SPDX-License-Identifier: Apache-2.0
"""Who tells the clients of each other: opentracker, sluice-tracker, or sluice-trackers in layers."""
import contextlib
import pathlib
import shutil
import time

import arms
import plan
from box import READY_SECONDS, Program, Skip
from place import PORT, TRACKER
from scene import LabError, run

URL = f"http://{TRACKER}:{PORT}/announce"
REGISTRATION_PORT = 6970
# Of 8 to 15 connections, as 30, sluice-tracker's own choice, are of the 50 to 100 that clients have
# for a torrent as they come.
ENOUGH = 4
FULL_LINK = plan.ISPS[:2]  # where there is one that is full
LOCAL_HOST = 2  # of each ISP's addresses, where trackers are in layers


def opentracker(scene, info_hash):
    program = shutil.which("opentracker")
    if not program:
        raise Skip("needs opentracker (devtools/install brings it)")
    listed = scene.directory / "tracked"
    listed.write_text(f"{info_hash}\n", encoding="ascii")
    listed.chmod(0o644)
    scene.directory.chmod(0o755)
    # It changes its root to -d before it reads the list.
    return Program(scene.exchange, [program, "-i", TRACKER, "-p", PORT, "-P", PORT,
                                    "-w", "/tracked", "-d", scene.directory],
                   scene.directory / "tracker.log", ".")


def topology(caches=(), box_socket=None):
    pids = "".join(f"  isp-{isp}: {{ prefixes: [{plan.prefix(isp)}] }}\n" for isp in plan.ISPS)
    return f"pids:\n{pids}  elsewhere: {{ default: true }}\n" \
           "costs:\n  routing: { own: 0, others: 100 }\n" + \
           (f"caches: [{', '.join(caches)}]\n" if caches else "") + \
           (links(box_socket) if box_socket else "")


def links(box_socket):
    """The one that a box holds to its rate. Its load is thought of faster, as all else here is."""
    a, b = (f"isp-{isp}" for isp in FULL_LINK)
    return f"""\
links:
  - name: full
    box: "unix:{box_socket}"
    link: full
    from: {a}
    towards: {b}
    unit: 100
    damping: {{ rise: 2s, fall: 1m, hold: 1m }}
"""


class SluiceTrackers:
    def __init__(self, scene, arm, build):
        self.scene = scene
        self.binary = pathlib.Path(build).resolve() / "oracle" / "tracker" / "sluice-tracker"
        if not self.binary.exists():
            raise Skip(f"{self.binary} is not built")
        self.topology = scene.directory / "topology.yaml"
        caches = [client.address for client in plan.caches()] if arm.caches else []
        socket = scene.directory / "sluiced.sock" if arm.measured else None
        self.topology.write_text(topology(caches, socket), encoding="ascii")

    def start(self, namespace, name, address, sections=""):
        config = self.scene.directory / f"{name}.yaml"
        config.write_text(f'http: "{address}:{PORT}"\ninterval: 1m\ntopology: {self.topology}\n'
                          f"peers: {{ enough: {ENOUGH} }}\n{sections}", encoding="ascii")
        return Program(namespace, [self.binary, config], self.scene.directory / f"{name}.log",
                       "^ready: ")

    def one(self):
        yield self.start(self.scene.exchange, "tracker", TRACKER)

    def layers(self):
        """A global one at the exchange and a local one in each ISP, which registers with it."""
        directory = self.scene.directory
        run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "1", "-subj", "/CN=tracker", "-addext",
             f"subjectAltName=IP:{TRACKER}", "-keyout", directory / "tracker.key",
             "-out", directory / "tracker.pem"])
        for isp in plan.ISPS:
            (directory / f"{isp}.token").write_text(f"token-of-isp-{isp}-0123456789\n",
                                                    encoding="ascii")
        permits = "".join(f"      - {{ name: isp-{isp}, token: {directory / isp}.token, "
                          f"prefixes: [{plan.prefix(isp)}] }}\n" for isp in plan.ISPS)
        yield self.start(
            self.scene.exchange, "tracker", TRACKER,
            f'layers:\n  below:\n    listen: ["{TRACKER}:{REGISTRATION_PORT}"]\n'
            f"    tls: {{ certificate: {directory / 'tracker.pem'}, "
            f"key: {directory / 'tracker.key'} }}\n    trackers:\n{permits}")
        for isp in plan.ISPS:
            own = plan.address(isp, LOCAL_HOST)
            yield self.start(
                self.scene.isps[isp], f"tracker-{isp}", own,
                f"layers:\n  above:\n"
                f"    register: https://{TRACKER}:{REGISTRATION_PORT}/layers/v1/registration\n"
                f"    ca: {directory / 'tracker.pem'}\n    token: {directory / isp}.token\n"
                f"    announce: {URL}\n    own: [\"http://{own}:{PORT}/announce\"]\n"
                f"    prefixes: [{plan.prefix(isp)}]\n    enough: {ENOUGH}\n")


def start(scene, arm, info_hash, build):
    """The programs; the first is the one that clients know of."""
    if arm.tracker == arms.PLAIN:
        programs = [opentracker(scene, info_hash)]
    else:
        trackers = SluiceTrackers(scene, arm, build)
        programs = list(trackers.layers() if arm.tracker == arms.LAYERS else trackers.one())
        for program in programs:
            program.wait_ready()
    wait_listening(scene.exchange, programs[0])
    return programs


def wait_listening(namespace, program):
    """opentracker says nothing when it is ready."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and program.process.poll() is None:
        with contextlib.suppress(OSError), namespace.socket() as attempt:
            attempt.connect((TRACKER, PORT))
            return
        time.sleep(0.1)
    raise LabError(f"no tracker: {program.last_lines()}")
