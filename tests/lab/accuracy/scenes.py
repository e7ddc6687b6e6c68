# SPDX-License-Identifier: Apache-2.0
"""Every scene by its name, in the order in which they are played."""
import dataclasses
import typing

import other_services
import other_web
import special_swarms
from amule_client import play_amule
from aria2_client import Aria2
from qbittorrent_client import Qbittorrent
from rtorrent_client import Rtorrent
from swarm import Swarm
from transmission_client import Transmission
from webtorrent_client import Webtorrent, play_webrtc
from wire import Wire


@dataclasses.dataclass(frozen=True)
class Scene:
    name: str
    about: str
    play: typing.Callable


def swarm(name, about, wire, **options):
    return Scene(name, about,
                 lambda place, registry: Swarm(place, registry, wire, **options).play())


LIBTORRENT = [
    swarm("libtorrent-tcp-plain", "HTTP tracker, v1", Wire("tcp", "plain", ("http", "pex"))),
    swarm("libtorrent-utp-plain", "UDP tracker, v2", Wire("utp", "plain", ("udp",), version="v2")),
    swarm("libtorrent-both-plain-dht", "DHT and LSD, hybrid",
          Wire("both", "plain", ("dht", "lsd"), version="hybrid")),
    swarm("libtorrent-tcp-plain-hidden", "nothing but the peer wire, v2",
          Wire("tcp", "plain", hidden=True, version="v2")),
    swarm("libtorrent-utp-plain-hidden", "nothing but uTP", Wire("utp", "plain", hidden=True)),
    swarm("libtorrent-tcp-mse", "MSE with plain text selected", Wire("tcp", "mse-plain", ("udp",))),
    swarm("libtorrent-tcp-mse-hidden", "the same, nothing else visible",
          Wire("tcp", "mse-plain", hidden=True)),
    swarm("libtorrent-utp-mse-hidden", "MSE with plain text inside uTP",
          Wire("utp", "mse-plain", hidden=True)),
    swarm("libtorrent-tcp-rc4-http", "RC4, HTTP tracker", Wire("tcp", "rc4", ("http",))),
    swarm("libtorrent-tcp-rc4-udp", "RC4, UDP tracker", Wire("tcp", "rc4", ("udp",))),
    swarm("libtorrent-tcp-rc4-dht", "RC4, DHT", Wire("tcp", "rc4", ("dht",))),
    swarm("libtorrent-utp-rc4", "uTP with RC4, UDP tracker", Wire("utp", "rc4", ("udp",))),
    swarm("libtorrent-both-rc4", "TCP and uTP with RC4, HTTP tracker", Wire("both", "rc4")),
    swarm("libtorrent-tcp-rc4-hidden", "RC4 and nothing else",
          Wire("tcp", "rc4", hidden=True), extra_peers=9, megabytes=6),
    swarm("libtorrent-utp-rc4-hidden", "uTP with RC4 and nothing else",
          Wire("utp", "rc4", hidden=True), extra_peers=4),
    swarm("libtorrent-tcp-plain-ipv6", "DHT over IPv6",
          Wire("tcp", "plain", ("dht",), ipv6=True, version="v2")),
    swarm("libtorrent-both-rc4-ipv6", "the same, with RC4",
          Wire("both", "rc4", ("dht",), ipv6=True)),
    Scene("libtorrent-tcp-rc4-pex", "RC4 peers named by a plain one's peer exchange",
          special_swarms.play_peer_exchange),
    Scene("web-seeds", "content and .torrent by HTTP", special_swarms.play_web_seeds),
]

CLIENTS = [
    swarm("transmission-tcp-plain", "HTTP tracker", Wire("tcp", "plain"), client=Transmission),
    swarm("transmission-utp-plain", "HTTP tracker; the others speak uTP alone",
          Wire("utp", "plain", ("http",)), client=Transmission),
    swarm("transmission-both-rc4", "encryption required, HTTP tracker", Wire("both", "rc4"),
          client=Transmission),
    swarm("transmission-tcp-rc4-hidden", "the same, nothing else visible",
          Wire("tcp", "rc4", hidden=True), client=Transmission, extra_peers=2),
    swarm("transmission-utp-rc4-hidden", "uTP with RC4 and nothing else",
          Wire("utp", "rc4", hidden=True), client=Transmission),
    swarm("aria2-tcp-plain", "HTTP tracker", Wire("tcp", "plain"), client=Aria2),
    swarm("aria2-tcp-rc4", "RC4 forced, UDP tracker", Wire("tcp", "rc4", ("udp",)), client=Aria2),
    swarm("aria2-tcp-rc4-hidden", "RC4 and nothing else", Wire("tcp", "rc4", hidden=True),
          client=Aria2, extra_peers=2),
    swarm("rtorrent-tcp-plain", "UDP tracker", Wire("tcp", "plain", ("udp",)), client=Rtorrent),
    swarm("rtorrent-tcp-rc4", "RC4 required, HTTP tracker", Wire("tcp", "rc4"), client=Rtorrent),
    swarm("rtorrent-tcp-rc4-hidden", "RC4 and nothing else", Wire("tcp", "rc4", hidden=True),
          client=Rtorrent, extra_peers=2),
    swarm("qbittorrent-both-plain", "HTTP and UDP tracker, hybrid",
          Wire("both", "plain", ("http", "udp"), version="hybrid"), client=Qbittorrent),
    swarm("qbittorrent-tcp-rc4", "encryption required, HTTP tracker", Wire("tcp", "rc4"),
          client=Qbittorrent),
    swarm("qbittorrent-tcp-rc4-hidden", "RC4 and nothing else", Wire("tcp", "rc4", hidden=True),
          client=Qbittorrent, extra_peers=2),
    swarm("qbittorrent-utp-rc4-hidden", "uTP with RC4 and nothing else",
          Wire("utp", "rc4", hidden=True), client=Qbittorrent),
    swarm("webtorrent-tcp-plain", "HTTP tracker", Wire("tcp", "plain"), client=Webtorrent),
    swarm("webtorrent-utp-plain", "UDP tracker", Wire("utp", "plain", ("udp",)),
          client=Webtorrent),
    swarm("webtorrent-tcp-rc4", "RC4 alone, HTTP tracker", Wire("tcp", "rc4"), client=Webtorrent),
    swarm("webtorrent-tcp-rc4-hidden", "RC4 and nothing else", Wire("tcp", "rc4", hidden=True),
          client=Webtorrent),
    Scene("webtorrent-webrtc", "WebSocket tracker and WebRTC", play_webrtc),
    Scene("amule-plain", "eD2k between clients, and Kad", play_amule),
    Scene("amule-obfuscated", "the same, obfuscation required",
          lambda place, registry: play_amule(place, registry, obfuscated=True)),
]

OTHERS = [
    Scene("other-web", "HTTP, TLS, WebSocket; long and many short", other_web.play_web),
    Scene("other-libraries", "bare TLS and DTLS", other_web.play_libraries),
    Scene("other-quic", "HTTP/3", other_web.play_quic),
    Scene("other-names", "DNS over UDP and TCP", other_services.play_names),
    Scene("other-shell", "SSH and scp", other_services.play_shell),
    Scene("other-small", "SMTP, NTP, MQTT, redis", other_services.play_small),
    Scene("other-bulk", "iperf3", other_services.play_bulk),
    Scene("other-random", "a service of random bytes", other_services.play_random),
    Scene("other-tunnel", "WireGuard", other_services.play_tunnel),
]

ALL = LIBTORRENT + CLIENTS + OTHERS
