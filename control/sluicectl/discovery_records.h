// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/address.h"

namespace sluice {

// A domain name as operators write it: labels of letters, digits, '-' and '_', a dot at its end or
// none. As it is told, in lower case and with its dot; nothing if it is none.
std::optional<std::string> read_domain_name(std::string_view text);

// Where a tracker is asked.
struct TrackerPlace {
    std::string host;  // a domain name
    uint16_t port = 0;

    static std::optional<TrackerPlace> parse(std::string_view text);  // "tracker.example.net:6969"
};

// What an operator's names are to say, so that clients find the oracle and the tracker.
struct Discovery {
    std::vector<std::string> domains;  // access domains, by read_domain_name()
    std::string directory;             // https://alto.example.net/alto/directory; empty: no ALTO
    std::vector<Prefix> prefixes;      // whose reverse names lead to it, too
    std::vector<TrackerPlace> tcp_trackers;
    std::vector<TrackerPlace> udp_trackers;
    std::vector<IpAddress> retracker;  // what retracker.local is to be
    uint32_t ttl_s = 3'600;
};

// One line of a zone's file.
struct DnsRecord {
    std::string owner;  // with its dot
    std::string type;
    std::string data;
    std::string_view why;  // what it is for; the same for those that stand together
};

// What is wrong with it, one line; nothing: discovery_records() can be had.
std::optional<std::string> objection_to(const Discovery& discovery);

// U-NAPTR of domains (RFC 7286) and of reverse names (RFC 8686), SRV (BEP 22), retracker.local.
std::vector<DnsRecord> discovery_records(const Discovery& discovery);

// Those of a zone: its own name and what is below it. Empty: all.
std::vector<DnsRecord> of_zone(std::vector<DnsRecord> records, std::string_view zone);

// Ready to be included; comments say what lines are for.
void print_zone_lines(std::span<const DnsRecord> records, uint32_t ttl_s, std::ostream& out);

// The names by which whoever asks by RFC 8686, section 3, comes to that prefix and not beyond it:
// of its /8, /16, /24 and /32, of IPv6 of its /32, /40, /48, /56, /64 and /128. Nothing where that
// takes more than 256.
std::vector<std::string> reverse_names(const Prefix& prefix);

}  // namespace sluice
