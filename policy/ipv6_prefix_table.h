// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "policy/address.h"
#include "policy/live_hash.h"

namespace sluice {

// Longest prefix match that changes in place: a hash table for each length that occurs, asked from
// the longest down. Access networks deal out one, two or three lengths, and each costs a cache
// line. One thread changes it, any look things up.
class Ipv6PrefixTable {
 public:
    static constexpr uint32_t kNone = 0;

    explicit Ipv6PrefixTable(Retired& retired) : retired_(retired) {}

    // The value of the longest prefix that holds the address.
    uint32_t find(const IpAddress& address) const;
    // The same of several, whose memory is under way side by side.
    void find(std::span<const IpAddress> addresses, std::span<uint32_t> values) const;

    // The writer's. value: neither kNone nor UINT32_MAX.
    void set(const Prefix& prefix, uint32_t value);
    void remove(const Prefix& prefix);
    // The value of that very prefix.
    uint32_t exact(const Prefix& prefix) const;

    size_t memory_bytes() const;

 private:
    // Of prefixes up to /64, which nearly all are, the second half is zero.
    struct Network {
        uint64_t high;

        uint64_t hash() const;
        friend bool operator==(Network, Network) = default;
    };
    struct Host {
        uint64_t high;
        uint64_t low;

        uint64_t hash() const;
        friend bool operator==(const Host&, const Host&) = default;
    };
    static constexpr uint8_t kNetworkLength = 64;
    static constexpr uint8_t kLongest = 128;

    static Host masked(const IpAddress& address, uint8_t length);
    // The longest length in use that is not above that one; -1: none.
    int next_length(int from) const;
    uint32_t find_at(const IpAddress& address, uint8_t length) const;

    Retired& retired_;
    // Made when the first prefix of a length comes, before its bit in lengths_ is set; then there
    // for good.
    std::array<std::unique_ptr<LiveHash<Network>>, kNetworkLength + 1> networks_;
    std::array<std::unique_ptr<LiveHash<Host>>, kLongest - kNetworkLength> hosts_;
    std::array<std::atomic<uint64_t>, 3> lengths_{};  // a bit each, ascending
};

}  // namespace sluice
