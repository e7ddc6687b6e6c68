# SPDX-License-Identifier: Apache-2.0
"""What truth says of conversations made by hand."""
import struct
import unittest

from capture import TCP, UDP, Conversation, Side
from truth import HANDSHAKE, Registry, seen_form

PEER_A, PEER_B = ("198.18.1.10", 40000), ("198.19.1.10", 6881)
KEY = bytes(range(256)) * 2
QUERY = b"d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe"  # BEP 5, its own example


def tcp(first, second):
    conversation = Conversation(TCP, (PEER_A, PEER_B))
    for side, payload in zip(conversation.sides, (first, second)):
        side.payload_packets, side.payload_bytes = int(bool(payload)), len(payload)
        side.add_tcp(1, payload)
    return conversation


def udp(*datagrams):
    conversation = Conversation(UDP, (PEER_A, PEER_B))
    for datagram in datagrams:
        side = conversation.sides[0]
        side.payload_packets, side.payload_bytes = 1, len(datagram)
        side.add_udp(datagram)
    conversation.sides[1].add_udp(utp(b""))
    return conversation


def utp(payload, extension=b""):
    return bytes([0x01, 1 if extension else 0]) + struct.pack("!HIIIHH", 7, 1, 1, 1, 1, 1) + \
        extension + payload


def peers(forms=("plain",), client="transmission"):
    registry = Registry()
    registry.add_peer(PEER_A[0], client, forms)
    registry.add_peer(PEER_B[0], "libtorrent", forms)
    return registry


class SeenForm(unittest.TestCase):
    def test_the_handshake_tells_plain_from_plain_after_the_exchange(self):
        self.assertEqual(seen_form([(HANDSHAKE, 1), (b"", 0)]), "plain")
        self.assertEqual(seen_form([(KEY + HANDSHAKE, 2), (KEY, 1)]), "mse-plain")

    def test_rc4_takes_more_than_a_key_of_each_end(self):
        self.assertEqual(seen_form([(KEY, 2), (KEY, 2)]), "rc4")
        self.assertIsNone(seen_form([(KEY, 2), (KEY, 1)]))
        self.assertIsNone(seen_form([(KEY, 2), (b"", 0)]))


class Of(unittest.TestCase):
    def test_a_tcp_flow_between_peers_belongs_to_the_client_that_is_tried(self):
        truth = peers().of(tcp(HANDSHAKE, HANDSHAKE))
        self.assertEqual((truth.form, truth.client), ("peer.plain", "transmission"))

    def test_a_form_that_was_not_set_contradicts(self):
        self.assertTrue(peers(["rc4"]).of(tcp(HANDSHAKE, HANDSHAKE)).contradiction)
        self.assertFalse(peers(["rc4"]).of(tcp(HANDSHAKE, b"")).contradiction)

    def test_utp_wins_over_the_dht_on_one_flow(self):
        self.assertEqual(peers().of(udp(QUERY, utp(HANDSHAKE, b"\0\4\0\0\0\0"))).form,
                         "utp.plain")

    def test_a_service_is_known_by_its_port(self):
        registry = peers()
        registry.add_service(TCP, PEER_B[0], PEER_B[1], "tls", "curl")
        self.assertEqual(registry.of(tcp(b"x", b"y")).form, "tls")
        self.assertEqual(registry.of(tcp(b"", b"")).form, "silent")

    def test_nobodys_flow_is_stray(self):
        self.assertEqual(Registry().of(tcp(b"x", b"y")).form, "stray")


class Segments(unittest.TestCase):
    def test_a_byte_seen_again_is_not_appended_twice(self):
        side = Side()
        for sequence, payload in ((100, b"abc"), (100, b"abcd"), (104, b"e"), (110, b"lost")):
            side.add_tcp(sequence, payload)
        self.assertEqual(bytes(side.first), b"abcde")


if __name__ == "__main__":
    unittest.main()
