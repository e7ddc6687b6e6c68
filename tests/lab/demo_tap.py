# SPDX-License-Identifier: Apache-2.0
"""The demo's third scene: a box beside the path resets who seeds, and the web stays up.

    home (seeds, and reads pages) -- [ hub ] -- internet (leeches, a web server)
                                      |  ^
                               copies v  | resets
                                    [ sluiced ]
"""
import http.client
import pathlib
import threading
import time

import clients
from beside import BesideScene
from box import Program
from measures import percentile
from rates import Meter
from scene import GATEWAY
from terminal import TERMINAL, bold, dim, verdict_mark

POLICY = pathlib.Path(__file__).resolve().parents[2] / "deploy/policies/tap-with-resets.yaml"
LEECHES = 2
UPLOAD_MBPS = 40
PAGE_BYTES = 100_000
PAGE_SECONDS = 0.1
WEB_PORT = 80
MOST_OF_UPLOAD = 0.02  # that is left: what passes before a reset, at each attempt
RESET_SECONDS = 3


class Web:
    """A page that the home reads again and again, on a new connection each time."""

    def __init__(self, place):
        self.place = place
        folder = place.directory / "web"
        folder.mkdir()
        (folder / "page").write_bytes(bytes(PAGE_BYTES))
        self.server = Program(place.internet,
                              [clients.PYTHON, "-u", "-m", "http.server", WEB_PORT, "--bind",
                               GATEWAY, "--directory", folder],
                              place.directory / "web.log", "Serving HTTP")
        self.server.wait_ready()
        self.reads = []  # (when it was begun, milliseconds; None: it failed)
        self._running = True
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        with self.place.subscriber.namespace.entered():
            while self._running:
                begun = time.monotonic()
                self.reads.append((begun, self._milliseconds(begun)))
                time.sleep(PAGE_SECONDS)

    @staticmethod
    def _milliseconds(begun):
        connection = http.client.HTTPConnection(GATEWAY, WEB_PORT, timeout=5)
        try:
            connection.request("GET", "/page")
            whole = len(connection.getresponse().read()) == PAGE_BYTES
            return 1e3 * (time.monotonic() - begun) if whole else None
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def since(self, begun):
        """(pages read, pages that failed, the median in milliseconds)"""
        taken = [milliseconds for at, milliseconds in list(self.reads) if at >= begun]
        good = [milliseconds for milliseconds in taken if milliseconds is not None]
        return len(good), len(taken) - len(good), percentile(good, 50)

    def stop(self):
        self._running = False
        self._thread.join()


def picture():
    print(f"""
  {bold('A tap')}: the box sees copies of what passes, holds nothing, and resets who seeds

      home ── hub ── internet {GATEWAY}
               │ copies, resets
             {bold('[ sluiced ]')}
""")


def row(title, mbps, pages):
    read, failed, median = pages
    return (f"  {title:<26} seeding {mbps:6.2f} Mbit/s   web: {read:3d} pages, {failed} failed, "
            f"{median:5.1f} ms (median)")


def measure(title, meter, web, seconds):
    """Second by second to the eye; what is returned is over the whole window."""
    begun, start = time.monotonic(), meter.read()
    for second in range(seconds):
        before = meter.read()
        time.sleep(1)
        after = meter.read()
        if TERMINAL:
            mbps = 8e-6 * (after[2] - before[2]) / (after[0] - before[0])
            print(f"\r\033[K{row(title, mbps, web.since(begun))}  "
                  f"{dim(f'{second + 1} s of {seconds} s')}", end="", flush=True)
    end = meter.read()
    mbps, pages = 8e-6 * (end[2] - start[2]) / (end[0] - start[0]), web.since(begun)
    print(("\r\033[K" if TERMINAL else "") + bold(row(title, mbps, pages)), flush=True)
    return mbps, pages


def silent_after(meter, asked, longest=RESET_SECONDS):
    """How many seconds after that moment the upload had stopped; None: not within the longest."""
    while time.monotonic() - asked < longest:
        before, began = meter.read()[2], time.monotonic()
        time.sleep(0.2)
        if meter.read()[2] - before < MOST_OF_UPLOAD * UPLOAD_MBPS * 1e6 / 8 * 0.2:
            return began - asked
    return None


def play(place, daemon):
    home = place.subscriber
    meter = Meter(place.internet, "tcp sport 6881", "seeding")
    web = Web(place)
    seed = clients.Peer(place, home.namespace, "seed", home.address, megabytes=256,
                        upload_mbps=UPLOAD_MBPS)
    for number in range(LEECHES):
        clients.Peer(place, place.internet, "leech", GATEWAY, port=6890 + number, megabytes=256,
                     with_peers=[seed])
    seed.wait_until_moving()
    time.sleep(2)
    without = measure("1  no policy", meter, web, 5)
    print(f"\n      $ sluicectl policy apply {POLICY.name}\n")
    asked = time.monotonic()
    daemon.ctl("policy", "apply", POLICY)
    seconds = silent_after(meter, asked)
    reset = measure("2  who seeds is reset", meter, web, 8)
    web.stop()
    return without, reset, seconds


def verdict(without, reset, seconds):
    (free_mbps, before), (held_mbps, after) = without, reset
    good = [seconds is not None and free_mbps > UPLOAD_MBPS / 2,
            held_mbps <= MOST_OF_UPLOAD * free_mbps,
            after[0] > 0 and before[1] + after[1] == 0]
    mark = [verdict_mark(ok) for ok in good]
    when = f"{seconds:.1f} s" if seconds is not None else f"more than {RESET_SECONDS} s"
    print(f"""
  {mark[0]}  seeding at {free_mbps:.1f} Mbit/s had ended {when} after the command
  {mark[1]}  {held_mbps:.2f} Mbit/s are left, of peers that come again and are reset again
  {mark[2]}  {after[0]} pages were read meanwhile, {after[1]} failed
""")
    return all(good)
