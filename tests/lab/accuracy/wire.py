# SPDX-License-Identifier: Apache-2.0
"""What a scene tells its BitTorrent clients: how to speak to each other, how to find each other."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Wire:
    transport: str = "tcp"          # tcp, utp, both
    encryption: str = "plain"       # plain, mse-plain, rc4, any, plain inwards (RC4 outwards)
    discovery: tuple = ("http",)    # of http, udp (trackers), dht, lsd, pex
    hidden: bool = False            # the tracker is reached by a way that does not cross the box
    version: str = "v1"             # the torrent's: v1, v2, hybrid
    ipv6: bool = False

    @property
    def tcp(self):
        return self.transport in ("tcp", "both")

    @property
    def utp(self):
        return self.transport in ("utp", "both")

    @property
    def dht(self):
        return "dht" in self.discovery

    @property
    def peer_forms(self):
        """The forms in which a peer with these settings holds a conversation."""
        return {"any": {"plain", "mse-plain", "rc4"},
                "plain inwards": {"plain", "rc4"}}.get(self.encryption, {self.encryption})


# Transfers are slow enough for the recorder, and long enough to be more than their beginning.
SEED_BYTES_PER_SECOND = 600 << 10
PORT = 6881
