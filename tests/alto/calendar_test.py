# SPDX-License-Identifier: Apache-2.0
"""RFC 8896: costs over the day, where the server's directory offers them; number 28."""
import datetime
import email.utils

from alto_client import COST_MAP, ENDPOINT_COST
from checklist import ADDRESSES, Checklist

VALUE = "E_INVALID_FIELD_VALUE"
ONES = ("numerical", "ordinal")


class Calendars(Checklist):
    def offered(self):
        """The resources that do, each with its attributes by the name of a cost type."""
        found = []
        for kind in (COST_MAP, ENDPOINT_COST):
            for resource in self.server.of(kind, True):
                of_type = {}
                for attributes in resource.capabilities.get("calendar-attributes", []):
                    for name in attributes["cost-type-names"]:
                        self.assertNotIn(name, of_type, "a name comes once (4.1)")
                        self.assertIn(name, resource.capabilities["cost-type-names"])
                        of_type[name] = attributes
                if of_type:
                    found.append((resource, of_type))
        if not found:
            self.skipTest("the server has no resource with calendar-attributes")
        return found

    def type_of(self, name):
        return {key: self.server.cost_types[name][key] for key in ("cost-mode", "cost-metric")}

    @staticmethod
    def body(resource, **request):
        return {**request, **({"endpoints": {"srcs": ADDRESSES[:1], "dsts": ADDRESSES}}
                              if resource.media_type == ENDPOINT_COST
                              else {"pids": {"srcs": [], "dsts": []}})}

    def ask(self, resource, **request):
        """What is said of the costs, and those of each pair."""
        reply = self.answer(resource, self.body(resource, **request))
        costs = reply.get("endpoint-cost-map", reply.get("cost-map"))
        return reply["meta"], {(s, d): cost for s, row in costs.items() for d, cost in row.items()}

    def check_attributes(self, said, attributes, names):
        self.assertEqual(len(said), 1, "of the same intervals")
        for member in ("time-interval-size", "number-of-intervals"):
            self.assertEqual(said[0][member], attributes[member], "5.1.2")
        self.assertEqual(said[0].get("cost-type-names", names), names)
        self.assertGreaterEqual(said[0].get("repeated", 1), 1)
        start = said[0]["calendar-start-time"]
        begin = email.utils.parsedate_to_datetime(start)
        self.assertEqual(start, email.utils.format_datetime(begin, usegmt=True), "IMF-fixdate")
        # Clocks may differ a little.
        now = datetime.datetime.now(datetime.timezone.utc)
        self.assertLess(begin - now, datetime.timedelta(minutes=5), "not later than the request")
        duration = attributes["time-interval-size"] * attributes["number-of-intervals"]
        self.assertGreater(begin + datetime.timedelta(seconds=duration
                                                      * said[0].get("repeated", 1)), now)
        return int((now - begin).total_seconds() // attributes["time-interval-size"])

    def test_28_costs_over_the_day_are_arrays(self):
        for resource, of_type in self.offered():
            for name, attributes in of_type.items():
                self.assertGreaterEqual(attributes["number-of-intervals"], 1)
                self.assertGreater(attributes["time-interval-size"], 0)
                cost_type = self.type_of(name)
                meta, costs = self.ask(resource, **{"cost-type": cost_type, "calendared": [True]})
                self.assertEqual(meta["cost-type"], cost_type)
                place = self.check_attributes(meta["calendar-response-attributes"], attributes,
                                              [name])
                for pair, values in costs.items():
                    self.assertEqual(len(values), attributes["number-of-intervals"], pair)
                for asked in ({}, {"calendared": [False]}):
                    meta, single = self.ask(resource, **{"cost-type": cost_type, **asked})
                    self.assertNotIn("calendar-response-attributes", meta, "5.1.2")
                    self.assertEqual(single.keys(), costs.keys())
                    for pair, cost in single.items():
                        self.assertIsInstance(cost, (int, float), "3.3.2: the current value")
                        # Around the end of an interval it may be that of either.
                        if cost_type["cost-mode"] == "numerical":
                            self.assertIn(cost, costs[pair][max(0, place - 1):place + 2], pair)
            self.check_several(resource, of_type)
            self.check_errors(resource, of_type)

    def check_several(self, resource, of_type):
        """RFC 8189's, some as calendars and some not."""
        most = resource.capabilities.get("max-cost-types", 0)
        names = [n for n in resource.capabilities["cost-type-names"]
                 if self.server.cost_types[n]["cost-mode"] in ONES][:most]
        if len(names) < 2:
            return
        types = [self.type_of(n) for n in names]
        for wanted in ([True] * len(names), [n == names[0] for n in names],
                       [n != names[0] for n in names], [False] * len(names)):
            meta, costs = self.ask(resource, **{"multi-cost-types": types, "calendared": wanted})
            self.assertEqual(meta.get("cost-type", {}), {})
            told = [n for n, w in zip(names, wanted) if w and n in of_type]
            said = [n for one in meta.get("calendar-response-attributes", [])
                    for n in one.get("cost-type-names", told)]
            self.assertEqual(sorted(said), sorted(told), "5.1.1: true is ignored elsewhere")
            for pair, cost in costs.items():
                for name, value in zip(names, cost):
                    if value is not None:
                        self.assertEqual(isinstance(value, list), name in told, (pair, name))

    def check_errors(self, resource, of_type):
        name = next(iter(of_type))
        one = {"cost-type": self.type_of(name)}
        for wrong in ([], [True, True], [False, False], [1], ["true"], [None]):
            self.check_error(resource, self.body(resource, **one, calendared=wrong),
                             (VALUE, "E_INVALID_FIELD_TYPE"), field="calendared")
        self.check_error(resource, self.body(resource, **one, calendared=True),
                         ("E_INVALID_FIELD_TYPE", VALUE), field="calendared")
        if resource.capabilities.get("cost-constraints"):
            bounds = {"constraints": ["ge 0"]}
            self.ask(resource, **one, **bounds, calendared=[False])  # 4.3: has to be possible
            if self.type_of(name)["cost-mode"] == "numerical":
                self.check_error(resource, self.body(resource, **one, **bounds, calendared=[True]),
                                 (VALUE, "E_SYNTAX"))
