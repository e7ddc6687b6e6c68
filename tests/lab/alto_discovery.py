# SPDX-License-Identifier: Apache-2.0
"""Finds an ALTO directory as RFC 7286 (by a domain) and RFC 8686 (by an address) say.

ask(name, type) gives what a name server answers, a line of data each, as `dig +short` prints it.
"""
import ipaddress
import re
import shlex

SERVICES = ("ALTO:https", "ALTO:http")
LOOKED_UP = {4: (32, 24, 16, 8), 6: (128, 64, 56, 48, 40, 32)}  # RFC 8686, section 3.4


def directories(name, ask):
    """URIs of that name's U-NAPTR (RFC 4848), best first."""
    found = []
    for line in ask(name, "NAPTR"):
        order, preference, flags, service, expression, _ = shlex.split(line)
        # Only a terminal rule that takes the whole name for the URI (RFC 4848, section 2.2).
        uri = re.fullmatch(r"!\.\*!(.*)!", expression)
        if flags.lower() == "u" and service in SERVICES and uri:
            found.append((int(order), int(preference), uri[1]))
    return [uri for _, _, uri in sorted(found)]


def directories_of_domain(domain, ask):
    """RFC 7286, section 3.2."""
    return directories(domain, ask)


def names_of(prefix):
    """What is looked up for an address or a prefix, longest first (RFC 8686, sections 3.2-3.4)."""
    network = ipaddress.ip_network(prefix, strict=False)
    bits = 8 if network.version == 4 else 4  # to a label
    labels = network.network_address.reverse_pointer.split(".")
    return [".".join(labels[(network.max_prefixlen - length) // bits:]) + "."
            for length in LOOKED_UP[network.version] if length <= network.prefixlen]


def directories_of_address(prefix, ask):
    for name in names_of(prefix):
        found = directories(name, ask)
        if found:
            return found
    return []


def trackers_of_host(name, ask):
    """(host, port) of the local tracker, by a host's own name (BEP 22)."""
    labels = name.rstrip(".").split(".")
    while len(labels) > 1:
        answers = [line.split() for line in ask(f"_bittorrent-tracker._tcp.{'.'.join(labels)}.",
                                                "SRV")]
        if answers:
            return [(host, int(port)) for _, _, port, host in
                    sorted(answers, key=lambda each: int(each[0]))]
        del labels[0]
    return []
