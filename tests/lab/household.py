# SPDX-License-Identifier: Apache-2.0
"""Households that share one address: each behind a CPE that has some of the address's ports."""
from scene import end_of_wire, host_settings


class Household:
    """A namespace behind the subscriber's, whose router translates it to its address and ports."""

    def __init__(self, scene, number, ports, group=""):
        router = scene.subscriber.namespace
        self.id = f"home-{number}"
        self.group = group
        self.shared = scene.subscriber.address
        self.ports = ports
        self.namespace = scene.namespace(f"home{number}")
        scene.veth(router, f"lan{number}", self.namespace, "eth0")
        here, there = f"100.64.{number}.2", f"100.64.{number}.1"
        for namespace, device, address in ((router, f"lan{number}", there),
                                           (self.namespace, "eth0", here)):
            end_of_wire(namespace, device)
            namespace.ip(f"addr add {address}/30 dev {device}")
        host_settings(self.namespace)
        self.namespace.ip(f"route add default via {there}")
        router.sysctl(net__ipv4__ip_forward=1)
        for command in ("add table ip cpe",
                        "add chain ip cpe out { type nat hook postrouting priority srcnat; }",
                        f"add rule ip cpe out ip saddr {here} ip protocol {{ tcp, udp }} "
                        f"snat to {self.shared}:{ports}"):
            router.run("nft", command)

    def as_policy(self):
        group = f"group: {self.group}, " if self.group else ""
        return (f"{{ id: {self.id}, {group}addresses: {self.shared}, "
                f"ports: {{ ranges: {self.ports} }} }}")
