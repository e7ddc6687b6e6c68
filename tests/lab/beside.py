# SPDX-License-Identifier: Apache-2.0
"""A path that the box stands beside:

    subscriber(s) -- [hub] -- (far hop) -- internet
                      | |
                     m0 i0  the box

The hub is a bridge that learns nothing: a frame from anywhere goes everywhere, so the mirror port
shows both directions, and what is injected, too. Where the mirrors are one-way there is another,
m1, for what comes from the internet; and a mirror may lose some of what it is to show.
"""
import second_kernel
from scene import GATEWAY, Scene, end_of_wire, host_settings

MIRROR, MIRROR_DOWN, INJECT = "m0", "m1", "i0"


class BesideScene(Scene):
    """`far_hop`: commands of a second kernel between the hub and the internet; None: a wire.
    `one_way`: a mirror for each direction. `mirror_loses`: percent of the copies."""

    def __init__(self, subscribers=1, far_hop=None, one_way=False, mirror_loses=0):
        self._far_hop = far_hop
        self._one_way = one_way
        self._mirror_loses = mirror_loses
        self.box_devices = (MIRROR, MIRROR_DOWN, INJECT) if one_way else (MIRROR, INJECT)
        super().__init__(subscribers=subscribers)
        if far_hop is None:
            return
        try:
            self.far_hop = second_kernel.SecondKernel(self, self.beyond, "near0", "far0",
                                                      far_hop).start()
        except BaseException:
            self.close()
            raise

    def _core_line(self, queues):
        self.hub = self._quiet("hub")
        self.hub.ip("link add br0 type bridge stp_state 0 mcast_snooping 0")
        self.hub.ip("link set br0 up")
        self.veth(self.box, MIRROR, self.hub, "mirror")
        self.veth(self.box, INJECT, self.hub, "inject")
        if self._far_hop is None:
            self.veth(self.hub, "core", self.internet, "inet0")
        else:
            self.beyond = self._quiet("beyond")
            self.veth(self.hub, "core", self.beyond, "near0")
            self.veth(self.beyond, "far0", self.internet, "inet0")
        for port in ("mirror", "inject", "core"):
            self._plug(port)
        if self._one_way:
            self.veth(self.box, MIRROR_DOWN, self.hub, "mirror-down")
            self._plug("mirror-down")
            self._hold_back('iifname "core" oifname "mirror"',
                            'iifname "line*" oifname "mirror-down"')
        if self._mirror_loses:
            self._hold_back(f'oifname "mirror*" numgen random mod 100 < {self._mirror_loses}')
        # From there to everywhere, and not the other way.
        self.hub.run("bridge", "link", "set", "dev", "inject", "flood", "off", "mcast_flood", "off",
                     "bcast_flood", "off")

    def _access_lines(self, queues):
        for number, subscriber in enumerate(self.subscribers, 1):
            self.veth(self.hub, f"line{number}", subscriber.namespace, "eth0")
            self._plug(f"line{number}")

    def _quiet(self, role):
        namespace = self.namespace(role)
        namespace.sysctl(net__ipv6__conf__all__disable_ipv6=1,
                         net__ipv6__conf__default__disable_ipv6=1)
        return namespace

    def _plug(self, port):
        end_of_wire(self.hub, port)
        self.hub.ip(f"link set {port} master br0")
        self.hub.run("bridge", "link", "set", "dev", port, "learning", "off")

    def _hold_back(self, *which):
        """Frames that the hub does not bring there."""
        self.hub.run("nft", "add table bridge hub; add chain bridge hub forward "
                     "{ type filter hook forward priority 0; }")
        for frames in which:
            self.hub.run("nft", f"add rule bridge hub forward {frames} drop")

    def tap(self, inject=f"{{ interface: {INJECT} }}"):
        """The box's links, for its configuration."""
        prefixes = ", ".join(f'{s.address}, "{s.prefix6}"' for s in self.subscribers)
        mirrors = (f"{{ interface: {MIRROR}, sees: up }}, {{ interface: {MIRROR_DOWN}, sees: down }}"
                   if self._one_way else f"{{ interface: {MIRROR} }}")
        return (f"  - name: tap0\n"
                f"    mode: tap\n"
                f"    subscriber_prefixes: [{prefixes}]\n"
                f"    mirrors: [{mirrors}]\n" +
                (f"    inject: {inject}\n" if inject else ""))

    def join_next_hop(self):
        """Puts a router between the inject port and the hub; gives its address on the inside."""
        router = self._quiet("router")
        host_settings(router)
        router.sysctl(net__ipv4__ip_forward=1, net__ipv4__conf__all__send_redirects=0,
                      net__ipv4__conf__default__send_redirects=0)
        self.hub.ip(f"link set inject netns {router.name}")
        self.veth(self.hub, "router", router, "out0")
        self._plug("router")
        for device in ("inject", "out0"):
            end_of_wire(router, device)
        router.ip("addr add 198.18.254.1/32 dev out0")  # asks ARP as
        for address in (GATEWAY, *(s.address for s in self.subscribers)):
            router.ip(f"route add {address} dev out0")
        return router.run("cat", "/sys/class/net/inject/address").strip()
