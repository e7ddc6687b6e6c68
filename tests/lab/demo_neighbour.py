# SPDX-License-Identifier: Apache-2.0
"""The demo's second scene: a neighbour's ping during a swarm, without shaping and with it.

    home 1 (swarm), home 2 (ping) -- access -- [segment: 20 Mbit/s, buffers 200 ms] -- box -- internet
"""
import time

import clients
import scene
from measures import percentile
from ping import Ping
from rates import Meter
from terminal import TERMINAL, bold, dim, verdict_mark

SEGMENT_MBPS = 20
SHAPED_MBPS = 18
BUFFER_BYTES = 500_000
SEEDS = 3
MOST_OF_BEFORE = 0.25  # of the neighbour's delay may remain, on a machine that runs all of it
LEAST_OF_RATE = 0.9    # of the shaped rate goes to the swarm

POLICY = f"""\
shaping: {{}}
tiers:
  home: {{ up: 50mbps, down: 50mbps }}
sites:
  olt-1: {{ capacity: {{ up: {SHAPED_MBPS}mbps, down: {SHAPED_MBPS}mbps }} }}
"""


class Neighbours(scene.Scene):
    """Two homes whose segment is narrow towards them, with a buffer as long as they come."""

    def __init__(self):
        super().__init__(subscribers=2)

    def _access_line(self, access, queues):
        segment = self.namespace("segment")
        segment.sysctl(net__ipv6__conf__all__disable_ipv6=1,
                       net__ipv6__conf__default__disable_ipv6=1)
        segment.ip("link add br0 type bridge stp_state 0 mcast_snooping 0")
        self.veth(self.box, "acc0", segment, "box")
        self.veth(segment, "homes", access, "uplink")
        for port in ("box", "homes"):
            segment.ip(f"link set {port} master br0 up")
            segment.run("ethtool", "-K", port, "tx", "off", "gso", "off", "tso", "off", "gro", "off")
        segment.ip("link set br0 up")
        segment.run("tc", "qdisc", "add", "dev", "homes", "root", "tbf", "rate",
                    f"{SEGMENT_MBPS}mbit", "burst", "20k", "limit", BUFFER_BYTES)


class AtOlt:
    """A subscriber of the segment, as the policy has it."""

    def __init__(self, subscriber):
        self._text = subscriber.as_policy().replace("{", "{ tier: home, site: olt-1,", 1)

    def as_policy(self):
        return self._text


def row(title, pings, swarm_mbps):
    shown = "".join(f"{percentile(pings, percent):9.1f}" for percent in (50, 95))
    return f"  {title:<26} ping {shown} ms (median, 95 %)   swarm {swarm_mbps:5.1f} Mbit/s"


def measure(title, ping, meter, seconds, settle):
    """Second by second to the eye; what is returned is over the whole window."""
    begin = time.monotonic() + settle
    start = None
    for second in range(settle + seconds):
        if second == settle:
            start = meter.read()
        before = meter.read()
        asked = time.monotonic()
        time.sleep(1)
        after = meter.read()
        if TERMINAL:
            state = "settling" if second < settle else f"{second - settle + 1} s of {seconds} s"
            mbps = 8e-6 * (after[2] - before[2]) / (after[0] - before[0])
            print(f"\r\033[K{row(title, ping.since(asked), mbps)}  {dim(state)}", end="", flush=True)
    end = meter.read()
    pings, mbps = ping.since(begin), 8e-6 * (end[2] - start[2]) / (end[0] - start[0])
    print(("\r\033[K" if TERMINAL else "") + bold(row(title, pings, mbps)), flush=True)
    return percentile(pings, 95), mbps


def picture():
    print(f"""
  {bold('A neighbour')}: home 1 has a swarm, home 2 a ping; what they share is narrow and buffers

      homes ── [ {SEGMENT_MBPS} Mbit/s, {8e-3 * BUFFER_BYTES / SEGMENT_MBPS:.0f} ms of buffer ] ── acc0 {bold('[ sluiced ]')} core0 ── internet {scene.GATEWAY}
""")


def play(place, daemon):
    home, neighbour = place.subscribers
    meter = Meter(home.namespace, "tcp sport 6881-6899", "swarm")
    ping = Ping(neighbour.namespace, scene.GATEWAY)
    idle = measure("1  nothing beside it", ping, meter, 3, settle=1)
    seeds = [clients.Peer(place, place.internet, "seed", scene.GATEWAY, port=6881 + number,
                          megabytes=256) for number in range(SEEDS)]
    clients.Peer(place, home.namespace, "leech", home.address, port=6890, megabytes=256,
                 with_peers=seeds).wait_until_moving()
    without = measure("2  a swarm next door", ping, meter, 6, settle=4)
    print(f"\n      $ sluicectl policy apply shaping.yaml     "
          f"{dim(f'# shaping: {{}}; site olt-1: {SHAPED_MBPS}mbps')}\n")
    daemon.policy_sections = POLICY
    daemon.subscribers = [AtOlt(subscriber) for subscriber in place.subscribers]
    daemon.apply([])
    shaped = measure("3  the same, shaped", ping, meter, 8, settle=6)
    ping.stop()
    return idle, without, shaped


def verdict(idle, without, shaped):
    good = [without[0] > idle[0] + 50,  # else there was no harm to mend
            shaped[0] <= max(idle[0], MOST_OF_BEFORE * without[0]),
            LEAST_OF_RATE * SHAPED_MBPS <= shaped[1] <= 1.05 * SHAPED_MBPS]
    mark = [verdict_mark(ok) for ok in good]
    print(f"""
  {mark[0]}  the swarm cost the neighbour {without[0] - idle[0]:.0f} ms
  {mark[1]}  shaped, {max(0, shaped[0] - idle[0]):.1f} ms are left of that (95 % of all pings)
  {mark[2]}  the swarm has {shaped[1]:.1f} of the {SHAPED_MBPS} Mbit/s that the box lets pass: no rule touches it
""")
    return all(good)
