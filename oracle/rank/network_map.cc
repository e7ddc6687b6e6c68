// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/network_map.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <stdexcept>

namespace sluice {
namespace {

std::vector<std::string> checked(std::vector<std::string> names) {
    if (names.size() > kMostPids)
        throw std::invalid_argument(std::to_string(names.size()) +
                                    " locations: " + std::to_string(kMostPids) + " are the most");
    for (const std::string& name : names) {
        if (!is_pid_name(name))
            throw std::invalid_argument(
                "'" + name + "' is no name of a location: 1 to 64 of A-Z a-z 0-9 - : @ _");
    }
    return names;
}

std::vector<Pid> by_name(const std::vector<std::string>& names) {
    std::vector<Pid> order(names.size());
    std::iota(order.begin(), order.end(), Pid{0});
    std::ranges::sort(order, {}, [&](Pid pid) { return std::string_view(names[pid]); });
    const auto twice = std::ranges::adjacent_find(
        order, {}, [&](Pid pid) { return std::string_view(names[pid]); });
    if (twice != order.end())
        throw std::invalid_argument("two locations are named '" + names[*twice] + "'");
    return order;
}

bool ipv4_first(const Prefix& a, const Prefix& b) {
    const bool ipv4 = a.address.is_ipv4();
    return ipv4 != b.address.is_ipv4() ? ipv4 : a < b;
}

}  // namespace

NetworkMap::NetworkMap(std::vector<std::string> names, std::vector<std::pair<Prefix, Pid>> prefixes)
    : names_(checked(std::move(names))),
      by_name_(by_name(names_)),
      ipv4_(disjoint_ipv4_ranges(prefixes)),
      ipv6_(disjoint_ipv6_ranges(prefixes)) {
    keep_prefixes(prefixes);
}

void NetworkMap::keep_prefixes(std::span<const std::pair<Prefix, Pid>> prefixes) {
    first_prefix_.resize(names_.size() + 1);
    for (const auto& [prefix, pid] : prefixes) {
        if (pid >= names_.size())
            throw std::invalid_argument(prefix.to_string() + " is in location " +
                                        std::to_string(pid) + " of " +
                                        std::to_string(names_.size()));
        ++first_prefix_[pid + 1u];
    }
    std::partial_sum(first_prefix_.begin(), first_prefix_.end(), first_prefix_.begin());

    prefixes_.resize(prefixes.size());
    std::vector<uint32_t> next = first_prefix_;
    for (const auto& [prefix, pid] : prefixes)
        prefixes_[next[pid]++] = prefix;
    for (size_t pid = 0; pid < names_.size(); ++pid)
        std::sort(prefixes_.begin() + first_prefix_[pid],
                  prefixes_.begin() + first_prefix_[pid + 1], ipv4_first);
}

Pid NetworkMap::find(const IpAddress& address) const {
    return address.is_ipv4() ? ipv4_.find(ipv4_bits(address)) : ipv6_.find(ipv6_bits(address));
}

void NetworkMap::find(std::span<const IpAddress> addresses, std::span<Pid> pids) const {
    assert(addresses.size() == pids.size());
    for (size_t at = 0; at < addresses.size(); at += kAtOnce) {
        const size_t count = std::min(kAtOnce, addresses.size() - at);
        find_at_once(addresses.subspan(at, count), pids.subspan(at, count));
    }
}

void NetworkMap::find_at_once(std::span<const IpAddress> addresses, std::span<Pid> pids) const {
    std::array<Ipv4Bits, kAtOnce> ipv4;
    std::array<Ipv6Bits, kAtOnce> ipv6;
    std::array<uint8_t, kAtOnce> ipv6_places;
    size_t ipv4_count = 0;
    size_t ipv6_count = 0;
    for (size_t i = 0; i < addresses.size(); ++i) {
        if (addresses[i].is_ipv4()) {
            ipv4[ipv4_count++] = ipv4_bits(addresses[i]);
        } else {
            ipv6[ipv6_count] = ipv6_bits(addresses[i]);
            ipv6_places[ipv6_count++] = static_cast<uint8_t>(i);
        }
    }
    std::array<Pid, kAtOnce> found;
    ipv6_.find(std::span(ipv6).first(ipv6_count), std::span(found).first(ipv6_count));
    // Those of IPv4 stand in front at first; from the last on, each goes to its place.
    ipv4_.find(std::span(ipv4).first(ipv4_count), pids.first(ipv4_count));
    for (size_t i = addresses.size(), four = ipv4_count, six = ipv6_count; six > 0;) {
        --i;
        pids[i] = ipv6_places[six - 1] == i ? found[--six] : pids[--four];
    }
}

std::optional<Pid> NetworkMap::named(std::string_view name) const {
    const auto found = std::ranges::lower_bound(
        by_name_, name, {}, [&](Pid pid) { return std::string_view(names_[pid]); });
    if (found == by_name_.end() || names_[*found] != name)
        return std::nullopt;
    return *found;
}

size_t NetworkMap::memory_bytes() const {
    size_t bytes = ipv4_.memory_bytes() + ipv6_.memory_bytes() +
                   prefixes_.capacity() * sizeof(Prefix) +
                   first_prefix_.capacity() * sizeof(uint32_t) + by_name_.capacity() * sizeof(Pid) +
                   names_.capacity() * sizeof(std::string);
    for (const std::string& name : names_)
        bytes += name.capacity();
    return bytes;
}

}  // namespace sluice
