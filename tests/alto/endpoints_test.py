# SPDX-License-Identifier: Apache-2.0
"""RFC 7285: properties and costs of endpoints; numbers 14 and 15 of the checklist."""
from alto_client import ENDPOINT_COST, ENDPOINT_PROPERTY, longest_prefix, typed
from checklist import ADDRESSES, NUMERICAL, ORDINAL, Checklist


class Endpoints(Checklist):
    def test_14_endpoints_have_the_locations_of_the_map(self):
        resource = self.one_of(ENDPOINT_PROPERTY, True)
        name = f"{self.server.default_map.name}.pid"
        self.assertIn(name, resource.capabilities["prop-types"], "11.4.1.4: MUST be there")
        reply = self.answer(resource, {"properties": [name, name],
                                       "endpoints": ADDRESSES + ADDRESSES[:1]})
        self.assertIn(self.server.vtag, reply["meta"]["dependent-vtags"])
        kinds = {kind for group in self.server.network_map.values() for kind in group}
        for address in ADDRESSES:
            if address.partition(":")[0] in kinds:
                self.assertEqual(reply["endpoint-properties"][address][name],
                                 longest_prefix(self.server.network_map, address), address)

    def costs(self, resource, cost_type, endpoints):
        reply = self.answer(resource, {"cost-type": cost_type, "endpoints": endpoints})
        told = reply["meta"]["cost-type"]
        self.assertEqual({key: told[key] for key in cost_type}, cost_type)
        return reply["endpoint-cost-map"]

    def test_15_endpoints_have_costs(self):
        resource = self.one_of(ENDPOINT_COST, True)
        cost_type = self.cost_type_of(resource)
        told = self.costs(resource, cost_type, {"srcs": ADDRESSES[:2] + ADDRESSES[:1],
                                                "dsts": ADDRESSES})
        self.assertLessEqual(set(told), set(ADDRESSES[:2]))
        for row in told.values():
            self.assertLessEqual(set(row), set(ADDRESSES))
        self.check_client_address(resource, cost_type)
        for endpoints in ({}, {"srcs": [], "dsts": []}):
            self.check_error(resource, {"cost-type": cost_type, "endpoints": endpoints},
                             ("E_INVALID_FIELD_VALUE", "E_MISSING_FIELD"))
        if cost_type is NUMERICAL and self.server.has_type(resource, ORDINAL):
            self.check_ordinals(resource)

    def check_client_address(self, resource, cost_type):
        """An absent or an empty list is the client's own address (but not through a NAT)."""
        connection, _ = self.client.connect()
        connection.connect()
        own = typed(connection.sock.getsockname()[0])
        connection.close()
        for endpoints in ({"dsts": ADDRESSES}, {"srcs": [], "dsts": ADDRESSES}):
            self.assertLessEqual(set(self.costs(resource, cost_type, endpoints)), {own})
        for endpoints in ({"srcs": ADDRESSES}, {"srcs": ADDRESSES, "dsts": []}):
            for row in self.costs(resource, cost_type, endpoints).values():
                self.assertLessEqual(set(row), {own})

    def check_ordinals(self, resource):
        """The order of the same costs, among those that are asked for."""
        for sources in (ADDRESSES[:1], ADDRESSES[:3]):
            endpoints = {"srcs": sources, "dsts": ADDRESSES}
            costs = self.costs(resource, NUMERICAL, endpoints)
            order = self.costs(resource, ORDINAL, endpoints)
            pairs = [(s, d) for s in costs for d in costs[s]]
            self.assertEqual(sorted(pairs), sorted((s, d) for s in order for d in order[s]))
            for s, d in pairs:
                for t, e in pairs:
                    if costs[s][d] < costs[t][e]:
                        self.assertLess(order[s][d], order[t][e])
