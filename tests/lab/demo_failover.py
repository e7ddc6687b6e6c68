# SPDX-License-Identifier: Apache-2.0
"""The demo's last scene: sluiced is killed under a torrent and another download. Both live on past
it, and when it is started again it knows the torrent from the middle and holds it again."""
import time

import clients
from rates import Meter
from scene import GATEWAY
from terminal import bold, dim, verdict_mark

RULE_MBPS = 8
TORRENT_MBPS = 40
OTHER_MBPS = 20
RULE = (f"{{ name: demo, match: {{ label: bittorrent }}, "
        f"action: {{ police: {{ per: subscriber, rate: {RULE_MBPS}mbps, burst: 250ms }} }} }}")
PER_SECOND = 500  # numbered packets, which tell for how long nothing passed
MOST_SILENCE_MS = 250  # on a machine of two cores that runs both ends as well


def picture():
    print(f"""
  {bold('Failing is forwarding')}: sluiced is killed while it holds a torrent at {RULE_MBPS} Mbit/s

      subscriber ── acc0 {bold('[ XDP ── sluiced ── XDP ]')} core0 ── internet {GATEWAY}
                            └───────────────┘
""")


def play(place, daemon, measure):
    home = place.subscriber
    meters = [Meter(home.namespace, "tcp sport 6881", "torrent"),
              Meter(home.namespace, "tcp sport 5201", "other")]
    seed = clients.Peer(place, place.internet, "seed", GATEWAY, upload_mbps=TORRENT_MBPS)
    leech = clients.Peer(place, home.namespace, "leech", home.address, with_peers=[seed])
    other = clients.Iperf(place, place.internet, home.namespace, GATEWAY, mbps=OTHER_MBPS)
    leech.wait_until_moving()
    daemon.apply([RULE])
    daemon.wait_for_label("bittorrent.peer")
    held = measure("1  sluiced runs", meters, 6, settle=5)

    stream = clients.NumberedStream(place.internet, home.namespace, GATEWAY, home.address,
                                    per_second=PER_SECOND)
    with stream:
        time.sleep(0.5)
        print(f"\n      $ kill -9 {daemon.program.process.pid}   {dim('# sluiced')}\n")
        daemon.program.kill()
        past = measure("2  nobody is at home", meters, 6, settle=2)
        print(f"\n      $ sluiced {daemon.config.name}\n")
        daemon.start()
        again = measure("3  started again", meters, 8, settle=4)
    daemon.wait_for_label("bittorrent.peer")
    print("\n" + "".join(f"      {line}\n" for line in daemon.ctl("links").splitlines()
                          if line.startswith("link ") or "bypassed" in line))
    return held, past, again, stream.longest_gap_ms(), other.client.process.poll() is None


def verdict(held, past, again, silence, alive):
    most_mbps = 1.15 * RULE_MBPS
    good = [alive and past[1] > 0.9 * OTHER_MBPS and silence <= MOST_SILENCE_MS,
            held[0] <= most_mbps < past[0],
            again[0] <= most_mbps]
    mark = [verdict_mark(ok) for ok in good]
    connection = "kept its connection" if alive else "lost its connection"
    print(f"""
  {mark[0]}  the other download {connection} and ran at {past[1]:.1f} Mbit/s; nothing passed for {silence:.0f} ms at most
  {mark[1]}  without sluiced no rule holds: the torrent ran at {past[0]:.1f} Mbit/s instead of {held[0]:.1f}
  {mark[2]}  started again, it knew the torrent from the middle and held it at {again[0]:.1f} Mbit/s
""")
    return all(good)
