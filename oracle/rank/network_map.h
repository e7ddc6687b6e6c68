// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oracle/rank/ipv4_ranges.h"
#include "oracle/rank/ipv6_ranges.h"
#include "oracle/rank/pid.h"
#include "policy/address.h"

namespace sluice {

// Which location an address is in: that of the longest prefix that holds it (RFC 7285, section
// 11.2.1). Immutable; any thread.
class NetworkMap {
 public:
    // names: each once, at most kMostPids, is_pid_name() of each. prefixes: each once, in any
    // order; their Pids are places among names. Throws std::invalid_argument, one line, otherwise.
    NetworkMap(std::vector<std::string> names, std::vector<std::pair<Prefix, Pid>> prefixes);

    // kNoPid where no prefix holds it.
    Pid find(const IpAddress& address) const;
    // The same of several, whose memory is under way side by side. As many pids as addresses.
    void find(std::span<const IpAddress> addresses, std::span<Pid> pids) const;

    std::span<const std::string> names() const { return names_; }
    std::optional<Pid> named(std::string_view name) const;
    // As they were given: IPv4 first, ascending. pid: a place among names.
    std::span<const Prefix> prefixes(Pid pid) const {
        return std::span(prefixes_).subspan(first_prefix_[pid],
                                            first_prefix_[pid + 1u] - first_prefix_[pid]);
    }
    // Of all locations.
    size_t prefix_count() const { return prefixes_.size(); }
    size_t memory_bytes() const;

 private:
    static constexpr size_t kAtOnce = 64;

    void keep_prefixes(std::span<const std::pair<Prefix, Pid>> prefixes);
    void find_at_once(std::span<const IpAddress> addresses, std::span<Pid> pids) const;

    std::vector<std::string> names_;
    std::vector<Pid> by_name_;            // ascending by name
    std::vector<Prefix> prefixes_;        // by location
    std::vector<uint32_t> first_prefix_;  // of each location, and one more
    Ipv4Ranges ipv4_;
    Ipv6Ranges ipv6_;
};

}  // namespace sluice
