# SPDX-License-Identifier: Apache-2.0
"""What the wires counted, beside what the box says that a subscriber used."""
import re


class WireCounters:
    """nftables at the ends of the wires: IP packets and bytes of a subscriber, as they arrive.

    Not as they leave: a sender's TCP packets are cut to size behind nftables.
    """

    def __init__(self, scene, subscriber):
        self.ends = {"up": (scene.internet, "saddr"), "down": (subscriber.namespace, "daddr")}
        for namespace, end in self.ends.values():
            namespace.run("nft", "-f", "-", input=f"""table inet wire {{
                counter seen {{ }}
                chain in {{
                    type filter hook prerouting priority -400
                    ip {end} {subscriber.address} counter name seen
                    ip6 {end} {subscriber.prefix6} counter name seen
                }}
            }}""")

    def read(self):
        found = {}
        for direction, (namespace, _) in self.ends.items():
            text = namespace.run("nft", "list", "counters")
            found[direction] = tuple(
                map(int, re.search(r"packets (\d+) bytes (\d+)", text).groups()))
        return found


def counted(usage):
    """Packets and bytes by direction, in the running period."""
    sums = {"up": (0, 0), "down": (0, 0)}
    for count in usage["periods"][0].get("counts", []):
        packets, octets = sums[count["direction"]]
        sums[count["direction"]] = (packets + count["packets"], octets + count["bytes"])
    return sums
