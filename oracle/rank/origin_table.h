// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/rank/disjoint_ranges.h"
#include "policy/address.h"

namespace sluice {

// Which AS originates an address, as far as feeds say. Immutable; any thread. Takes 9 bytes for
// each range of IPv4 addresses and 21 for each of IPv6.
class OriginTable {
 public:
    struct Origin {
        uint32_t as = 0;
        std::string_view source;  // the feed that says so; of the table

        friend bool operator==(const Origin&, const Origin&) = default;
    };

    // Nothing where no feed says, or several ASes do (an AS_SET).
    std::optional<Origin> find(const IpAddress& address) const;

    // The AS of all addresses of a prefix, 0 where none of them has one; nothing if they are of
    // several.
    std::optional<uint32_t> only(const Prefix& prefix) const;

    size_t memory_bytes() const;

 private:
    friend class OriginTableBuilder;

    // From firsts[i] on, until firsts[i + 1], it is ases[i], says the source of that number.
    template <typename Bits>
    struct Ranges {
        std::vector<Bits> firsts;
        std::vector<uint32_t> ases;
        std::vector<uint8_t> sources;

        void begin(Bits first, uint32_t as, uint8_t source);
        size_t memory_bytes() const;
    };
    template <typename Bits>
    std::optional<Origin> find_in(const Ranges<Bits>& ranges, Bits address) const;
    template <typename Bits>
    static std::optional<uint32_t> only_in(const Ranges<Bits>& ranges, Bits first, Bits last);

    std::vector<std::string> sources_;
    Ranges<Ipv4Bits> ipv4_;
    Ranges<Ipv6Bits> ipv6_;
};

// Makes one of prefixes that may lie in one another.
class OriginTableBuilder {
 public:
    static constexpr size_t kMostSources = 64;

    // Throws std::invalid_argument, one line, if there are more than kMostSources.
    explicit OriginTableBuilder(std::vector<std::string> sources);

    // What holds in the prefix, but for longer ones in it. as: 0 is nobody's. source: a place among
    // the sources; of 0, any. In order: IPv4 before IPv6, by address and then by length, each once.
    void add(const Prefix& prefix, uint32_t as, uint8_t source);

    OriginTable finish();

 private:
    struct Open {
        Ipv6Bits last;  // of its addresses, in its family's bits
        uint32_t as;
        uint8_t source;
    };

    void begin(Ipv6Bits first, uint32_t as, uint8_t source);
    void leave_before(Ipv6Bits first);
    void leave_all();

    OriginTable table_;
    std::vector<Open> around_;  // those that hold the place reached, the longest last
    bool is_ipv4_ = true;
};

}  // namespace sluice
