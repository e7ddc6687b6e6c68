# SPDX-License-Identifier: Apache-2.0
"""What the tests of RFC 7285's checklist share: the server under test, ALTO_URL.

One test a number of the checklist; what a server need not have and does not is skipped.
"""
import functools
import os
import unittest

import alto_client
from alto_client import COST_MAP, ERROR, NETWORK_MAP

ADDRESSES = ["ipv4:192.0.2.1", "ipv4:198.51.100.7", "ipv4:203.0.113.200", "ipv6:2001:db8::1",
             "ipv6:2001:db8:ffff::1"]
NUMERICAL = {"cost-mode": "numerical", "cost-metric": "routingcost"}
ORDINAL = {"cost-mode": "ordinal", "cost-metric": "routingcost"}


class Server:
    """What is read once of the server under test."""

    def __init__(self, url, ca_file, insecure):
        self.client = alto_client.Client(url, ca_file, insecure)
        self.directory = self.client.directory()
        self.root = self.directory.json()
        self.resources = self.client.resources()
        self.cost_types = self.root["meta"].get("cost-types", {})
        self.default_map = next(r for r in self.resources
                                if r.name == self.root["meta"]["default-alto-network-map"])
        reply = self.client.get(self.default_map.uri, NETWORK_MAP).json()
        self.vtag = reply["meta"]["vtag"]
        self.network_map = reply["network-map"]

    def of(self, media_type, accepts):
        """Those of a kind: by POST or, if not `accepts`, by GET."""
        return [r for r in self.resources
                if r.media_type == media_type and bool(r.accepts) == accepts]

    def has_type(self, resource, cost_type):
        wanted = (cost_type["cost-mode"], cost_type["cost-metric"])
        return any((t["cost-mode"], t["cost-metric"]) == wanted
                   for name in resource.capabilities.get("cost-type-names", [])
                   if (t := self.cost_types.get(name)))

    def cost_map(self):
        return next((r for t in (NUMERICAL, ORDINAL) for r in self.of(COST_MAP, False)
                     if self.has_type(r, t)), None)


@functools.cache
def server_at(url, ca_file, insecure):
    return Server(url, ca_file, insecure)


class Checklist(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = server_at(os.environ["ALTO_URL"], os.environ.get("ALTO_CA") or None,
                               os.environ.get("ALTO_INSECURE") == "1")
        cls.client = cls.server.client

    def one_of(self, media_type, accepts, cost_type=None):
        for resource in self.server.of(media_type, accepts):
            if cost_type is None or self.server.has_type(resource, cost_type):
                return resource
        self.skipTest(f"the server has no {media_type} by {'POST' if accepts else 'GET'}"
                      + (f" of {cost_type}" if cost_type else ""))

    def cost_type_of(self, resource):
        """routingcost in the mode that there is."""
        return NUMERICAL if self.server.has_type(resource, NUMERICAL) else ORDINAL

    def answer(self, resource, body):
        reply = self.client.post(resource, body)
        self.assertEqual((reply.status, reply.media_type), (200, resource.media_type), reply)
        return reply.json()

    def check_error(self, resource, body, code, **meta):
        """`meta`: what it has to be, if it is said at all."""
        reply = self.client.post(resource, body)
        self.assertEqual((reply.status, reply.media_type), (400, ERROR), f"{body!r}: {reply}")
        said = reply.json()["meta"]
        self.assertIn(said["code"], [code] if isinstance(code, str) else code, body)
        if "value" in said:
            self.assertIn("field", said)
            self.assertIsInstance(said["value"], str)
        for name, value in meta.items():
            if name in said:
                self.assertEqual(said[name], value, body)
