# SPDX-License-Identifier: Apache-2.0
"""What stands in the box's place: nothing but a rate, Linux's fq_codel, CAKE, or Sluice.

Each holds the segment of all homes to the same rate both ways, counted in bytes of IP packets.
"""
from box import Sluiced
from place import in_the_boxs_place
from second_kernel import rate_limit

LINK_MBPS = 50
TIER_MBPS = 100  # of a home: the segment is what is narrow
DEEP_PACKETS = 1000  # 240 ms at 50 Mbit/s


class Queues:
    """Linux's queues on a second kernel."""

    def __init__(self, name, about, commands):
        self.name = name
        self.about = about
        self._commands = commands

    def start(self, place):
        return in_the_boxs_place(place, self._commands)


class Home:
    """A subscriber as a shaping policy has it: with a tier, and a place in the access network."""

    def __init__(self, subscriber, tier="home", site="segment"):
        self._text = subscriber.as_policy().replace("{", f"{{ tier: {tier}, site: {site},", 1)

    def as_policy(self):
        return self._text


def shaped(up=f"{LINK_MBPS}mbps", down=f"{LINK_MBPS}mbps"):
    """The sections of a policy that holds the segment to a rate. The homes' own is higher."""
    return f"""\
shaping: {{}}
tiers:
  home: {{ up: {TIER_MBPS}mbps, down: {TIER_MBPS}mbps }}
sites:
  segment: {{ capacity: {{ up: {up}, down: {down} }} }}
"""


class Sluice:
    """The daemon itself, as close to its time as a second kernel is: at nice -20."""

    name = "Sluice"

    def __init__(self, build, workers=(0,)):
        self._build = build
        self._workers = workers
        self.about = f"sluiced, {len(workers)} worker{'s' if len(workers) > 1 else ''}"

    def start(self, place):
        return Sluiced(place, self._build, workers=self._workers, nice=-20,
                       policy_sections=shaped(),
                       subscribers=[Home(home) for home in place.homes]).start()


def limited(queue):
    return [command for device in ("vec0", "vec1")
            for command in rate_limit(device, f"{LINK_MBPS}mbit", queue)]


def cake(device, hosts):
    """As an access network would: fair between homes, then between a home's flows."""
    return [f"tc qdisc add dev {device} root cake bandwidth {LINK_MBPS}mbit {hosts} besteffort "
            f"overhead 0"]


def others():
    return [
        Queues("nothing", f"HTB, one FIFO of {DEEP_PACKETS} packets",
               limited(f"pfifo limit {DEEP_PACKETS}")),
        Queues("fq_codel", "HTB, fq_codel as it comes", limited("fq_codel")),
        Queues("CAKE", "cake besteffort, dual-dsthost down, dual-srchost up",
               cake("vec0", "dual-dsthost") + cake("vec1", "dual-srchost")),
    ]
