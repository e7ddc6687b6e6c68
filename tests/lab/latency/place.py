# SPDX-License-Identifier: Apache-2.0
"""Where delay is measured: homes, the box's place, a hop that is far away, servers.

    homes 198.18.N.10 -- access -- acc0 | the box's place | core0 -- far hop (delay) -- internet
"""
import second_kernel
from scene import Scene


class Place(Scene):
    """A scene with a second kernel between the box and the internet, which makes the delay, or is
    what the commands of `far_hop` make it."""

    def __init__(self, homes=2, delay_ms=20, queues=1, far_hop=None):
        super().__init__(subscribers=homes, queues=queues)
        try:
            self.far_hop = second_kernel.SecondKernel(
                self, self.beyond, "near0", "far0", far_hop or second_kernel.delay(delay_ms)).start()
        except BaseException:
            self.close()
            raise

    @property
    def homes(self):
        return self.subscribers

    def _core_line(self, queues):
        self.beyond = self.namespace("beyond")
        self.beyond.sysctl(net__ipv6__conf__all__disable_ipv6=1,
                           net__ipv6__conf__default__disable_ipv6=1)
        self.veth(self.box, "core0", self.beyond, "near0", queues)
        self.veth(self.beyond, "far0", self.internet, "inet0")


def in_the_boxs_place(place, commands):
    """A second kernel with these queues where the box is otherwise."""
    return second_kernel.SecondKernel(place, place.box, "acc0", "core0", commands).start()

