# SPDX-License-Identifier: Apache-2.0
"""RFC 8895: updates by server-sent events, where the directory offers them; 25 to 27.

What changes while a stream is read is up to the server: ALTO_CHANGE is a command that makes it
change something, and `run.py` has one for its own.
"""
import os
import re
import subprocess
import urllib.parse

from alto_client import (COST_MAP, EVENT_STREAM, MERGE_PATCH, NETWORK_MAP, UPDATE_CONTROL, Reply,
                         Resource, merge_patch)
from checklist import Checklist

VALUE = "E_INVALID_FIELD_VALUE"


class Updates(Checklist):
    def setUp(self):
        self.resource = self.one_of(EVENT_STREAM, True)
        self.maps = {r.name: r for r in self.server.of(NETWORK_MAP, False)
                     + self.server.of(COST_MAP, False) if r.name in self.resource.uses}
        if self.server.default_map.name not in self.maps:
            self.skipTest("there is no stream of the default network map")

    def open(self, add):
        """A stream, and what it begins with: the control event's URI."""
        stream = self.client.updates(self.resource, add)
        self.assertNotIsInstance(stream, Reply, str(stream))
        self.addCleanup(stream.close)
        self.assertEqual(stream.response.headers.get_content_type(), EVENT_STREAM)
        events = iter(stream)
        media_type, data_id, control = next(events)
        self.assertEqual((media_type, data_id), (UPDATE_CONTROL, ""), "6.7.1: it comes first")
        uri = control["control-uri"]
        return events, uri and Resource(self.resource.uri, "control", {
            "uri": uri, "media-type": "", "accepts": self.resource.accepts})

    def test_25_a_stream_begins_with_its_control_and_all_there_is(self):
        add = {name: {"resource-id": name} for name in self.maps}
        events, _ = self.open(add)
        got = [next(events) for _ in add]
        self.assertEqual(sorted(data_id for _, data_id, _ in got), sorted(add))
        self.assertEqual(got[0][1], self.server.default_map.name, "6.7.1: before what depends on it")
        for media_type, data_id, data in got:
            resource = self.maps[data_id]
            self.assertEqual(media_type, resource.media_type)
            self.assertEqual(data, self.client.get(resource.uri, media_type).json())
        for wrong, code in (({}, "E_MISSING_FIELD"), ({"add": {}}, "E_MISSING_FIELD"),
                            ({"add": {"1": {"resource-id": "no-such"}}}, VALUE)):
            self.check_error(self.resource, wrong, code)

    def test_26_a_stream_is_controlled_by_a_uri_that_nobody_guesses(self):
        if not self.resource.capabilities.get("support-stream-control"):
            self.skipTest("the server has no stream control")
        name = self.server.default_map.name
        events, control = self.open({"1": {"resource-id": name}})
        next(events)
        other = self.open({"1": {"resource-id": name}})[1]
        self.assertNotEqual(control.uri, other.uri)
        path = urllib.parse.urlsplit(control.uri).path
        self.assertGreaterEqual(len(re.sub(r".*/", "", path)), 20, "7.1: enough randomness")
        reply = self.client.post(control, {"add": {"2": {"resource-id": name}}, "remove": ["1"]})
        self.assertIn(reply.status, (202, 204), reply)
        said, full = [], None
        while full is None:
            media_type, data_id, data = next(events)
            if media_type == UPDATE_CONTROL:
                said.append(data)
            elif data_id == "2":
                full = media_type
        self.assertEqual(full, NETWORK_MAP)
        self.assertIn(["2"], [one.get("started") for one in said])
        self.assertIn(["1"], [one.get("stopped") for one in said])
        for wrong, field in (({"add": {"1": {"resource-id": name}}}, "add"),
                             ({"remove": ["no-such"]}, "remove"),
                             ({"add": {"3": {"resource-id": name}}, "remove": []}, "remove")):
            self.check_error(control, wrong, VALUE, field=field)
        self.assertIn(self.client.post(control, {"remove": []}).status, (202, 204))
        self.assertEqual([data.get("stopped") for _, _, data in events], [["2"]], "and it is over")
        self.assertEqual(self.client.post(control, {"remove": []}).status, 404)

    def test_27_a_change_is_told_by_what_makes_it_of_what_was(self):
        change = os.environ.get("ALTO_CHANGE")
        if not change:
            self.skipTest("ALTO_CHANGE is no command that makes the server's maps change")
        events, _ = self.open({name: {"resource-id": name} for name in self.maps})
        have = {data_id: data for _, data_id, data in (next(events) for _ in self.maps)}
        before = dict(have)
        subprocess.run(change, shell=True, check=True)
        patched = False
        for _ in self.maps:
            media_type, data_id, data = next(events)
            patched |= media_type == MERGE_PATCH
            have[data_id] = merge_patch(have[data_id], data) if media_type == MERGE_PATCH else data
        for name, resource in self.maps.items():
            self.assertEqual(have[name], self.client.get(resource.uri, resource.media_type).json())
            self.assertNotEqual(have[name], before[name])
        if any("merge-patch" in kinds for kinds in
               self.resource.capabilities["incremental-change-media-types"].values()):
            self.assertTrue(patched, "something is told as a patch")
