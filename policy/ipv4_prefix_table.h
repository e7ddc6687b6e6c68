// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "policy/lazy_array.h"
#include "policy/live_hash.h"

namespace sluice {

// Longest prefix match that changes in place: an entry for every /24, and where there are longer
// prefixes in one, 256 more (DIR-24-8: Gupta, Lin, McKeown, INFOCOM 1998). Two cache lines a
// look-up at most, however many prefixes there are. One thread changes it, any look things up.
class Ipv4PrefixTable {
 public:
    static constexpr uint32_t kNone = 0;
    static constexpr uint32_t kHighestValue = (1u << 25) - 1;

    // groups: how many /24s may have longer prefixes in them.
    Ipv4PrefixTable(uint32_t groups, Retired& retired);

    // The value of the longest prefix that holds the address.
    uint32_t find(uint32_t address) const {
        const uint32_t entry = networks_[address >> 8].load(std::memory_order_acquire);
        return value_of(is_group(entry) ? in_group(entry, address) : entry);
    }
    // The same of several, whose memory is under way side by side: at most kAtOnce.
    static constexpr size_t kAtOnce = 32;
    void find(std::span<const uint32_t> addresses, std::span<uint32_t> values) const;

    // The writer's. No bit of address beyond the length; value: 1 to kHighestValue. False if no
    // group is left; then nothing was changed.
    bool set(uint32_t address, uint8_t length, uint32_t value);
    void remove(uint32_t address, uint8_t length);
    // The value of that very prefix.
    uint32_t exact(uint32_t address, uint8_t length) const {
        return prefixes_.find(PrefixKey{address, length});
    }

    size_t memory_bytes() const;

 private:
    // An entry: a group's number, or the value, above it one more than the length of the prefix
    // that it is of. 0: no prefix.
    using Entry = std::atomic<uint32_t>;
    static constexpr uint32_t kGroup = 1u << 31;
    static constexpr unsigned kLengthShift = 25;

    struct PrefixKey {
        uint32_t address;
        uint32_t length;

        uint64_t hash() const;
        friend bool operator==(const PrefixKey&, const PrefixKey&) = default;
    };

    static bool is_group(uint32_t entry) { return (entry & kGroup) != 0; }
    static uint32_t value_of(uint32_t entry) { return entry & kHighestValue; }
    static uint32_t entry_of(uint8_t length, uint32_t value) {
        return (length + 1u) << kLengthShift | value;
    }
    static uint32_t length_rank(uint32_t entry) { return entry >> kLengthShift; }
    uint32_t in_group(uint32_t entry, uint32_t address) const {
        return groups_[(entry & ~kGroup) * 256 + (address & 0xff)].load(std::memory_order_acquire);
    }

    bool make_group(uint32_t network);
    uint32_t covering_entry(uint32_t address, uint8_t length) const;
    template <typename Change>
    void for_each_entry(uint32_t address, uint8_t length, Change&& change);

    LazyArray<Entry> networks_;
    LazyArray<Entry> groups_;
    uint32_t groups_used_ = 0;
    LiveHash<PrefixKey> prefixes_;
    std::array<uint32_t, 33> count_by_length_{};
};

}  // namespace sluice
