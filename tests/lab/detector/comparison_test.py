# SPDX-License-Identifier: Apache-2.0
import collections
import pathlib
import socket
import struct
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import own_counts  # noqa: E402
import tracing  # noqa: E402
from comparison import Change, Interference, compare, sent_of_its_own_accord  # noqa: E402
from recording import ACK, RST, decode  # noqa: E402
from verdict import DOWN, UP  # noqa: E402

CLIENT, SERVER = "198.18.1.10", "198.18.0.1"
CLIENT_PORT, SERVER_PORT = 40000, 6881


def packet(source=CLIENT, identity=1, sequence=1, flags=ACK, dscp=0, payload=b"", ttl=64,
           at=CLIENT):
    """As the recording of one end has it: sent if the source is there."""
    ports = (CLIENT_PORT, SERVER_PORT) if source == CLIENT else (SERVER_PORT, CLIENT_PORT)
    tcp = struct.pack("!HHIIBBHHH", *ports, sequence, 1, 0x50, flags, 1000, sum(payload), 0)
    there = SERVER if source == CLIENT else CLIENT
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, dscp << 2, 40 + len(payload), identity, 0x4000, ttl, 6,
                     dscp ^ 0x55, socket.inet_aton(source), socket.inet_aton(there))
    return decode(float(identity), ip + tcp + payload, source == at)


def refusal(about):
    """An ICMP error to the sender of a packet, from where it was sent to."""
    icmp = struct.pack("!BBHI", 3, 13, 0, 0) + about.ip[:28]
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(icmp), 0, 0, 64, 1, 0,
                     socket.inet_aton(about.destination), socket.inet_aton(about.source))
    return decode(0.0, ip + icmp, False)


def at_server(*packets):
    return [one._replace(was_sent=not one.was_sent) for one in packets]


def found(at_client, seen_at_server):
    return [(i.change, i.direction) for i in compare(at_client, at_server(*seen_at_server))]


class TwoRecordings(unittest.TestCase):
    """What the client's recording has, and the server's."""

    def test_that_agree_show_nothing(self):
        seen = [packet(identity=n) for n in range(5)] + [packet(SERVER, n) for n in range(5)]
        self.assertEqual(found(seen, list(reversed(seen))), [])

    def test_a_packet_sent_twice_and_received_once_is_missing_once(self):
        self.assertEqual(found([packet(), packet()], [packet()]), [(Change.MISSING, UP)])

    def test_a_reset_that_nobody_sent_is_forged(self):
        self.assertEqual(found([packet(SERVER, flags=RST)], []), [(Change.FORGED_RESET, DOWN)])

    def test_a_reset_that_looks_like_a_missing_packet_is_forged_all_the_same(self):
        self.assertEqual(sorted(found([packet()], [packet(flags=RST)]), key=str),
                         [(Change.FORGED_RESET, UP), (Change.MISSING, UP)])

    def test_a_mark_is_a_mark_and_says_which(self):
        change, = compare([packet()], at_server(packet(dscp=1)))
        self.assertEqual((change.change, change.note), (Change.MARKED, "0 to 1"))

    def test_another_payload_or_time_to_live_is_no_mark(self):
        for otherwise in ({"payload": b"x"}, {"ttl": 63}):
            self.assertEqual(found([packet()], [packet(dscp=1, **otherwise)]),
                             [(Change.ALTERED, UP)])

    def test_an_icmp_error_belongs_to_the_connection_that_it_is_about(self):
        sent = packet()
        changes = compare([sent, refusal(sent)], [])
        self.assertEqual({(i.change, i.client_port, i.server_port) for i in changes},
                         {(Change.MISSING, CLIENT_PORT, SERVER_PORT),
                          (Change.FORGED_ICMP, CLIENT_PORT, SERVER_PORT)})


class WhoSentTheReset(unittest.TestCase):
    def of(self, *packets):
        return sent_of_its_own_accord(packets, CLIENT_PORT, SERVER_PORT)

    def test_an_end_whose_reset_came_first(self):
        self.assertTrue(self.of(packet(flags=RST), packet(SERVER, flags=RST)))

    def test_not_one_that_answers_late_packets_after_it_was_reset(self):
        self.assertFalse(self.of(packet(SERVER, flags=RST), packet(flags=RST)))


class Tracing(unittest.TestCase):
    def behind(self, action, change, direction=UP, decided_in="up", note=""):
        decided = tracing.Decided()
        decided.add([{"subscriber_port": CLIENT_PORT, "remote_port": SERVER_PORT,
                      decided_in: {"rule": "held"}}])
        rules = tracing.actions(f"rules: [{{name: held, match: {{}}, action: {action}}}]")
        return tracing.rule_behind(Interference(change, direction, CLIENT_PORT, SERVER_PORT, note),
                                   decided, rules)

    def test_a_missing_packet_is_a_police_rules_of_that_direction_alone(self):
        police = "{police: {rate: 1mbps}}"
        self.assertEqual(self.behind(police, Change.MISSING), "held")
        self.assertIsNone(self.behind(police, Change.MISSING, DOWN))

    def test_a_reset_rule_of_one_direction_resets_both_ends(self):
        self.assertEqual(self.behind("{reset: both}", Change.FORGED_RESET, DOWN), "held")

    def test_a_police_rule_forges_nothing(self):
        self.assertIsNone(self.behind("{police: {rate: 1mbps}}", Change.FORGED_RESET))

    def test_a_mark_is_a_rules_if_it_asks_for_that_one(self):
        self.assertEqual(self.behind("{dscp: le}", Change.MARKED, note="0 to 1"), "held")
        self.assertIsNone(self.behind("{dscp: le}", Change.MARKED, note="0 to 46"))

    def test_nothing_explains_an_altered_payload(self):
        for action in ("drop", "{dscp: le}", "{reset: both}", "{shape: {rate: 1mbps}}"):
            self.assertIsNone(self.behind(action, Change.ALTERED))

    def test_a_rule_in_shadow_explains_nothing(self):
        policy = "shadow: true\nrules: [{name: a, match: {}, action: drop}]"
        self.assertEqual(tracing.actions(policy), {"a": {}})


class OwnCounts(unittest.TestCase):
    def test_as_many_as_at_the_ends_is_no_difference(self):
        actions = tracing.actions("rules: [{name: a, match: {}, action: drop}]")
        seen = collections.Counter({("a", Change.MISSING): 3})
        self.assertEqual(list(own_counts.differences(
            seen, collections.Counter({("a", "dropped"): 3}), actions)), [])
        self.assertEqual(list(own_counts.differences(seen, collections.Counter(), actions)),
                         ["a: 3 missing at the ends, 0 dropped in the box"])

    def test_what_a_queue_lost_had_its_mark_before(self):
        actions = tracing.actions(
            "rules: [{name: a, match: {}, action: {shape: {rate: 1mbps}, dscp: le}}]")
        seen = collections.Counter({("a", Change.MARKED): 5, ("a", Change.MISSING): 2})
        self.assertEqual(list(own_counts.differences(
            seen, collections.Counter({("a", "marked"): 7}), actions)), [])
        self.assertEqual(list(own_counts.differences(
            seen, collections.Counter({("a", "marked"): 5}), actions)),
            ["a: 7 DSCP altered at the ends, 5 marked in the box"])


if __name__ == "__main__":
    unittest.main()
