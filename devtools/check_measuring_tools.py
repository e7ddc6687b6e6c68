#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Holds that nothing which runs recognises a measuring tool, or treats one otherwise than the rest.

What a detector sees is to be the operator's policy. So no source, signature or ready-made policy
names a tool or a port that tools measure by, or has a word for such an exemption. That the box does
treat all alike is tried by `make detect`, whose peers call themselves by many names.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ["classifier", "policy", "dataplane", "control", "ebpf", "replay", "oracle", "deploy"]

# Wherever they stand, in a longer word too.
NAMES = ["glasnost", "bttest", "mpi-?sws", "netalyzr", "pcapdiff", "tpcat", "measurement-?lab",
         "measuringbroadband", "neutrality", "tripwire", "shaperprobe", "speed-?test", "ookla",
         "librespeed", "samknows", "ripe-?atlas", "iperf", "netperf", "exempt", "white-?list",
         "allow-?list", "measur(?:ing|ement)[ _-]?tool"]
# As words alone, since others contain them.
SHORT_NAMES = ["switzerland", "m-lab", "ndt7?", "nnma", "fast\\.com", "nperf", "wehe", "ooni",
               "irtt"]
# Where the thesis's tool, its neutral ports and iperf3 listen. Elsewhere a number may be any number.
PORT_FOLDERS = ("classifier/", "policy/", "dataplane/", "ebpf/", "deploy/")
PORTS = ["4711", "10009", "10010", "19980", "5201"]

FORBIDDEN = re.compile(
    rf"{'|'.join(NAMES)}|(?<![^\W_])(?:{'|'.join(SHORT_NAMES)})(?![^\W_])", re.I)
FORBIDDEN_PORT = re.compile(rf"(?<![^\W_])(?:{'|'.join(PORTS)})(?![^\W_])")

# What must be found, or the search itself is broken; and what must not.
EXAMPLES = ["if (peer.starts_with(\"-Glasnost\"))", "constexpr uint16_t kPort = 4711;",
            "bool is_ndt_server", "exempted(flow)", "{ remote_port: 10009 }", "// as iperf3 does"]
INNOCENT = ["Snapshot::indtree", "94711", "0x4711a", "measured by tools", "10.0.0.5"]


def found_in(line: str, ports: bool) -> re.Match | None:
    return FORBIDDEN.search(line) or (FORBIDDEN_PORT.search(line) if ports else None)


def complaints() -> list[str]:
    files = subprocess.run(["git", "ls-files", *FOLDERS], cwd=ROOT, capture_output=True, text=True,
                           check=True).stdout.split()
    found = []
    for file in files:
        text = (ROOT / file).read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if match := found_in(line, file.startswith(PORT_FOLDERS)):
                found.append(f"{file}:{number}: '{match[0]}' is a measuring tool's, or exempts one")
    if not files:
        found.append("no sources were found")
    return found


def main() -> int:
    broken = [example for example in EXAMPLES if not found_in(example, True)]
    broken += [example for example in INNOCENT if found_in(example, True)]
    found = [f"the search is broken: {example}" for example in broken] + complaints()
    for line in found:
        print(f"measuring tools: {line}")
    if not found:
        print("measuring tools: nothing that runs knows one")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
