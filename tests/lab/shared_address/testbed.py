# SPDX-License-Identifier: Apache-2.0
"""The study's testbed (its section 3.1): two homes on one address, and what is remote to them.

    T1 -- CPE-1 --.                                             .-- RT1, RT2
                  access -- [box?] -- router -- [box?] -- internet
    T2 -- CPE-2 --'                                             `-- the tracker and the index

The router is a port-range router, or a carrier-grade NAT. The box stands on either side of it.
"""
import dataclasses

import port_sets
import routers
from scene import Scene, end_of_wire, host_settings

SHARED = "198.18.1.10"
ROUTER_INSIDE = "100.64.0.254"
CGN_USERS = 16
FIRST_CGN_USER = 4  # the CGN's fifth: its ports are above the remote clients'


@dataclasses.dataclass(frozen=True)
class Sharing:
    """A way to share the address."""
    name: str
    about: str
    ports: tuple
    translated_by_router: bool = False

    @property
    def nats(self):
        """The policy's, so that the box finds a home behind the address and port."""
        return [f"{{ inside: 100.64.0.1-100.64.0.{CGN_USERS}, outside: {SHARED}/32, "
                "reserved: 0-1023 }"] if self.translated_by_router else []


SHARINGS = {sharing.name: sharing for sharing in (
    Sharing("port-range", "port masks, a port-range router (the study's)",
            (port_sets.masked(0x4000, 0xc000), port_sets.masked(0x8000, 0xc000))),
    Sharing("cgn", f"a deterministic CGN (RFC 7422), {CGN_USERS} users to an address",
            tuple(port_sets.deterministic(FIRST_CGN_USER + index, CGN_USERS) for index in (0, 1)),
            translated_by_router=True),
    Sharing("map-e", "MAP-E port sets (RFC 7597), 16 to an address",
            tuple(port_sets.port_set_id(psid, length=4, offset=6) for psid in (1, 2))))}
PLACES = {"subscriber-side": "the box between the homes and the router",
          "beyond": "the box beyond the router"}


class Machine:
    """Where a client runs, and the address and port at which others reach it."""

    def __init__(self, name, namespace, listen, public, home=None):
        self.name = name
        self.namespace = namespace
        self.listen = listen
        self.public = public
        self.home = home

    def send_at(self, mbps):
        """Its line's rate. A client's own limit lets it send seconds' worth after a pause."""
        self.namespace.run("tc", "qdisc", "replace", "dev", "eth0", "root", "tbf", "rate",
                           f"{mbps}mbit", "burst", "16kb", "latency", "50ms")


class Home:
    """T1 or T2, as the policy and the routers know it."""

    def __init__(self, number, sharing):
        self.number = number
        self.id = f"home-{number}"
        self.group = "limited" if number == 1 else "free"
        self.ports = sharing.ports[number - 1]
        self.link_address = f"100.64.0.{FIRST_CGN_USER + number}"
        self.lan_host = f"100.65.{number}.2"
        self._translated_by_router = sharing.translated_by_router

    @property
    def cpe(self):
        """The address and the ports that the CPE translates to."""
        if self._translated_by_router:
            return self.link_address, port_sets.PortSet("", lambda port: port)
        return SHARED, self.ports

    def as_policy(self):
        where = (f"addresses: {self.link_address}" if self._translated_by_router else
                 f"addresses: {SHARED}, ports: {self.ports.notation}")
        return f"{{ id: {self.id}, group: {self.group}, {where} }}"


class Testbed(Scene):
    def __init__(self, sharing, place):
        self.sharing = sharing
        self.place = place
        self.homes = [Home(number, sharing) for number in (1, 2)]
        self.machines = {}
        super().__init__(subscribers=0)

    def _build(self, subscribers, queues):
        self.box = self.namespace("box")
        self.internet = self.namespace("internet")
        self.router = self.namespace("router")
        self.access = self.namespace("access")
        for quiet in (self.box, self.access):
            quiet.sysctl(net__ipv6__conf__all__disable_ipv6=1,
                         net__ipv6__conf__default__disable_ipv6=1)
        if self.place == "subscriber-side":
            self._wires((self.access, "uplink"), (self.box, "acc0"))
            self._wires((self.box, "core0"), (self.router, "down0"))
            self._wires((self.router, "up0"), (self.internet, "inet0"))
        else:
            self._wires((self.access, "uplink"), (self.router, "down0"))
            self._wires((self.router, "up0"), (self.box, "acc0"))
            self._wires((self.box, "core0"), (self.internet, "inet0"))
        self._backbone()
        self._access_bridge_for_homes()
        for home in self.homes:
            self._home(home)
        share = (routers.carrier_grade_nat if self.sharing.translated_by_router else
                 routers.port_range_router)
        share(self.router, SHARED, self.homes)
        for number, name in enumerate(("RT1", "RT2", "service"), 1):
            self._remote(name, number)

    def _wires(self, a, b):
        self.veth(*a, *b)
        for namespace, device in (a, b):
            if namespace is self.box:
                namespace.ip(f"link set {device} up")
            else:
                end_of_wire(namespace, device)

    def _routes(self, namespace):
        host_settings(namespace)
        namespace.sysctl(net__ipv4__ip_forward=1, net__ipv4__conf__all__send_redirects=0,
                         net__ipv4__conf__default__send_redirects=0)
        for device in ("down0", "up0", "inet0", "wan", "lan"):
            path = f"/proc/sys/net/ipv4/conf/{device}"
            namespace.run("sh", "-c", f"[ ! -d {path} ] || echo 0 > {path}/send_redirects")

    def _backbone(self):
        self._routes(self.router)
        self._routes(self.internet)
        self.router.ip(f"addr add {ROUTER_INSIDE}/24 dev down0")
        self.router.ip("addr add 198.18.0.2/24 dev up0")
        self.router.ip("route add default via 198.18.0.1")
        self.internet.ip("addr add 198.18.0.1/24 dev inet0")
        self.internet.ip(f"route add {SHARED} via 198.18.0.2")

    def _access_bridge_for_homes(self):
        self.access.ip("link add br0 type bridge stp_state 0 mcast_snooping 0")
        self.access.ip("link set uplink master br0 up")
        self.access.ip("link set br0 up")

    def _home(self, home):
        cpe = self.namespace(f"cpe{home.number}")
        terminal = self.namespace(f"t{home.number}")
        self._wires((self.access, f"line{home.number}"), (cpe, "wan"))
        self.access.ip(f"link set line{home.number} master br0")
        self.access.run("bridge", "link", "set", "dev", f"line{home.number}", "isolated", "on")
        self._wires((cpe, "lan"), (terminal, "eth0"))
        self._routes(cpe)
        host_settings(terminal)
        gateway = f"100.65.{home.number}.1"
        cpe.ip(f"addr add {home.link_address}/24 dev wan")
        cpe.ip(f"addr add {gateway}/30 dev lan")
        cpe.ip(f"route add default via {ROUTER_INSIDE}")
        terminal.ip(f"addr add {home.lan_host}/30 dev eth0")
        terminal.ip(f"route add default via {gateway}")
        port = home.ports.listen_port
        routers.load(cpe, routers.cpe_rules(home.lan_host, *home.cpe, port))
        self.machines[f"T{home.number}"] = Machine(
            f"T{home.number}", terminal, f"{home.lan_host}:{port}", (SHARED, port), home)

    def _remote(self, name, number):
        namespace = self.namespace(name.lower())
        line, address = f"line{number}", f"198.19.{number}.10"
        self._wires((self.internet, line), (namespace, "eth0"))
        host_settings(namespace)
        self.internet.ip(f"addr add 198.19.{number}.1/24 dev {line}")
        namespace.ip(f"addr add {address}/24 dev eth0")
        namespace.ip(f"route add default via 198.19.{number}.1")
        self.machines[name] = Machine(name, namespace, f"{address}:6881", (address, 6881))

    def who(self, address, port):
        """The machine behind an address and port, as the remote end sees it."""
        if address == SHARED:
            return next((f"T{home.number}" for home in self.homes if port in home.ports), "nobody")
        return next((name for name, machine in self.machines.items()
                     if machine.public[0] == address), "nobody")
