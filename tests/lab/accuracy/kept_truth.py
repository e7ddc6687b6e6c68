# SPDX-License-Identifier: Apache-2.0
"""The truth of a recording, kept beside it: a failure can be looked at, and named again, later."""
import dataclasses
import json

import capture
from truth import Truth


def file_for(recording):
    return recording.with_suffix(".truth.json")


def keep(recording, registry, prefixes):
    flows = []
    for key, conversation in capture.conversations(recording).items():
        flows.append({"protocol": key[0], "ends": key[1:]} |
                     dataclasses.asdict(registry.of(conversation)))
    lines = ",\n".join(json.dumps(flow) for flow in flows)
    file_for(recording).write_text(
        f'{{"subscribers": {json.dumps(prefixes)}, "flows": [\n{lines}\n]}}\n', encoding="utf-8")


def read(recording):
    """(flow's key to Truth, subscribers' prefixes)"""
    kept = json.loads(file_for(recording).read_text(encoding="utf-8"))
    truths = {}
    for flow in kept["flows"]:
        protocol, ends = flow.pop("protocol"), map(tuple, flow.pop("ends"))
        truths[capture.key(protocol, *ends)] = Truth(**flow)
    return truths, kept["subscribers"]
