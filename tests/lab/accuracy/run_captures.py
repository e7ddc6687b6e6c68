# SPDX-License-Identifier: Apache-2.0
"""Captures of other people's traffic: what is P2P there is known by folder."""
import os
import pathlib

import replay
import scoring
import tools
from forms import is_p2p, within

TCP = 6


def folder():
    """SLUICE_CAPTURES, or where a copy lies beside the clone; None where there is none."""
    places = [os.environ.get("SLUICE_CAPTURES", ""), tools.ROOT.parent / "shared/captures"]
    return next((pathlib.Path(p) for p in places if p and pathlib.Path(p).is_dir()), None)


def says_something(flow):
    """Headers of IPv4 and TCP, with options, are 60 bytes at most: beyond, there is payload."""
    return flow["bytes"] > 60 * flow["packets"]


def observe(build):
    """(results, lines to print); nothing where there are no captures."""
    captures = folder()
    if captures is None:
        return [], ["captures of others: none (SLUICE_CAPTURES names their folder)"]
    called, suspects, tcp, lines = [], 0, 0, []
    for file in sorted((captures / "other").iterdir()):
        for flow in replay.flows(build, file):
            tcp += flow["protocol"] == TCP
            suspects += flow["protocol"] == TCP and within(flow["label"], "suspect")
            if is_p2p(flow["label"]) and flow["grade"] != "suspect":
                called.append(f"{file.name}: {replay.ends(flow)} called {flow['label']} "
                              f"({flow['grade']})")
    named = total = 0
    for file in sorted((captures / "p2p").iterdir()):
        flows = [flow for flow in replay.flows(build, file) if says_something(flow)]
        total += len(flows)
        named += sum(is_p2p(flow["label"]) for flow in flows)
        lines += [f"{file.name}: {replay.ends(flow)} called {flow['label']}"
                  for flow in flows if not is_p2p(flow["label"])]
    results = [
        scoring.Result("captures/other: flows called P2P at endpoint or better", len(called),
                       "flows", "0", not called),
        scoring.under("captures/other: TCP flows called suspect", scoring.Share(suspects, tcp), 1,
                      "% of flows"),
        scoring.Result("captures/p2p: flows called P2P", scoring.Share(named, total).percent,
                       "% of flows", "100", named == total),
    ]
    return results, called + lines
