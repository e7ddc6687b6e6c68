# SPDX-License-Identifier: Apache-2.0
"""The scene that truth is told in: each client is a host with an address of its own.

    subscribers 198.18.N.10 -- access --(recorder)-- acc0 [ box ] core0 -- internet -- 198.19.N.10
                                  |                                           |
                                  `------ hidden 198.19.200.10 (trackers) ----'

What is asked of the hidden host never crosses the box, so its swarms have no visible signalling.
"""
import re
import time

from box import Program
from scene import LabError, Scene, end_of_wire, host_settings

HIDDEN = "198.19.200.10"
HIDDEN6 = "2001:db8:f0c8::10"


class Host:
    """A namespace beyond the internet's router."""

    def __init__(self, namespace, number):
        self.namespace = namespace
        self.number = number
        self.device = "eth0"
        self.address = f"198.19.{number}.10"
        self.address6 = f"2001:db8:{0xf000 + number:x}::10"

    def more_addresses(self, count):
        """Addresses besides the first; one client may be many peers."""
        added = [f"198.19.{self.number}.{20 + index}" for index in range(count)]
        for address in added:
            self.namespace.ip(f"addr add {address}/32 dev {self.device}")
        return added


class Place(Scene):
    """A scene whose remote hosts are namespaces too, with a recorder on the access side."""

    def __init__(self, subscribers=2, remotes=3, bridged=True):
        self.remotes = []
        self.hidden = None
        self._remote_count = remotes
        self._bridged = bridged
        super().__init__(subscribers=subscribers)

    def _build(self, subscribers, queues):
        super()._build(max(2, subscribers), queues)
        for subscriber in self.subscribers:
            # Between subscribers there is no way: a flow that crossed the box twice would be two.
            subscriber.namespace.ip("route add unreachable 198.18.0.0/16")
            subscriber.namespace.ip("-6 route add unreachable 2001:db8::/36")
        if self._bridged:
            self._bridge_box()
        for number in range(1, self._remote_count + 1):
            self.remotes.append(self._remote(number))
        self._build_hidden()
        self._wait_for_ipv6()

    def _bridge_box(self):
        self.box.ip("link add br0 type bridge stp_state 0 mcast_snooping 0")
        for port in ("acc0", "core0"):
            end_of_wire(self.box, port)
            self.box.ip(f"link set {port} master br0 up")
        self.box.ip("link set br0 up")

    def _remote(self, number, role=None):
        host = Host(self.namespace(role or f"far{number}"), number)
        line = f"line{number}"
        self.veth(self.internet, line, host.namespace, "eth0")
        host_settings(host.namespace)
        end_of_wire(host.namespace, "eth0")
        end_of_wire(self.internet, line)
        internet, far = self.internet.ip, host.namespace.ip
        internet(f"addr add 198.19.{number}.1/24 dev {line}")
        internet(f"-6 route add 2001:db8:{0xf000 + number:x}::/64 dev {line}")
        internet("-6 addr add fe80::1/64 dev " + line + " nodad")
        far(f"addr add {host.address}/24 dev eth0")
        far(f"addr add {host.address6}/64 dev eth0 nodad")
        far(f"route add default via 198.19.{number}.1")
        far("-6 route add default via fe80::1 dev eth0")
        return host

    def _build_hidden(self):
        """A host of the internet that is a neighbour of the subscribers, too: clients bind their
        sockets to an interface, so the way past the box begins at the same one."""
        self.hidden = self._remote(200, "hidden")
        hidden, access = self.hidden.namespace, self.access
        self.veth(hidden, "side", access, "hidden")
        end_of_wire(hidden, "side")
        end_of_wire(access, "hidden")
        access.ip("link set hidden master br0")
        # IPv6 answers for an address only on the interface that has it.
        hidden.ip(f"addr add {HIDDEN6}/128 dev side nodad")
        for number, subscriber in enumerate(self.subscribers, 1):
            subscriber.namespace.ip(f"route add {HIDDEN} dev eth0 src {subscriber.address}")
            subscriber.namespace.ip(f"-6 route add {HIDDEN6} dev eth0 src {subscriber.address6}")
            hidden.ip(f"route add 198.18.{number}.0/24 dev side")
            hidden.ip(f"-6 route add 2001:db8:{number}::/56 dev side")

    @property
    def access(self):
        return next(n for n in self.namespaces if n.name.endswith("-access"))

    def _wait_for_ipv6(self, seconds=5):
        """Link-local addresses are unusable until nobody objected to them."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not any(namespace.run("ip", "-6", "addr", "show", "tentative")
                       for namespace in self.namespaces):
                return
            time.sleep(0.1)
        raise LabError("IPv6 addresses stay tentative")

    @property
    def subscriber_prefixes(self):
        for number, subscriber in enumerate(self.subscribers, 1):
            yield f"198.18.{number}.0/24"
            yield subscriber.prefix6


class Recorder:
    """tcpdump where the access network meets the box, whole frames."""

    def __init__(self, place, file):
        self.program = Program(
            place.access,
            ["tcpdump", "-i", "uplink", "-n", "-s", "0", "-B", "32768", "-Z", "root", "-w", file],
            place.directory / "tcpdump.log", "listening on")
        self.program.wait_ready()

    def stop(self):
        time.sleep(0.3)
        self.program.terminate()
        lost = [int(found[1]) for found in
                (re.match(r"(\d+) packets? dropped by kernel", line) for line in self.program.lines)
                if found]
        if lost and lost[0]:
            raise LabError(f"the recorder missed {lost[0]} packets")
