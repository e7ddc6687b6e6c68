# SPDX-License-Identifier: Apache-2.0
"""RFC 7285: the directory, the grammar and the maps; numbers 1 to 13 of the checklist."""
import ipaddress
import re

from alto_client import COST_MAP, DIRECTORY, ENDPOINT_COST, ENDPOINT_PROPERTY, NETWORK_MAP
from checklist import ADDRESSES, NUMERICAL, Checklist

NAME = re.compile(r"[A-Za-z0-9:@_-]{1,64}")
METRIC = re.compile(r"[A-Za-z0-9:_-]{1,32}")
TAG = re.compile(r"[\x21-\x7e]{1,64}")
NOBODY = "there-is-no-such-location"


class Maps(Checklist):
    def test_01_one_directory_is_got(self):
        self.assertEqual(self.server.directory.status, 200)
        self.assertEqual(self.server.directory.media_type, DIRECTORY)
        self.assertIsInstance(self.server.root["resources"], dict)

    def test_02_the_root_names_a_default_map_and_its_cost_types(self):
        default = self.server.root["meta"]["default-alto-network-map"]
        self.assertIn(default, [r.name for r in self.server.of(NETWORK_MAP, False)])
        for cost_type in self.server.cost_types.values():
            self.assertIn(cost_type["cost-mode"], ("numerical", "ordinal"))
            self.assertIsInstance(cost_type["cost-metric"], str)
            self.assertIsInstance(cost_type.get("description", ""), str)
        for resource in self.server.resources:
            for name in resource.capabilities.get("cost-type-names", []):
                self.assertIn(name, self.server.cost_types, resource.name)

    def test_03_each_entry_says_how_it_is_asked_for(self):
        names = {r.name for r in self.server.resources}
        for resource in self.server.resources:
            self.assertIsInstance(resource.entry["uri"], str)
            self.assertRegex(resource.media_type, r"^(application|text)/")
            self.assertIsInstance(resource.capabilities, dict)
            self.assertLessEqual(set(resource.uses), names, resource.name)
            if resource.accepts:
                self.assertRegex(resource.accepts, r"^application/")
            else:
                reply = self.client.get(resource.uri, resource.media_type)
                self.assertEqual((reply.status, reply.media_type), (200, resource.media_type))
        for resource in self.server.of(COST_MAP, False):
            self.assertEqual(len(resource.capabilities["cost-type-names"]), 1, resource.name)
        for resource in self.server.of(COST_MAP, False) + self.server.of(COST_MAP, True):
            self.assertEqual(len(resource.uses), 1, resource.name)
        for resource in self.server.of(ENDPOINT_COST, True):
            self.assertEqual(resource.uses, [], "11.5.1.5: an endpoint's cost uses no map")

    def test_04_resource_ids_are_unique_and_stay(self):
        names = [r.name for r in self.server.resources]
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(names, [r.name for r in self.client.resources()])
        # No two cost maps of one cost type and one network map (11.2.3.5).
        keys = [(tuple(r.uses), *r.capabilities["cost-type-names"])
                for r in self.server.of(COST_MAP, False)]
        self.assertEqual(len(keys), len(set(keys)))

    def test_05_names_keep_to_the_grammar(self):
        for name in [r.name for r in self.server.resources] + list(self.server.network_map):
            self.assertTrue(NAME.fullmatch(name), name)

    def test_06_the_tag_keeps_to_the_grammar_and_to_the_content(self):
        self.assertEqual(self.server.vtag["resource-id"], self.server.default_map.name)
        self.assertTrue(TAG.fullmatch(self.server.vtag["tag"]), self.server.vtag)
        again = self.client.get(self.server.default_map.uri, NETWORK_MAP).json()
        if again["network-map"] != self.server.network_map:
            self.assertNotEqual(again["meta"]["vtag"], self.server.vtag)

    def test_07_addresses_have_their_types(self):
        for pid, group in self.server.network_map.items():
            for kind, prefixes in group.items():
                self.assertIn(kind, ("ipv4", "ipv6"), pid)
                for prefix in prefixes:
                    self.assertEqual(ipaddress.ip_network(prefix).version, int(kind[-1]), prefix)

    def test_08_metrics_keep_to_the_grammar(self):
        for cost_type in self.server.cost_types.values():
            metric = cost_type["cost-metric"]
            self.assertTrue(METRIC.fullmatch(metric), metric)
            self.assertNotEqual(metric, "priv:")

    def test_09_unknown_fields_are_passed_over(self):
        resource = self.one_of(ENDPOINT_PROPERTY, True)
        body = {"properties": resource.capabilities["prop-types"][:1],
                "endpoints": ADDRESSES[:1]}
        plain = self.answer(resource, body)
        self.assertEqual(plain, self.answer(resource, {"x-unknown": [{"y": None}], **body}))

    def test_10_the_network_map_is_complete_and_does_not_overlap(self):
        prefixes = [(kind, ipaddress.ip_network(prefix))
                    for group in self.server.network_map.values()
                    for kind, listed in group.items() for prefix in listed]
        self.assertEqual(len(prefixes), len(set(prefixes)), "a prefix is in two locations")
        for kind in {kind for kind, _ in prefixes}:
            networks = ipaddress.collapse_addresses(n for k, n in prefixes if k == kind)
            self.assertEqual([n.prefixlen for n in networks], [0],
                             f"{kind}: not every address is in a location (11.2.2)")

    def test_11_a_cost_map_of_routingcost_is_got(self):
        resource = self.server.cost_map()
        self.assertIsNotNone(resource, "11.2.3: MUST be there for routingcost")
        reply = self.client.get(resource.uri, COST_MAP).json()
        self.assertEqual(reply["meta"]["dependent-vtags"], [self.server.vtag])
        self.assertEqual(resource.uses, [self.server.vtag["resource-id"]])
        self.assertEqual(reply["meta"]["cost-type"]["cost-metric"], "routingcost")
        self.assertIn(reply["meta"]["cost-type"]["cost-mode"], ("numerical", "ordinal"))
        for source, row in reply["cost-map"].items():
            self.assertIn(source, self.server.network_map)
            for destination, cost in row.items():
                self.assertIn(destination, self.server.network_map)
                self.assertIsInstance(cost, (int, float))
                self.assertGreaterEqual(cost, 0)

    def test_12_a_network_map_is_filtered(self):
        resource = self.one_of(NETWORK_MAP, True)
        whole = self.server.network_map
        pid = sorted(whole)[0]
        for body, expected in (
                ({"pids": []}, whole),
                ({"pids": [pid, pid]}, {pid: whole[pid]}),
                ({"pids": [pid, NOBODY]}, {pid: whole[pid]}),
                ({"pids": [NOBODY]}, {})):
            reply = self.answer(resource, body)
            self.assertEqual(reply["network-map"], expected, body)
            self.assertEqual(reply["meta"]["vtag"], self.server.vtag, "the whole map's (11.3.1.6)")
        for kinds in (["ipv4"], ["ipv6", "ipv6"], ["ipv4", "x"], []):
            told = self.answer(resource, {"pids": [], "address-types": kinds})["network-map"]
            for name, group in whole.items():
                expected = {k: v for k, v in group.items() if not kinds or k in kinds}
                self.assertEqual(told.get(name, {}), expected, kinds)

    def test_13_a_cost_map_is_filtered_and_constrained(self):
        resource = self.one_of(COST_MAP, True, NUMERICAL)
        whole = self.answer(resource, {"cost-type": NUMERICAL})["cost-map"]
        source = sorted(whole)[0]
        row = whole[source]
        reply = self.answer(resource, {"cost-type": NUMERICAL, "pids": {
            "srcs": [source, source, NOBODY], "dsts": []}})
        self.assertEqual(reply["cost-map"], {source: row})
        self.assertEqual(len(reply["meta"]["dependent-vtags"]), 1)
        if not resource.capabilities.get("cost-constraints"):
            return
        bound = sorted(row.values())[len(row) // 2]
        for constraints, holds in (
                ([f"gt {bound!r}"], lambda c: c > bound),
                ([f"lt {bound!r}"], lambda c: c < bound),
                ([f"ge {bound!r}"], lambda c: c >= bound),
                ([f"le {bound!r}"], lambda c: c <= bound),
                ([f"eq {bound!r}"], lambda c: c == bound),
                ([f"ge {bound!r}", f"le {bound!r}"], lambda c: c == bound)):
            told = self.answer(resource, {"cost-type": NUMERICAL, "constraints": constraints,
                                          "pids": {"srcs": [source], "dsts": []}})["cost-map"]
            self.assertEqual(told.get(source, {}), {d: c for d, c in row.items() if holds(c)},
                             constraints)
