# SPDX-License-Identifier: Apache-2.0
"""What a flow truly is: by whose addresses and ports it runs between, as the scene set them up.

A flow between two peers is peer wire over TCP and uTP or DHT over UDP. Where a scene allows more
than one form, or one socket serves two protocols, the flow's own first bytes choose among what was
allowed; where it allows one, they must not contradict.
"""
import dataclasses

import capture
from forms import FORMS

HANDSHAKE = b"\x13BitTorrent protocol"
MSE_KEY_BYTES = 96  # each end's first flight is a key at least


@dataclasses.dataclass(frozen=True)
class Truth:
    form: str            # a name of FORMS, "stray" (nobody's), or "silent" (nothing to recognise)
    client: str          # the program that is being tried
    hidden: bool = False  # nothing that names these peers crossed the box
    contradiction: str = ""

    @property
    def counts(self):
        return self.form in FORMS


@dataclasses.dataclass(frozen=True)
class Peer:
    client: str
    peer_forms: frozenset  # of plain, mse-plain, rc4
    hidden: bool


def utp_payload(datagram):
    """What a uTP data packet carries, or None if it is not uTP (BEP 29)."""
    if len(datagram) < 20 or datagram[0] & 15 != 1 or datagram[0] >> 4 > 4:
        return None
    extension, at = datagram[1], 20
    while extension:
        if at + 2 > len(datagram):
            return None
        extension, at = datagram[at], at + 2 + datagram[at + 1]
    return datagram[at:] if at <= len(datagram) else None


def carried(conversation):
    """For each direction the first bytes of its stream, over either transport, and in how many
    packets they came."""
    if conversation.protocol == capture.TCP:
        return [(bytes(side.first), side.payload_packets) for side in conversation.sides]
    parts = [list(filter(None, map(utp_payload, side.datagrams))) for side in conversation.sides]
    return [(b"".join(part), len(part)) for part in parts]


def seen_form(directions):
    """plain, mse-plain or rc4 by the streams' first bytes; None if there is too little of them."""
    streams = [stream for stream, _ in directions]
    if any(stream.startswith(HANDSHAKE) for stream in streams):
        return "plain"
    if any(HANDSHAKE in stream for stream in streams):
        return "mse-plain"
    # Keys alone say nothing yet: what follows them may be plain text.
    if all(len(stream) >= MSE_KEY_BYTES and packets >= 2 for stream, packets in directions):
        return "rc4"
    return None


def is_dht(datagram):
    return datagram[:1] == b"d" and datagram[-1:] == b"e"


class Registry:
    """Who owns which address and port in a scene."""

    def __init__(self):
        self.services = {}
        self.peers = {}
        self.hosts = {}

    def add_service(self, protocol, address, port, form, client, hidden=False):
        self.services[protocol, address, port] = Truth(form, client, hidden)

    def add_peer(self, address, client, forms, hidden=False):
        self.peers[address] = Peer(client, frozenset(forms), hidden)

    def add_host(self, address, protocol, form, client, hidden=False):
        """All of one protocol between two such hosts, where ports are anybody's choice."""
        self.hosts[protocol, address] = Truth(form, client, hidden)

    def of(self, conversation):
        for address, port in conversation.ends:
            service = self.services.get((conversation.protocol, address, port))
            if service:
                return self._if_it_spoke(service, conversation)
        hosts = [self.hosts.get((conversation.protocol, address))
                 for address, _ in conversation.ends]
        if hosts[0] and hosts[0] == hosts[1]:
            return self._if_it_spoke(hosts[0], conversation)
        peers = [self.peers.get(address) for address, _ in conversation.ends]
        if None in peers:
            return Truth("stray", "")
        client = next((p.client for p in peers if p.client != "libtorrent"), "libtorrent")
        return self._between_peers(conversation, peers, client)

    @staticmethod
    def _if_it_spoke(service, conversation):
        if conversation.payload_bytes() == 0:
            return dataclasses.replace(service, form="silent")
        return service

    @staticmethod
    def _between_peers(conversation, peers, client):
        hidden = all(peer.hidden for peer in peers)
        datagrams = [d for side in conversation.sides for d in side.datagrams]
        if conversation.protocol == capture.UDP and datagrams and all(map(is_dht, datagrams)):
            return Truth("dht", client, hidden)
        form = seen_form(carried(conversation))
        if form is None:
            return Truth("silent", client, hidden)
        allowed = peers[0].peer_forms & peers[1].peer_forms
        # A form that the other end refuses by silence may be tried; a conversation is an agreement.
        contradiction = ("" if form in allowed or not conversation.both_spoke() else
                         f"{form} where {sorted(allowed)} was set")
        transport = "peer" if conversation.protocol == capture.TCP else "utp"
        return Truth(f"{transport}.{form}", client, hidden, contradiction)
