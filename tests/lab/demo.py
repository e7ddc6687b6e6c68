#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Four scenes. One subscriber, one torrent, one other download, and a rule that comes and goes; a
neighbour's ping during a swarm, without shaping and with it; a box beside the path that resets who
seeds while the web stays up; and a box in the path that is killed, and comes back.

Exits with 1 if the torrent is more than 10 % off the configured rate, the other download lost more
than 10 %, the ping is not mended, seeding goes on, a page fails or a kill is felt. KEEP=1 leaves
the last scene running until Ctrl-C.
"""
import argparse
import contextlib
import os
import signal
import statistics
import sys
import time

import box
import clients
import demo_failover
import demo_neighbour
import demo_tap
import napi_scene
import run
import scene
from rates import Meter, rates_mbps
from scene_by_scene import cannot_run
from terminal import TERMINAL, bold, dim, verdict_mark

RULE_MBPS = 8
TORRENT_MBPS = 60  # paced, so that a slow machine's cores are not what limits it
OTHER_MBPS = 30
TOLERANCE = 0.10
RULE = (f"{{ name: demo, match: {{ label: bittorrent }}, "
        f"action: {{ police: {{ per: subscriber, rate: {RULE_MBPS}mbps, burst: 250ms }} }} }}")

def bar(mbps, width=24):
    filled = min(width, round(mbps / TORRENT_MBPS * width))
    return "█" * filled + dim("·" * (width - filled))


def row(left, torrent, other):
    return (f"  {left:<26} BitTorrent {torrent:6.1f} {bar(torrent)}   "
            f"other {other:6.1f} {bar(other, 12)}")


def measure(title, meters, seconds, settle):
    """Second by second to the eye; what is returned is over the whole window."""
    readings = []
    for second in range(settle + seconds):
        readings.append(rates_mbps(meters, 1))
        state = "settling" if second < settle else f"{second - settle + 1} s of {seconds} s"
        if TERMINAL:
            print(f"\r\033[K{row(title, *readings[-1])}  {dim(state)}", end="", flush=True)
    torrent, other = (statistics.fmean(column) for column in zip(*readings[settle:]))
    print(("\r\033[K" if TERMINAL else "") + bold(row(title, torrent, other)), flush=True)
    return torrent, other


def label_table(daemon):
    """What the box itself says it sees, by label."""
    totals = {}
    for flow in daemon.flows():
        key = (flow.get("label", "unknown"), flow.get("grade", ""))
        total = totals.setdefault(key, [0, 0, 0, set()])
        total[0] += 1
        for direction in ("up", "down"):
            side = flow.get(direction, {})
            total[1] += side.get("packets", 0)
            total[2] += side.get("ip_bytes", 0)
            if side.get("rule"):
                total[3].add(side["rule"])
    print(dim(f"      {'label':<22} {'grade':<10} {'flows':>5} {'packets':>9} {'MB':>8}  rule"))
    for (label, grade), (flows, packets, size, rules) in sorted(
            totals.items(), key=lambda item: -item[1][2]):
        print(f"      {label:<22} {grade:<10} {flows:>5} {packets:>9} {size / 1e6:>8.1f}  "
              f"{', '.join(sorted(rules)) or dim('none')}")


def picture(place):
    print(f"""
  {bold('Sluice')}: a subscriber, the internet, and the box between them

      subscriber {place.subscriber.address} ── acc0 {bold('[ sluiced ]')} core0 ── internet {scene.GATEWAY}

  BitTorrent is libtorrent downloading from a seed that sends {TORRENT_MBPS} Mbit/s;
  the other download is iperf3 at {OTHER_MBPS} Mbit/s. Rates are IP-layer Mbit/s as they arrive
  at the subscriber, in the kernel's counters.
""")


def play(place, daemon):
    subscriber = place.subscriber
    meters = [Meter(subscriber.namespace, "tcp sport 6881", "torrent"),
              Meter(subscriber.namespace, "tcp sport 5201", "other")]
    seed = clients.Peer(place, place.internet, "seed", scene.GATEWAY, upload_mbps=TORRENT_MBPS)
    leech = clients.Peer(place, subscriber.namespace, "leech", subscriber.address,
                         with_peers=[seed])
    clients.Iperf(place, place.internet, subscriber.namespace, scene.GATEWAY, mbps=OTHER_MBPS)
    leech.wait_until_moving()
    daemon.wait_for_label("bittorrent.peer")

    free = measure("1  no policy", meters, 8, settle=3)
    label_table(daemon)
    print(f"\n      $ sluicectl policy apply demo.yaml     {dim('# ' + RULE)}\n")
    daemon.apply([RULE])
    held = measure(f"2  BitTorrent at {RULE_MBPS} Mbit/s", meters, 15, settle=3)
    label_table(daemon)
    print("\n      $ sluicectl policy apply empty.yaml\n")
    daemon.apply([])
    again = measure("3  the rule removed", meters, 8, settle=3)
    return free, held, again


def verdict(free, held, again):
    off = held[0] / RULE_MBPS - 1
    lost = 1 - min(held[1], again[1]) / free[1]
    good = [abs(off) <= TOLERANCE, lost <= TOLERANCE,
            min(free[0], again[0]) > 2 * RULE_MBPS]  # else nothing was held back
    mark = [verdict_mark(ok) for ok in good]
    print(f"""
  {mark[0]}  the torrent was held to {held[0]:.2f} Mbit/s where {RULE_MBPS} are configured: {100 * off:+.1f} %
  {mark[1]}  the other download lost {max(0, 100 * lost):.1f} % meanwhile
  {mark[2]}  without the rule the torrent ran at {free[0]:.1f} before and {again[0]:.1f} after
""")
    return all(good)


def keep_running(daemon):
    print(f"""  Running until Ctrl-C. In another terminal, as root:

      sluicectl:  {daemon.control / 'sluicectl'} --socket {daemon.socket} flows top
      metrics:    ip netns exec {daemon.scene.box.name} curl http://{daemon.metrics_address}/metrics
""", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        while daemon.program.process.poll() is None:
            time.sleep(0.5)


def torrent_scene(build):
    with scene.Scene() as place, started(place, build) as daemon:
        picture(place)
        return verdict(*play(place, daemon))


def neighbour_scene(build):
    with demo_neighbour.Neighbours() as place, started(place, build) as daemon:
        demo_neighbour.picture()
        return demo_neighbour.verdict(*demo_neighbour.play(place, daemon))


def tap_scene(build):
    with demo_tap.BesideScene() as place, started(place, build, links=place.tap()) as daemon:
        demo_tap.picture()
        return demo_tap.verdict(*demo_tap.play(place, daemon))


def failover_scene(build):
    with napi_scene.Wire() as place, \
            started(place, build, heartbeat="{ patience: 25ms }") as daemon:
        demo_failover.picture()
        good = demo_failover.verdict(*demo_failover.play(place, daemon, measure))
        if os.environ.get("KEEP", "0") not in ("", "0"):
            keep_running(daemon)
        return good


@contextlib.contextmanager
def started(place, build, **settings):
    """The daemon, whose last words are shown if it goes wrong."""
    daemon = box.Sluiced(place, build, **settings)
    try:
        yield daemon.start()
    except (scene.LabError, AssertionError):
        if daemon.program:
            print("\n" + daemon.program.last_lines(20), file=sys.stderr)
        raise


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/release", help="where control/sluiced was built")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl-C: clean up on the way out
    reason = cannot_run(run.TOOLS, "devtools/install")
    if reason:
        print(f"demo: {reason}", file=sys.stderr)
        return 1
    try:
        scenes = (torrent_scene, neighbour_scene, tap_scene, failover_scene)
        return 0 if all([play_scene(options.build) for play_scene in scenes]) else 1
    except KeyboardInterrupt:
        return 1
    except (box.Skip, scene.LabError, AssertionError) as error:
        print(f"\ndemo: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
