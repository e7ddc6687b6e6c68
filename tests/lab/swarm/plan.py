# SPDX-License-Identifier: Apache-2.0
"""Who takes part in a run: where, from when on, and with how many connections. Pure."""
import dataclasses
import random

ISPS = ("a", "b", "c")
LEECHERS = 20  # of libtorrent's in each ISP; beside them one of each other client
OTHERS = ("aria2", "transmission")
SPARSE_LEECHERS = 2
CONNECTIONS = (8, 15)  # of a client, at most
ARRIVAL_SECONDS = 15.0
FIRST_HOST = 10
SEED_HOST = 5
CACHE_HOST = 6


@dataclasses.dataclass(frozen=True)
class Client:
    name: str
    kind: str  # libtorrent, aria2, transmission
    role: str  # seed, cache, leecher
    isp: str
    address: str
    connections: int
    begins_s: float


def address(isp, host):
    return f"198.18.{ISPS.index(isp) + 1}.{host}"


def prefix(isp):
    return f"198.18.{ISPS.index(isp) + 1}.0/24"


def isp_of(where):
    return ISPS[int(where.split(".")[2]) - 1]


def seeds(chance):
    """Two, in two of the ISPs."""
    for isp in sorted(chance.sample(ISPS, 2)):
        yield Client(f"seed-{isp}", "libtorrent", "seed", isp, address(isp, SEED_HOST),
                     2 * CONNECTIONS[1], 0.0)


def caches():
    for isp in ISPS:
        yield Client(f"cache-{isp}", "libtorrent", "cache", isp, address(isp, CACHE_HOST),
                     2 * CONNECTIONS[1], 0.0)


def leechers(chance, per_isp, others):
    kinds = ["libtorrent"] * per_isp + list(others)
    for isp in ISPS:
        for number, kind in enumerate(kinds):
            yield Client(f"{kind}-{isp}{number}", kind, "leecher", isp,
                         address(isp, FIRST_HOST + number), chance.randint(*CONNECTIONS),
                         chance.uniform(0, ARRIVAL_SECONDS))


def clients(arm, seed):
    """The same for all arms of a seed, but for caches and for how many."""
    chance = random.Random(seed)
    everybody = list(seeds(chance))
    if arm.sparse:
        everybody += leechers(chance, SPARSE_LEECHERS, ())
    else:
        everybody += leechers(chance, LEECHERS, OTHERS)
    return everybody + (list(caches()) if arm.caches else [])
