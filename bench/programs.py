# SPDX-License-Identifier: Apache-2.0
"""Starts the benchmarks' programs."""
import json
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Programs:
    """The built programs, and the captures that they read."""

    def __init__(self, build):
        self.directory = build / "bench"
        self.captures = build / "bench" / "captures"
        self.packets = {}  # by capture
        self.flows = {}

    def path(self, name):
        return str(self.directory / name)

    def capture(self, mix):
        return str(self.captures / f"{mix}.pcap")

    def make_captures(self):
        real_traffic = pathlib.Path(os.environ.get("SLUICE_CAPTURES",
                                                   ROOT.parent / "shared" / "captures")) / "other"
        there = [str(real_traffic)] if real_traffic.is_dir() else []
        table = subprocess.run([self.path("bench-captures"), str(self.captures), *there],
                               check=True, stdout=subprocess.PIPE, text=True).stdout
        print(table, end="", flush=True)
        for name, flows, packets in re.findall(r"(\S+)\.pcap +(\d+) flows +(\d+) packets", table):
            self.flows[name] = int(flows)
            self.packets[name] = int(packets)
        if "captured" not in self.packets:
            print(f"no captures of real traffic at {real_traffic}: not measured with them")
        # A pcap header and no packet.
        pathlib.Path(self.capture("empty")).write_bytes(
            bytes.fromhex("d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000"))

    def json(self, name, *arguments):
        done = subprocess.run([self.path(name), *map(str, arguments)], check=True,
                              stdout=subprocess.PIPE)
        return json.loads(done.stdout)

    def pipeline(self, scene, mix, flows):
        return self.json("bench-pipeline", scene, self.capture(mix), "--flows", flows,
                         "--capture-flows", self.flows[mix])
