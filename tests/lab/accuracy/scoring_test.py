# SPDX-License-Identifier: Apache-2.0
"""The numbers that the report prints, from flows made by hand."""
import unittest

import scoring
from scoring import Observed


def flow(form, label, grade="exact", hidden=False, size=100, protocol=6):
    return Observed("scene", "client", form, hidden, protocol, label, grade, size)


def result(flows, word):
    return next(r for r in scoring.results(flows) if word in r.name)


class Flow(unittest.TestCase):
    def test_a_label_below_the_right_one_is_right_and_one_beside_it_is_not(self):
        self.assertTrue(flow("ed2k.obfuscated", "ed2k.tcp", "endpoint").hit)
        self.assertFalse(flow("peer.plain", "bittorrent.dht").hit)
        self.assertFalse(flow("peer.plain", "bittorrent.peers").hit)

    def test_a_label_that_is_only_suspected_is_no_hit(self):
        self.assertFalse(flow("peer.rc4", "bittorrent.peer", "suspect").hit)

    def test_suspect_is_a_mistake_on_everything_but_encrypted_p2p(self):
        self.assertTrue(flow("peer.rc4", "suspect.encrypted", "suspect").right)
        self.assertFalse(flow("tls", "suspect.encrypted", "suspect").right)
        self.assertFalse(flow("peer.plain", "suspect.encrypted", "suspect").right)


class Results(unittest.TestCase):
    def test_one_plain_flow_missed_of_four_is_three_quarters_and_short(self):
        found = result([flow("dht", "bittorrent.dht")] * 3 + [flow("lsd", "unknown", "none")],
                       "plain forms")
        self.assertEqual(found.value, 75)
        self.assertFalse(found.holds)

    def test_encrypted_flows_weigh_by_their_bytes(self):
        found = result([flow("peer.rc4", "bittorrent.peer", "endpoint", size=9900),
                        flow("peer.rc4", "unknown", "none", size=100)], "signalling visible")
        self.assertEqual(found.value, 99)
        self.assertTrue(found.holds)

    def test_hidden_rc4_is_to_be_suspect_and_nothing_above(self):
        flows = [flow("peer.rc4", "suspect.encrypted", "suspect", hidden=True)] * 19 + \
                [flow("peer.rc4", "bittorrent.peer", "endpoint", hidden=True)]
        self.assertEqual(result(flows, "else visible, suspect").value, 95)
        self.assertEqual(result(flows, "above suspect").value, 1)
        self.assertFalse(result(flows, "above suspect").holds)

    def test_hidden_flows_do_not_count_where_signalling_is_visible(self):
        self.assertIsNone(result([flow("peer.rc4", "unknown", "none", hidden=True)],
                                 "signalling visible, at").value)

    def test_a_p2p_label_on_other_traffic_counts_from_endpoint_on(self):
        flows = [flow("tls", "bittorrent.peer", "endpoint"), flow("tls", "kad", "suspect")]
        self.assertEqual(result(flows, "called P2P").value, 1)

    def test_random_bytes_may_be_suspect(self):
        flows = [flow("random", "suspect.encrypted", "suspect"), flow("tls", "tls")]
        self.assertEqual(result(flows, "called suspect").value, 0)

    def test_what_was_not_measured_has_no_value_and_is_not_reached(self):
        for number in scoring.results([]):
            self.assertIsNone(number.value, number.name)
            self.assertFalse(number.holds, number.name)


if __name__ == "__main__":
    unittest.main()
