# SPDX-License-Identifier: Apache-2.0
"""RFC 7285: errors, load, freshness and safety; numbers 16 to 21 of the checklist."""
import http.client
import json
import os
import socket
import urllib.parse

from alto_client import DIRECTORY, ENDPOINT_COST, NETWORK_MAP
from checklist import ADDRESSES, Checklist

VALUE, TYPE, MISSING = "E_INVALID_FIELD_VALUE", "E_INVALID_FIELD_TYPE", "E_MISSING_FIELD"


class Protocol(Checklist):
    def test_16_what_is_wrong_is_said(self):
        resource = self.one_of(ENDPOINT_COST, True)
        cost_type = self.cost_type_of(resource)
        right = {"cost-type": cost_type, "endpoints": {"dsts": ADDRESSES}}
        for body in (b"", b"{", b"[", json.dumps(right)[:-1].encode(), b"\xff", b'{"a":"\xff"}'):
            self.check_error(resource, body, "E_SYNTAX")
        self.check_error(resource, {"endpoints": right["endpoints"]}, MISSING, field="cost-type")
        self.check_error(resource, {"cost-type": cost_type}, MISSING, field="endpoints")
        self.check_error(resource, {**right, "cost-type": {"cost-mode": "numerical"}}, MISSING,
                         field="cost-type/cost-metric")
        self.check_error(resource, {**right, "cost-type": "routingcost"}, TYPE, field="cost-type")
        self.check_error(resource, {**right, "endpoints": {"dsts": "ipv4:192.0.2.1"}}, TYPE,
                         field="endpoints/dsts")
        self.check_error(resource, {**right, "cost-type": {**cost_type, "cost-mode": "foo"}}, VALUE,
                         value="foo")
        self.check_error(resource,
                         {**right, "cost-type": {**cost_type, "cost-metric": "priv:no-such"}},
                         VALUE, field="cost-type/cost-metric", value="priv:no-such")
        self.check_error(resource, {**right, "endpoints": {"dsts": ["ipv4:192.0.2.256"]}},
                         (VALUE, "E_SYNTAX"), field="endpoints/dsts", value="ipv4:192.0.2.256")
        # 8.5.2: of an array's element it is the value, whatever is wrong.
        self.check_error(resource, {**right, "endpoints": {"dsts": [7]}}, VALUE,
                         field="endpoints/dsts", value="7")
        if resource.capabilities.get("cost-constraints"):
            self.check_error(resource, {**right, "constraints": ["ne 1"]}, VALUE,
                             field="constraints", value="ne 1")

    def test_17_what_http_has_a_status_for_has_it(self):
        got, posted = self.server.default_map, self.one_of(ENDPOINT_COST, True)
        nowhere = urllib.parse.urljoin(got.uri, "/there/is/no/such/resource")
        self.assertEqual(self.client.get(nowhere, NETWORK_MAP).status, 404)
        for resource in (got, posted):
            for method in ("DELETE", "PUT"):
                reply = self.client.ask(resource.uri, method)
                self.assertEqual(reply.status, 405, f"{method} {resource.uri}")
                self.assertIn("POST" if resource.accepts else "GET", reply.fields["Allow"])
        self.assertEqual(self.client.ask(got.uri, fields={"Accept": "text/html"}).status, 406)
        self.assertEqual(self.client.post(posted, "{}", {"Content-Type": "text/plain"}).status, 415)
        reply = self.client.ask(got.uri, "HEAD", fields={"Accept": NETWORK_MAP})
        self.assertEqual((reply.status, reply.body), (200, b""))

    def test_18_under_load_it_says_when_to_come_again(self):
        """A burst: each request is answered, and one that is refused is told for how long."""
        connection, target = self.client.connect()
        statuses = set()
        for _ in range(int(os.environ.get("ALTO_BURST", "300"))):
            connection.request("GET", target, headers={"Accept": DIRECTORY})
            response = connection.getresponse()
            response.read()
            statuses.add(response.status)
            if response.status in (429, 503):
                self.assertRegex(response.getheader("Retry-After", ""), r"^\d+$|GMT$")
                break
            self.assertEqual(response.status, 200)
        connection.close()
        if os.environ.get("ALTO_EXPECT_OVERLOAD") == "1":
            self.assertIn(503, statuses)

    def test_19_what_is_still_fresh_is_not_sent_again(self):
        for resource in [r for r in self.server.resources if not r.accepts]:
            first = self.client.get(resource.uri, resource.media_type)
            self.assertTrue(first.fields["ETag"] or first.fields["Last-Modified"]
                            or first.fields["Cache-Control"] or first.fields["Expires"],
                            "8.3.6: nothing says how fresh it is")
            if not first.fields["ETag"]:
                continue
            again = self.client.get(resource.uri, resource.media_type,
                                    {"If-None-Match": first.fields["ETag"]})
            self.assertEqual((again.status, again.body), (304, b""), resource.name)
            other = self.client.get(resource.uri, resource.media_type, {"If-None-Match": '"x"'})
            self.assertEqual(other.status, 200)

    def test_20_it_is_served_by_tls(self):
        if urllib.parse.urlsplit(self.client.url).scheme != "https":
            self.skipTest("ALTO_URL is no https: one")
        connection, _ = self.client.connect()
        connection.connect()
        self.assertIn(connection.sock.version(), ("TLSv1.2", "TLSv1.3"))
        connection.close()

    def test_21_it_sets_no_cookies_and_bounds_what_it_takes(self):
        for resource in self.server.resources:
            reply = (self.client.post(resource, "{}") if resource.accepts
                     else self.client.get(resource.uri, resource.media_type))
            self.assertNotIn("Set-Cookie", reply.fields, resource.name)
        resource = self.one_of(ENDPOINT_COST, True)
        many = [f"ipv4:10.{i >> 16}.{i >> 8 & 255}.{i & 255}" for i in range(100_000)]
        try:
            reply = self.client.post(resource, {"cost-type": self.cost_type_of(resource),
                                                "endpoints": {"srcs": many, "dsts": many}})
            self.assertIn(reply.status, (400, 413, 429, 503))
        except (http.client.HTTPException, ConnectionError, socket.timeout):
            pass  # 8.5.3: it may close the connection
        self.assertEqual(self.client.directory().status, 200, "and it goes on")
