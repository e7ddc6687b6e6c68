# SPDX-License-Identifier: Apache-2.0
"""A scene whose far ends take what an XDP program sends them."""
from scene import Scene


class Wire(Scene):
    """Without NAPI, which a veth has with GRO, an end would drop that. A NIC needs nothing of the
    kind."""

    def _build(self, subscribers, queues):
        super()._build(subscribers, queues)
        for namespace, device in self.ends():
            namespace.run("ethtool", "-K", device, "gro", "on")

    def ends(self):
        return ((self.subscriber.namespace, self.subscriber.device), (self.internet, "inet0"))
