# SPDX-License-Identifier: Apache-2.0
"""Three ISPs, each linked to the two others, and the exchange where trackers are.

          a ------- b          Each is a namespace that has all addresses of its clients, so what
           \\       /           stays in an ISP stays in its kernel, and what is counted on a link
            \\     /            is what has left one ISP for another. Trackers have links of their
               c               own, which do not count.
"""
import itertools
import json

import plan
from scene import Scene, end_of_wire, host_settings, run

TRACKER = "198.19.0.1"
PORT = 6969


def link_device(other):
    return f"to-{other}"


class Internet(Scene):
    def __init__(self, transit_kbps=None, boxed=()):
        """`transit_kbps`: of each link between two ISPs, each way; None: as fast as it goes.
        `boxed`: two ISPs between whom a box stands, which is to hold that link to a rate."""
        self.transit_kbps = transit_kbps
        self.boxed = tuple(boxed)
        super().__init__(subscribers=0)

    def _build(self, subscribers, queues):
        self.exchange = self.namespace("exchange")
        host_settings(self.exchange)
        self.exchange.ip(f"addr add {TRACKER}/32 dev lo")
        self.isps = {isp: self.namespace(f"isp-{isp}") for isp in plan.ISPS}
        for number, (isp, namespace) in enumerate(self.isps.items(), 1):
            host_settings(namespace)
            namespace.ip(f"route add local {plan.prefix(isp)} dev lo")
            self._to_the_exchange(isp, namespace, number)
        for number, (a, b) in enumerate(itertools.combinations(plan.ISPS, 2), 1):
            self._transit(a, b, number)

    def _to_the_exchange(self, isp, namespace, number):
        self.veth(namespace, "exchange", self.exchange, f"isp-{isp}")
        namespace.ip(f"addr add 198.19.{number}.2/30 dev exchange")
        self.exchange.ip(f"addr add 198.19.{number}.1/30 dev isp-{isp}")
        namespace.ip("link set exchange up")
        self.exchange.ip(f"link set isp-{isp} up")
        namespace.ip(f"route add {TRACKER} via 198.19.{number}.1 src 198.19.{number}.2")
        self.exchange.ip(f"route add {plan.prefix(isp)} via 198.19.{number}.2")

    def _transit(self, a, b, number):
        if (a, b) == self.boxed:
            self.box = self.namespace("box")
            self.veth(self.isps[a], link_device(b), self.box, "acc0")
            self.veth(self.isps[b], link_device(a), self.box, "core0")
        else:
            self.veth(self.isps[a], link_device(b), self.isps[b], link_device(a))
        ends = ((a, b, f"198.19.{100 + number}.1", f"198.19.{100 + number}.2"),
                (b, a, f"198.19.{100 + number}.2", f"198.19.{100 + number}.1"))
        for isp, other, own, _ in ends:
            end_of_wire(self.isps[isp], link_device(other))
            self.isps[isp].ip(f"addr add {own}/30 dev {link_device(other)}")
        for isp, other, _, far in ends:
            self.isps[isp].ip(f"route add {plan.prefix(other)} via {far}")
            if self.transit_kbps:
                self.isps[isp].run("tc", "qdisc", "add", "dev", link_device(other), "root", "tbf",
                                   "rate", f"{self.transit_kbps}kbit", "burst", "16kb",
                                   "latency", "100ms")

    def crossed(self):
        """{isp: (incoming, outgoing)}: bytes on its links to the others so far."""
        return {isp: self._counted(namespace) for isp, namespace in self.isps.items()}

    @staticmethod
    def _counted(namespace):
        links = json.loads(run(["ip", "-n", namespace.name, "-j", "-s", "link", "show"]))
        counts = [link["stats64"] for link in links if link["ifname"].startswith("to-")]
        return (sum(count["rx"]["bytes"] for count in counts),
                sum(count["tx"]["bytes"] for count in counts))
