# SPDX-License-Identifier: Apache-2.0
"""An ALTO client that checks nothing: what a server said, as it said it."""
import http.client
import ipaddress
import json
import ssl
import urllib.parse

DIRECTORY = "application/alto-directory+json"
NETWORK_MAP = "application/alto-networkmap+json"
COST_MAP = "application/alto-costmap+json"
ENDPOINT_PROPERTY = "application/alto-endpointprop+json"
ENDPOINT_COST = "application/alto-endpointcost+json"
ERROR = "application/alto-error+json"
PROPERTY_MAP = "application/alto-propmap+json"
EVENT_STREAM = "text/event-stream"
UPDATE_CONTROL = "application/alto-updatestreamcontrol+json"
MERGE_PATCH = "application/merge-patch+json"


class Reply:
    def __init__(self, response, body):
        self.status = response.status
        self.fields = response.msg
        self.body = body

    @property
    def media_type(self):
        return self.fields.get_content_type() if self.fields["Content-Type"] else None

    def json(self):
        """With duplicate keys refused, which json.loads() would not see."""
        def unique(pairs):
            names = [name for name, _ in pairs]
            assert len(set(names)) == len(names), f"a key is there twice: {names}"
            return dict(pairs)
        return json.loads(self.body.decode("utf-8"), object_pairs_hook=unique)

    def __str__(self):
        return f"{self.status} {self.media_type} {self.body[:300]!r}"


class Resource:
    """An entry of a directory (RFC 7285, section 9.2.2)."""

    def __init__(self, base, name, entry):
        self.name = name
        self.entry = entry
        self.uri = urllib.parse.urljoin(base, entry["uri"])
        self.media_type = entry["media-type"]
        self.accepts = entry.get("accepts")
        self.capabilities = entry.get("capabilities", {})
        self.uses = entry.get("uses", [])


class Updates:
    """An update stream that is read (RFC 8895): an iterator of (media type, data id, JSON)."""

    def __init__(self, connection, response):
        self.connection = connection
        self.response = response

    def __iter__(self):
        event, data = "", []
        for line in iter(self.response.readline, b""):
            line = line.decode("utf-8").rstrip("\r\n")
            name, _, value = line.partition(":")
            value = value[1:] if value.startswith(" ") else value
            if name == "event":
                event = value
            elif name == "data":
                data.append(value)
            elif not line and data:
                media_type, _, data_id = event.partition(",")
                yield media_type, data_id, json.loads("\n".join(data))
                event, data = "", []

    def close(self):
        self.connection.close()


def merge_patch(target, patch):
    """RFC 7396, section 2."""
    if not isinstance(patch, dict):
        return patch
    target = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        else:
            target[name] = merge_patch(target.get(name), value)
    return target


class Client:
    def __init__(self, url, ca_file=None, insecure=False, timeout=10):
        self.url = url
        self.timeout = timeout
        self.tls = ssl.create_default_context(cafile=ca_file)
        if insecure:
            self.tls.check_hostname = False
            self.tls.verify_mode = ssl.CERT_NONE

    def connect(self, uri=None):
        """A connection to a resource's server, and the request target."""
        parts = urllib.parse.urlsplit(uri or self.url)
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(parts.hostname, parts.port, context=self.tls,
                                                     timeout=self.timeout)
        else:
            connection = http.client.HTTPConnection(parts.hostname, parts.port,
                                                    timeout=self.timeout)
        return connection, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def ask(self, uri, method="GET", body=None, fields=None):
        connection, target = self.connect(uri)
        try:
            connection.request(method, target, body, fields or {})
            response = connection.getresponse()
            return Reply(response, response.read())
        finally:
            connection.close()

    def get(self, uri, media_type, fields=None):
        return self.ask(uri, fields={"Accept": f"{media_type},{ERROR}", **(fields or {})})

    def post(self, resource, body, fields=None):
        """`body`: bytes or text as they are, or what is made JSON of."""
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        return self.ask(resource.uri, "POST", body,
                        {"Accept": f"{resource.media_type},{ERROR}",
                         "Content-Type": resource.accepts, **(fields or {})})

    def updates(self, resource, add):
        """A stream, or the reply that says why there is none."""
        connection, target = self.connect(resource.uri)
        connection.request("POST", target, json.dumps({"add": add}),
                           {"Accept": f"{EVENT_STREAM},{ERROR}", "Content-Type": resource.accepts})
        response = connection.getresponse()
        if response.status != 200:
            return Reply(response, response.read())
        return Updates(connection, response)

    def directory(self):
        return self.get(self.url, DIRECTORY)

    def resources(self):
        """Of the directory and those that it leads to."""
        found, ahead, seen = [], [self.url], set()
        while ahead:
            uri = ahead.pop()
            if uri in seen:
                continue
            seen.add(uri)
            for name, entry in self.get(uri, DIRECTORY).json()["resources"].items():
                resource = Resource(uri, name, entry)
                if resource.media_type == DIRECTORY:
                    ahead.append(resource.uri)
                else:
                    found.append(resource)
        return found


def typed(address):
    address = ipaddress.ip_address(address)
    return f"ipv{address.version}:{address}"


def longest_prefix(network_map, typed_address):
    """The location of an address (RFC 7285, section 11.2.2), from the map as it was told."""
    kind, _, text = typed_address.partition(":")
    address = ipaddress.ip_address(text)
    best = None
    for pid, group in network_map.items():
        for prefix in group.get(kind, []):
            network = ipaddress.ip_network(prefix)
            if address in network and (best is None or network.prefixlen > best[0]):
                best = network.prefixlen, pid
    return best and best[1]
