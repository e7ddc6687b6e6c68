# SPDX-License-Identifier: Apache-2.0
"""The CPEs, and what stands in front of them: a port-range router or a carrier-grade NAT."""


def load(namespace, script):
    namespace.run("nft", "-f", "-", input=script)


def cpe_rules(host, address, ports, listen):
    """Translates to `address` and some of its ports, and lets those ports in.

    The port that the host listens on is the same outside, so that the DHT is reached where it
    speaks from.
    """
    to = "meta l4proto { tcp, udp } snat to"
    jumps = ", ".join(f"{number} : goto range{number}" for number in range(len(ports.ranges)))
    chains = "".join(f"  chain range{number} {{ {to} {address}:{low}-{high}; }}\n"
                     for number, (low, high) in enumerate(ports.ranges))
    return f"""\
table ip cpe {{
  set mine {{ type inet_service; flags interval; elements = {ports.as_nft()}; }}
{chains}
  chain in {{
    type nat hook prerouting priority dstnat;
    iifname "wan" ip daddr {address} meta l4proto {{ tcp, udp }} th dport @mine dnat to {host}
  }}
  chain out {{
    type nat hook postrouting priority srcnat;
    oifname "wan" meta l4proto {{ tcp, udp }} th sport {listen} snat to {address}:{listen}
    oifname "wan" numgen random mod {len(ports.ranges)} vmap {{ {jumps} }}
  }}
  chain through {{
    type filter hook forward priority filter;
    iifname "wan" oifname "wan" drop
  }}
}}
"""


def port_range_router(namespace, shared, homes):
    """The way to an address is chosen by the port (draft-boucadair-port-range); nothing is kept.

    A packet between two homes goes out where it came in.
    """
    marks = "".join(f"    ip daddr {shared} meta l4proto {{ tcp, udp }} th dport @ports{home.number} "
                    f"meta mark set {home.number}\n" for home in homes)
    sets = "".join(f"  set ports{home.number} {{ type inet_service; flags interval; "
                   f"elements = {home.ports.as_nft()}; }}\n" for home in homes)
    load(namespace, f"""\
table ip prr {{
{sets}  chain in {{
    type filter hook prerouting priority mangle;
{marks}  }}
}}
""")
    for home in homes:
        namespace.ip(f"rule add fwmark {home.number} table {100 + home.number}")
        namespace.ip(f"route add {shared} via {home.link_address} table {100 + home.number}")
    namespace.ip(f"route add blackhole {shared}")


def carrier_grade_nat(namespace, shared, homes):
    """Each home's block of ports is its own for ever (RFC 7422), and its listening port is mapped
    as PCP would. Between two homes both ends are translated (RFC 4787, REQ-9)."""
    mapped = "".join(f"    ip daddr {shared} meta l4proto {{ tcp, udp }} th dport "
                     f"{home.ports.listen_port} dnat to {home.link_address}\n" for home in homes)
    blocks = "".join(f"    ip saddr {home.link_address} meta l4proto {{ tcp, udp }} snat to "
                     f"{shared}:{low}-{high}\n" for home in homes for low, high in home.ports.ranges)
    load(namespace, f"""\
table ip cgn {{
  chain in {{
    type nat hook prerouting priority dstnat;
{mapped}  }}
  chain out {{
    type nat hook postrouting priority srcnat;
{blocks}  }}
}}
""")
    namespace.ip(f"route add blackhole {shared}")
