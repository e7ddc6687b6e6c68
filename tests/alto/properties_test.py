# SPDX-License-Identifier: Apache-2.0
"""RFC 9240: properties of addresses and blocks, where the directory offers them; number 23."""
import ipaddress

from alto_client import PROPERTY_MAP, longest_prefix
from checklist import ADDRESSES, Checklist

VALUE = "E_INVALID_FIELD_VALUE"


def inherited(properties, address, name):
    """What an address has of a property (6.1.3): that of the longest block around it."""
    kind, _, text = address.partition(":")
    best = None
    for entity, values in properties.items():
        domain, _, block = entity.partition(":")
        network = ipaddress.ip_network(block) if domain == kind else None
        if network and ipaddress.ip_address(text) in network and name in values and (
                best is None or network.prefixlen > best[0]):
            best = network.prefixlen, values[name]
    return best and best[1]


class Properties(Checklist):
    def location(self, resource):
        return next((name for name in resource.capabilities["mappings"].get("ipv4", [])
                     if name == f"{self.server.default_map.name}.pid"), None)

    def test_23_properties_are_inherited_from_the_blocks_around(self):
        resource = self.one_of(PROPERTY_MAP, True)
        mappings = resource.capabilities["mappings"]
        for domain, names in mappings.items():
            self.assertTrue(names, domain)
        name = self.location(resource)
        if not name:
            self.skipTest("it does not tell the location of an IPv4 address")
        self.assertIn(self.server.default_map.name, resource.uses)
        network_map = self.server.network_map
        told = self.answer(resource, {"entities": ADDRESSES, "properties": [name]})
        self.assertIn(self.server.vtag, told["meta"]["dependent-vtags"])
        for address in ADDRESSES:
            self.assertEqual(told["property-map"][address], {
                name: longest_prefix(network_map, address)})
        blocks = sorted({f"{kind}:{prefix}" for group in network_map.values()
                         for kind, prefixes in group.items() for prefix in prefixes})[:50]
        told = self.answer(resource, {"entities": blocks, "properties": [name]})["property-map"]
        for address in ADDRESSES:
            if any(ipaddress.ip_address(address[5:]) in ipaddress.ip_network(b[5:])
                   for b in blocks if b[:4] == address[:4]):
                self.assertEqual(inherited(told, address, name),
                                 longest_prefix(network_map, address), address)
        self.check_forms(resource, name)

    def check_forms(self, resource, name):
        told = self.answer(resource, {"entities": ADDRESSES[:1] * 2,
                                      "properties": [name, name]})["property-map"]
        self.assertEqual(list(told), ADDRESSES[:1])
        told = self.answer(resource, {"entities": ADDRESSES[:1]})["property-map"]
        self.assertEqual(told, {ADDRESSES[0]: {}}, "8.3: without properties there are no values")
        every = self.answer(resource, {"entities": ADDRESSES[:1], "properties": []})
        self.assertEqual(every["property-map"][ADDRESSES[0]][name],
                         longest_prefix(self.server.network_map, ADDRESSES[0]))
        self.check_error(resource, {"properties": [name]}, "E_MISSING_FIELD", field="entities")
        for wrong in ("ipv4:192.0.2.0/33", "ipv4:192.0.2.256", "no-such-domain:x", "192.0.2.1"):
            self.check_error(resource, {"entities": [wrong]}, VALUE, value=wrong)
        self.check_error(resource, {"entities": ADDRESSES[:1], "properties": ["no-such"]}, VALUE,
                         value="no-such")

    def test_24_a_whole_property_map_is_got(self):
        resource = self.one_of(PROPERTY_MAP, False)
        told = self.client.get(resource.uri, PROPERTY_MAP).json()
        name = self.location(resource)
        if not name:
            self.skipTest("it does not tell the location of an IPv4 address")
        self.assertIn(self.server.vtag, told["meta"]["dependent-vtags"])
        for address in ADDRESSES:
            self.assertEqual(inherited(told["property-map"], address, name),
                             longest_prefix(self.server.network_map, address), address)
