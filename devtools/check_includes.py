#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the arrows between the folders: who may include whom, and no circles.

The compiler cannot: every library's system headers compile from anywhere.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# folder -> what it may include besides itself. A trailing slash is a folder, else one file.
ARROWS = {
    "classifier/wire": ["classifier/bytes.h", "classifier/attributes.h", "classifier/endpoint.h"],
    "classifier": ["classifier/wire/"],
    "policy": ["classifier/label.h", "classifier/attributes.h", "classifier/counter.h"],
    "ebpf": [],
    "dataplane": ["classifier/", "policy/", "ebpf/"],
    "replay": ["classifier/", "policy/", "dataplane/"],
    "control": ["policy/", "rpc/", "dataplane/publish.h", "ebpf/", "classifier/label.h",
                "classifier/attributes.h", "classifier/bytes.h", "dataplane/dhcp_copy.h",
                "dataplane/link_state.h"],
    "control/portal": ["policy/", "control/units.h", "control/visible_text.h", "http/"],
    # How programs of ours offer gRPC.
    "rpc": [],
    "http": ["policy/address.h", "policy/socket_address.h", "policy/token_bucket.h",
             "policy/yaml/"],
    # Where addresses are in the network and what reaching them costs; pure.
    "oracle/rank": ["policy/address.h", "policy/hash.h", "policy/huge_pages.h"],
    "oracle/feeds": ["oracle/rank/", "classifier/bytes.h", "policy/address.h",
                     "policy/complaint.h", "policy/csv_line.h", "policy/hash.h",
                     "policy/locality/locality.h", "policy/socket_address.h",
                     "policy/yaml/", "http/url.h"],
    "oracle/load": ["oracle/rank/", "oracle/feeds/measured_link.h"],
    # Those that ask over the network.
    "oracle/feeds/alto": ["oracle/feeds/", "oracle/rank/", "http/", "policy/address.h"],
    "oracle/feeds/network": ["oracle/feeds/"],
    "oracle/alto": ["oracle/rank/", "http/", "policy/address.h", "policy/hash.h",
                    "policy/socket_address.h"],
    # What BEP 15's way of asking takes, whatever is asked.
    "oracle/udp": ["classifier/bytes.h", "policy/address.h", "policy/socket_address.h"],
    "oracle/rank_udp": ["oracle/rank/", "oracle/udp/", "classifier/bytes.h", "policy/address.h",
                        "policy/socket_address.h"],
    "oracle/api": ["oracle/feeds/", "oracle/load/link_state.h", "oracle/rank/", "policy/address.h",
                   "policy/complaint.h", "policy/socket_address.h"],
    "oracle": ["oracle/alto/", "oracle/api/", "oracle/feeds/", "oracle/load/", "oracle/rank/",
               "oracle/rank_udp/", "oracle/udp/", "http/", "rpc/", "policy/address.h",
               "policy/complaint.h", "policy/socket_address.h", "policy/yaml/"],
    "oracle/tracker": ["oracle/feeds/", "oracle/load/", "oracle/rank/", "oracle/udp/", "http/",
                       "classifier/wire/", "classifier/bytes.h", "policy/address.h",
                       "policy/complaint.h", "policy/hash.h", "policy/socket_address.h",
                       "policy/yaml/"],
    "bench": ["classifier/", "policy/", "dataplane/", "replay/", "control/radius/",
              "control/subscribers/", "oracle/", "http/"],
    "tests": ["classifier/", "policy/", "dataplane/", "ebpf/", "control/", "replay/", "bench/",
              "oracle/", "http/", "rpc/"],
}

# Libraries of the outside world that belong to certain folders alone.
SYSTEM = {
    r"rte_|ethdev": ["dataplane", "bench", "tests"],
    r"hs/|hs\.h": ["classifier", "tests"],
    r"zlib": ["classifier", "oracle", "tests"],
    r"nettle/": ["classifier", "control", "oracle", "tests"],
    r"grpc|google/protobuf": ["control", "oracle", "rpc", "tests"],
    r"prometheus/": ["control", "oracle", "tests"],
    r"sqlite3": ["control", "tests"],
    r"systemd/": ["control"],
    r"yaml-cpp": ["policy", "control", "oracle", "tests"],
    r"bpf/|xdp/": ["ebpf", "tests"],
    r"boost/|nlohmann/": ["control", "http", "oracle", "tests"],
    r"simdjson": ["control", "oracle", "tests"],
    r"openssl/": ["http", "oracle", "tests"],
    r"curses": ["control"],
    r"maxminddb": ["oracle", "tests"],
    r"pcap": ["replay", "bench", "tests"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)


def folder_of(path: pathlib.PurePath) -> str | None:
    """The most specific folder in ARROWS that holds the path."""
    for parent in path.parents:
        if str(parent) in ARROWS:
            return str(parent)
    return None


def allowed(folder: str, target: str) -> bool:
    if folder_of(pathlib.PurePath(target)) == folder:
        return True
    return any(target.startswith(a) if a.endswith("/") else target == a for a in ARROWS[folder])


def objections(path: pathlib.Path) -> list[str]:
    relative = path.relative_to(ROOT)
    folder = folder_of(relative)
    if folder is None:
        return []
    found = []
    text = path.read_text(encoding="utf-8")
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.start(2)) + 1
        quoted, target = match[1] == '"', match[2]
        if quoted and "/" in target and folder_of(pathlib.PurePath(target)):
            if not allowed(folder, target):
                found.append(f"{relative}:{line}: {folder} may not include {target}")
            continue
        top = relative.parts[0]
        for pattern, owners in SYSTEM.items():
            if re.match(pattern, target) and top not in owners:
                found.append(f"{relative}:{line}: {target} belongs to {', '.join(owners)}")
    return found


def main() -> int:
    sources = [p for folder in ARROWS for p in (ROOT / folder).rglob("*")
               if p.suffix in (".h", ".cc", ".c") and "build" not in p.parts]
    found = sorted({o for p in sources for o in objections(p)})
    for objection in found:
        print(objection)
    if not found:
        print(f"includes: {len(set(sources))} files, every arrow as it should be")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
