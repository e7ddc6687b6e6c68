# SPDX-License-Identifier: Apache-2.0
"""A home behind a relay agent, with ISC's programs, and Kea's servers beyond the box."""
import json
import pathlib
import re
import shutil
import time

from box import Program, Skip
from scene import GATEWAY, GATEWAY6, LabError, end_of_wire, host_settings

TOOLS = ["kea-dhcp4", "kea-dhcp6", "dhcrelay", "dhclient"]
LINE = "line-7"  # what the relay agent calls the home's line, in both DHCPs
LAN, LAN6 = "198.18.77", "2001:db8:77:"
DELEGATED = "2001:db8:7700::"  # /40, a /56 each

SERVER4 = {
    "interfaces-config": {"interfaces": [f"inet0/{GATEWAY}"], "dhcp-socket-type": "udp"},
    "lease-database": {"type": "memfile", "persist": False},
    "valid-lifetime": 600,
    "subnet4": [{"subnet": f"{LAN}.0/24", "pools": [{"pool": f"{LAN}.100 - {LAN}.120"}],
                 "option-data": [{"name": "routers", "data": f"{LAN}.1"}]}]}
SERVER6 = {
    "interfaces-config": {"interfaces": [f"inet0/{GATEWAY6}"]},
    "lease-database": {"type": "memfile", "persist": False},
    "server-id": {"type": "LL", "htype": 1, "identifier": "020000000099", "persist": False},
    "preferred-lifetime": 300, "valid-lifetime": 600,
    "subnet6": [{"subnet": f"{LAN6}:/64", "pd-pools": [
        {"prefix": DELEGATED, "prefix-len": 40, "delegated-len": 56}]}]}


def need_programs():
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        raise Skip(f"needs {', '.join(missing)} (make install-lab brings them)")


class Home:
    """A namespace that has no address but what DHCP leases it."""

    def __init__(self, scene):
        need_programs()
        self.scene = scene
        self.router = scene.subscriber.namespace
        self.namespace = scene.namespace("home")
        self.directory = scene.directory
        scene.veth(self.router, LINE, self.namespace, "eth0")
        for namespace, device in ((self.router, LINE), (self.namespace, "eth0")):
            host_settings(namespace)
            end_of_wire(namespace, device)
        self.router.ip(f"addr add {LAN}.1/24 dev {LINE}")
        self.router.ip(f"addr add {LAN6}:1/64 dev {LINE} nodad")
        self.router.sysctl(net__ipv4__ip_forward=1, net__ipv6__conf__all__forwarding=1)
        subscriber = scene.subscriber
        scene.internet.ip(f"route add {LAN}.0/24 via {subscriber.address}")
        scene.internet.ip(f"-6 route add {DELEGATED}/40 via {subscriber.address6}")
        self.kea("kea-dhcp4", "Dhcp4", SERVER4, "DHCP4_STARTED")
        self.kea("kea-dhcp6", "Dhcp6", SERVER6, "DHCP6_STARTED")
        self.relay("-4", "-a", "-id", LINE, "-iu", "eth0", GATEWAY)
        self.relay("-6", "-s", LINE, "-l", LINE, "-u", f"{GATEWAY6}%eth0")
        self.wait_for_link_local()

    def kea(self, program, part, settings, ready):
        config = self.directory / f"{program}.json"
        loggers = [{"name": program, "severity": "INFO", "output_options": [{"output": "stdout"}]}]
        config.write_text(json.dumps({part: settings | {"loggers": loggers}}), encoding="utf-8")
        environment = [f"{name}={self.directory}" for name in ("KEA_PIDFILE_DIR",
                                                               "KEA_LOCKFILE_DIR")]
        Program(self.scene.internet, ["env", *environment, program, "-c", config],
                self.directory / f"{program}.log", ready).wait_ready()

    def relay(self, family, *words):
        Program(self.router, ["dhcrelay", family, "-d", "-pf", self.directory / f"relay{family}",
                              *words], self.directory / f"relay{family}.log",
                r"Sending on +Socket|Listening on Socket/eth0").wait_ready()

    def wait_for_link_local(self):
        deadline = time.monotonic() + 5
        while "tentative" in self.namespace.run("ip", "-6", "addr", "show", "dev", "eth0"):
            if time.monotonic() > deadline:
                raise LabError("the home's link-local address stays tentative")
            time.sleep(0.1)

    def dhclient(self, family, *words):
        """Ends when there is a lease, or none is held any more."""
        files = [word for option, name in (("-lf", "leases"), ("-pf", "pid"))
                 for word in (option, self.directory / f"dhclient{family}.{name}")]
        self.namespace.run("dhclient", family, "-1", "-sf", "/bin/true", *files, *words, "eth0",
                           timeout=40)
        return pathlib.Path(files[1]).read_text(encoding="utf-8")

    def lease_address(self):
        leases = self.dhclient("-4")
        address = re.findall(r"fixed-address ([\d.]+);", leases)[-1]
        self.namespace.ip(f"addr add {address}/24 dev eth0")
        self.namespace.ip(f"route add default via {LAN}.1")
        return address

    def lease_prefix(self):
        leases = self.dhclient("-6", "-P")
        prefix = re.findall(r"iaprefix (\S+)/56", leases)[-1]
        address = f"{prefix}5"
        self.namespace.ip(f"addr add {address}/128 dev eth0 nodad")
        self.namespace.ip(f"-6 route add default via {LAN6}:1 dev eth0 onlink")
        link_local = self.namespace.run("ip", "-6", "-o", "addr", "show", "dev", "eth0", "scope",
                                        "link").split()[3].split("/")[0]
        self.router.ip(f"-6 route add {prefix}/56 via {link_local} dev {LINE}")
        return prefix, address

    def release(self, family, *words):
        self.dhclient(family, *words, "-r")
