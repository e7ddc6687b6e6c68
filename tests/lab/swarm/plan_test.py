# SPDX-License-Identifier: Apache-2.0
import collections
import pathlib
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent)]

import arms  # noqa: E402
import plan  # noqa: E402

FREE, GUIDED = (arm for arm in arms.ALL if arm.name.startswith("free-"))
ARMS = {arm.name: arm for arm in arms.ALL}


class Plan(unittest.TestCase):
    def test_sixty_libtorrent_leechers_and_two_seeds_over_three_isps(self):
        clients = plan.clients(FREE, 1)
        leechers = collections.Counter((c.isp, c.kind) for c in clients if c.role == "leecher")
        self.assertEqual({leechers[isp, "libtorrent"] for isp in plan.ISPS}, {20})
        self.assertEqual({leechers[isp, kind] for isp in plan.ISPS for kind in plan.OTHERS}, {1})
        seeds = [c.isp for c in clients if c.role == "seed"]
        self.assertEqual(len(set(seeds)), 2)

    def test_all_arms_of_a_seed_have_the_same_clients(self):
        everybody = plan.clients(FREE, 2)
        for arm in arms.ALL:
            if not arm.sparse:
                others = [c for c in plan.clients(arm, 2) if c.role != "cache"]
                self.assertEqual(others, everybody, arm.name)

    def test_another_seed_has_others(self):
        self.assertNotEqual(plan.clients(FREE, 1), plan.clients(FREE, 2))

    def test_a_sparse_swarm_has_two_leechers_an_isp(self):
        leechers = [c.isp for c in plan.clients(ARMS["sparse-guided"], 1) if c.role == "leecher"]
        self.assertEqual(collections.Counter(leechers), {"a": 2, "b": 2, "c": 2})

    def test_a_cache_in_each_isp_where_there_are_caches(self):
        caches = [c.isp for c in plan.clients(ARMS["cache"], 1) if c.role == "cache"]
        self.assertEqual(caches, list(plan.ISPS))

    def test_each_client_has_an_address_of_its_isps_to_itself(self):
        clients = plan.clients(ARMS["cache"], 3)
        self.assertEqual(len({c.address for c in clients}), len(clients))
        for client in clients:
            self.assertEqual(plan.isp_of(client.address), client.isp)

    def test_connections_are_as_few_as_a_small_swarm_wants(self):
        leechers = [c.connections for c in plan.clients(FREE, 1) if c.role == "leecher"]
        self.assertGreaterEqual(min(leechers), 8)
        self.assertLessEqual(max(leechers), 15)


class Arms(unittest.TestCase):
    def test_what_is_compared_differs_in_the_tracker_alone(self):
        for arm in arms.ALL:
            if arm.name.endswith("-guided"):
                plain = ARMS[arm.beside]
                for what in ("pex", "congested", "one_full", "asymmetric", "sparse"):
                    self.assertEqual(getattr(plain, what), getattr(arm, what), arm.name)
                self.assertFalse(plain.is_ours)

    def test_a_word_names_an_arm_or_a_part_of_several(self):
        self.assertEqual(arms.selected(["cache"]), [ARMS["cache"]])
        self.assertEqual(arms.selected(["sparse"]), [ARMS["sparse-plain"], ARMS["sparse-guided"]])
        self.assertEqual(arms.selected([]), list(arms.ALL))

    def test_a_word_that_names_nothing_is_told(self):
        self.assertEqual(arms.unknown(["free", "freee"]), ["freee"])


if __name__ == "__main__":
    unittest.main()
