# SPDX-License-Identifier: Apache-2.0
"""The forms that truth knows, and which labels are right for each."""
import dataclasses

PLAIN, ENCRYPTED, OTHER = "plain", "encrypted", "other"
P2P = ("bittorrent", "ed2k", "kad", "ppsp")


@dataclasses.dataclass(frozen=True)
class Form:
    kind: str
    labels: tuple          # right ones, each with all below it
    suspect: bool = False  # may be called suspect: nobody could know

    def accepts(self, label):
        return any(within(label, node) for node in self.labels)


def within(label, node):
    return label == node or label.startswith(node + ".")


def is_p2p(label):
    return any(within(label, node) for node in P2P)


FORMS = {
    "peer.plain": Form(PLAIN, ("bittorrent.peer",)),
    "peer.mse-plain": Form(PLAIN, ("bittorrent.peer",)),
    "peer.rc4": Form(ENCRYPTED, ("bittorrent.peer",), suspect=True),
    "utp.plain": Form(PLAIN, ("bittorrent.utp",)),
    "utp.mse-plain": Form(PLAIN, ("bittorrent.utp",)),
    "utp.rc4": Form(ENCRYPTED, ("bittorrent.utp",)),
    "dht": Form(PLAIN, ("bittorrent.dht",)),
    "tracker.http": Form(PLAIN, ("bittorrent.tracker.http",)),
    "tracker.udp": Form(PLAIN, ("bittorrent.tracker.udp",)),
    "lsd": Form(PLAIN, ("bittorrent.lsd",)),
    "webseed": Form(PLAIN, ("bittorrent.webseed",)),
    "metainfo": Form(PLAIN, ("bittorrent.metainfo",)),
    "ed2k.tcp": Form(PLAIN, ("ed2k.tcp",)),
    "ed2k.udp": Form(PLAIN, ("ed2k.udp",)),
    "kad": Form(PLAIN, ("kad",)),
    "ed2k.obfuscated": Form(ENCRYPTED, ("ed2k",), suspect=True),
    "kad.obfuscated": Form(ENCRYPTED, ("kad",), suspect=True),
    # What no name is promised for is right as "other", and as "unknown", which is no claim.
    "dns": Form(OTHER, ("dns",)),
    "tls": Form(OTHER, ("tls",)),
    "dtls": Form(OTHER, ("webrtc", "tls", "other")),
    "quic": Form(OTHER, ("quic",)),
    "http": Form(OTHER, ("http",)),
    "websocket": Form(OTHER, ("http",)),
    "ssh": Form(OTHER, ("ssh",)),
    "webrtc": Form(OTHER, ("webrtc",)),
    "wireguard": Form(OTHER, ("wireguard",)),
    "mqtt": Form(OTHER, ("other",)),
    "redis": Form(OTHER, ("other",)),
    "smtp": Form(OTHER, ("other",)),
    "ntp": Form(OTHER, ("other",)),
    "iperf": Form(OTHER, ("other",)),
    "random": Form(OTHER, ("other",)),
}
