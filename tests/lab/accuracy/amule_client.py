# SPDX-License-Identifier: Apache-2.0
"""aMule's daemon: eD2k from client to client, and Kad among few. No server, which is not packaged.

aMule takes 198.18.0.0/15 for reserved (RFC 2544) and speaks to nobody there. So that it speaks,
each namespace translates its peers' addresses to ones of RFC 5737 before aMule sees them; the wires
carry the scene's addresses all the same.
"""
import hashlib
import ipaddress
import random
import re
import struct
import time

import tools
from box import Program
from capture import TCP, UDP
from scene import LabError, run

ED2K_PORT, KAD_PORT = 4662, 4672
CONTENT_BYTES = 600 << 10
KAD_VERSION = 8
DOWNLOAD_SECONDS = 90
STILL_SECONDS = 5


class Node:
    """What one aMule is known by before it runs."""

    def __init__(self, host, number):
        self.host = host
        self.alias = f"203.0.113.{number}"
        self.kad_id = hashlib.md5(f"kad {number}".encode()).digest()
        user = bytearray(hashlib.md5(f"user {number}".encode()).digest())
        user[5], user[14] = 14, 111  # as eMule's user hashes are marked
        self.user_hash = bytes(user)

    def contact(self):
        """Its entry in another's nodes.dat, version 2, verified."""
        address = struct.pack("<I", int(ipaddress.ip_address(self.alias)))
        return (self.kad_id + address + struct.pack("<HHB", KAD_PORT, ED2K_PORT, KAD_VERSION) +
                bytes(8) + b"\1")


def translate(node, others):
    for command in ("add table ip amule",
                    "add chain ip amule out { type nat hook output priority -100; }",
                    "add chain ip amule in { type nat hook input priority 100; }"):
        node.host.namespace.run("nft", command)
    for other in others:
        node.host.namespace.run("nft", f"add rule ip amule out ip daddr {other.alias} "
                                       f"dnat to {other.host.address}")
        node.host.namespace.run("nft", f"add rule ip amule in ip saddr {other.host.address} "
                                       f"snat to {other.alias}")


class Amule(Program):
    client = "amule"

    def __init__(self, place, node, others, role, content, obfuscated):
        self.node = node
        self.role = role
        self.content = content
        self.directory = place.directory / f"amule-{node.alias}"
        self.incoming = self.directory / "Incoming"
        for folder in (self.incoming, self.directory / "Temp"):
            folder.mkdir(parents=True)
        crypt = int(obfuscated)
        (self.directory / "amule.conf").write_text(f"""\
[eMule]
Nick=lab
Port={ED2K_PORT}
UDPPort={KAD_PORT}
UDPEnable=1
Autoconnect=1
ConnectToKad=1
ConnectToED2K=0
MaxUpload=500
UploadCapacity=1000
SlotAllocation=500
UPnPEnabled=0
TempDir={self.directory}/Temp
IncomingDir={self.incoming}
FilterLanIPs=0
IPFilterAutoLoad=0
NewVersionCheck=0
GeoIPEnabled=0
[ExternalConnect]
AcceptExternalConnections=1
ECAddress=127.0.0.1
ECPassword={hashlib.md5(b"lab").hexdigest()}
IpFilterClients=0
[Obfuscation]
IsClientCryptLayerSupported={crypt}
IsCryptLayerRequested={crypt}
IsClientCryptLayerRequired={crypt}
""", encoding="utf-8")
        contacts = [other.contact() for other in others]
        (self.directory / "nodes.dat").write_bytes(
            struct.pack("<III", 0, 2, len(contacts)) + b"".join(contacts))
        (self.directory / "preferencesKad.dat").write_bytes(bytes(6) + node.kad_id + b"\0")
        (self.directory / "preferences.dat").write_bytes(b"\x14" + node.user_hash)
        if role == "seed":
            (self.incoming / "sample.bin").write_bytes(content)
        super().__init__(node.host.namespace,
                         ["stdbuf", "-oL", "env", f"HOME={self.directory}", tools.find("amuled"),
                          "-o", "-c", self.directory],
                         place.directory / f"{self.directory.name}.log", "Connected to Kad")

    def command(self, text):
        return self.node.host.namespace.run("amulecmd", "-h", "127.0.0.1", "-p", "4712",
                                            "-P", "lab", "-c", text)

    def fetch(self, link):
        """Downloads as much as there is to get; whether it is anything."""
        seen, still = 0.0, 0
        deadline = time.monotonic() + DOWNLOAD_SECONDS
        while still < STILL_SECONDS and time.monotonic() < deadline:
            if self.is_complete():
                return True
            percent, sources = self.progress()
            # Of a link whose file is new it drops the sources, so it is given the link again. Given
            # it still more often, it asks the same sources side by side, which end each other.
            if not sources:
                self.command(f"add {link}")
            still = still + 1 if percent and percent == seen else 0
            seen = percent
            time.sleep(1)
        return seen > 0

    def progress(self):
        """How much of the file is there, in percent, and how many sources it has."""
        file = re.search(r"\[([\d.]+)%\]\s+\d+/\s*(\d+)", self.command("show dl"))
        return (float(file[1]), int(file[2])) if file else (0.0, 0)

    def is_complete(self):
        file = self.incoming / "sample.bin"
        return file.exists() and file.read_bytes() == self.content


def link(place, content, sources, obfuscated):
    file = place.directory / "hashed.bin"
    file.write_bytes(content)  # below 9,728,000 bytes a file's hash is MD4 of it
    digest = run(["openssl", "dgst", "-provider", "legacy", "-md4", "-r", str(file)]).split()[0]
    named = ",".join(f"{s.alias}:{ED2K_PORT}" + (f":131:{s.user_hash.hex()}" if obfuscated else "")
                     for s in sources)
    return f"ed2k://|file|sample.bin|{len(content)}|{digest}|/|sources,{named}|/"


def play_amule(place, registry, obfuscated=False):
    """Seeds at remotes 1 and 2, one that downloads at the subscriber."""
    hosts = [place.subscribers[0], place.remotes[0], place.remotes[1]]
    nodes = [Node(host, number) for number, host in enumerate(hosts, 1)]
    content = random.Random("amule").randbytes(CONTENT_BYTES)
    suffix = (".obfuscated", ".obfuscated") if obfuscated else (".tcp", "")
    for node in nodes:
        registry.add_host(node.host.address, TCP, f"ed2k{suffix[0]}", "amule", obfuscated)
        registry.add_host(node.host.address, UDP, f"kad{suffix[1]}", "amule", obfuscated)
        translate(node, [other for other in nodes if other is not node])
    running = []
    for node in reversed(nodes):
        role = "leech" if node is nodes[0] else "seed"
        running.append(Amule(place, node, [o for o in nodes if o is not node], role, content,
                             obfuscated))
    for program in running:
        program.wait_ready()
    # Whom it asks when is its own affair, and at times it leaves off reading what comes (seen with
    # 2.3.3: 150 KB wait in its socket); some of the file is enough to be told apart by.
    if not running[-1].fetch(link(place, content, nodes[1:], obfuscated)):
        raise LabError("aMule downloaded nothing")
