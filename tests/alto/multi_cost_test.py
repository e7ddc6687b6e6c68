# SPDX-License-Identifier: Apache-2.0
"""RFC 8189: several costs at once, where the server's directory offers it; number 22."""
from alto_client import COST_MAP, ENDPOINT_COST
from checklist import ADDRESSES, Checklist

VALUE = "E_INVALID_FIELD_VALUE"


class MultiCost(Checklist):
    def offered(self):
        """The resources that do, each with its cost types by name."""
        found = [(r, [self.server.cost_types[n] for n in r.capabilities["cost-type-names"]])
                 for kind in (COST_MAP, ENDPOINT_COST) for r in self.server.of(kind, True)
                 if r.capabilities.get("max-cost-types", 0) > 0]
        if not found:
            self.skipTest("the server has no resource with max-cost-types")
        return found

    @staticmethod
    def type_of(cost_type):
        return {key: cost_type[key] for key in ("cost-mode", "cost-metric")}

    def ask(self, resource, **request):
        """The costs of each pair."""
        if resource.media_type == ENDPOINT_COST:
            request["endpoints"] = {"srcs": ADDRESSES[:1], "dsts": ADDRESSES}
            reply = self.answer(resource, request)
            costs = reply["endpoint-cost-map"]
        else:
            request["pids"] = {"srcs": [], "dsts": []}
            reply = self.answer(resource, request)
            costs = reply["cost-map"]
        return reply["meta"], {(s, d): cost for s, row in costs.items() for d, cost in row.items()}

    def test_22_several_costs_are_told_as_arrays(self):
        for resource, types in self.offered():
            most = resource.capabilities["max-cost-types"]
            asked = [self.type_of(t) for t in types][:most]
            meta, costs = self.ask(resource, **{"multi-cost-types": asked})
            self.assertEqual(meta.get("cost-type", {}), {}, "4.1.3")
            self.assertEqual([self.type_of(t) for t in meta["multi-cost-types"]], asked)
            for pair, cost in costs.items():
                self.assertEqual(len(cost), len(asked), pair)
                self.assertNotEqual(cost, [None] * len(asked), "may be left out, and is no null")
            for place, cost_type in enumerate(asked):
                if cost_type["cost-metric"].startswith("priv:"):
                    continue  # it may be another each time
                single = self.ask(resource, **{"cost-type": cost_type})[1]
                self.assertEqual({p: c[place] for p, c in costs.items() if c[place] is not None},
                                 single, f"{resource.name}: {cost_type}")
            _, one = self.ask(resource, **{"multi-cost-types": asked[:1]})
            self.assertTrue(all(len(cost) == 1 for cost in one.values()), "one is an array, too")
            self.check_constraints(resource, asked)
            self.check_errors(resource, asked)

    def check_constraints(self, resource, types):
        """Alternatives of bounds, of costs that are told and that are not."""
        testable = resource.capabilities.get("testable-cost-type-names")
        if not testable and not resource.capabilities.get("cost-constraints"):
            return
        names = testable or resource.capabilities["cost-type-names"]
        tested = [t for t in map(self.type_of, (self.server.cost_types[n] for n in names))
                  if not t["cost-metric"].startswith("priv:")][:len(types)]
        told = tested[:1]
        whole = self.ask(resource, **{"multi-cost-types": tested})[1]
        if not whole:
            return
        bounds = [sorted(c[i] for c in whole.values() if c[i] is not None)
                  for i in range(len(tested))]
        low, high, last = bounds[0][0], bounds[0][-1], len(tested) - 1
        middle = bounds[last][len(bounds[last]) // 2]
        alternatives = [[f"[0] ge {high!r}"], [f"[0] le {low!r}", f"[{last}] le {middle!r}"]]

        def holds(cost):
            return (cost[0] is not None and cost[0] >= high) or (
                None not in (cost[0], cost[last]) and cost[0] <= low and cost[last] <= middle)
        expected = {p: c[0] for p, c in whole.items() if holds(c) and c[0] is not None}
        got = self.ask(resource, **{"cost-type": told[0], "testable-cost-types": tested,
                                    "or-constraints": alternatives})[1]
        self.assertEqual(got, expected, f"{resource.name}: {alternatives}")
        got = self.ask(resource, **{"multi-cost-types": tested,
                                    "constraints": alternatives[1]})[1]
        self.assertEqual(got, {p: c for p, c in whole.items()
                               if None not in (c[0], c[last])
                               and c[0] <= low and c[last] <= middle})

    def check_errors(self, resource, types):
        most = resource.capabilities["max-cost-types"]
        right = ({"endpoints": {"dsts": ADDRESSES}} if resource.media_type == ENDPOINT_COST
                 else {"pids": {"srcs": [], "dsts": []}})
        for wrong in ({"cost-type": types[0], "multi-cost-types": types[:1]},
                      {"multi-cost-types": (types * (most + 1))[:most + 1]},
                      {"multi-cost-types": types[:1], "constraints": ["[9] le 1"]},
                      {"multi-cost-types": types[:1], "or-constraints": [[]]},
                      {"multi-cost-types": types[:1], "constraints": ["le 1"],
                       "or-constraints": [["le 1"]]}):
            self.check_error(resource, {**right, **wrong}, (VALUE, "E_SYNTAX"))
        self.check_error(resource, right, "E_MISSING_FIELD")
