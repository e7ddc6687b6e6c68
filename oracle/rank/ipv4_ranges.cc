// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/ipv4_ranges.h"

#include <array>
#include <cassert>

namespace sluice {
namespace {

constexpr unsigned kAddressBits = 32;
constexpr unsigned kValueBits = 16;

uint16_t value_of(uint32_t word) {
    return static_cast<uint16_t>(word);
}

}  // namespace

Ipv4Ranges::Ipv4Ranges(std::span<const AddressRange<Ipv4Bits>> ranges)
    : blocks_(size_t{1} << (kAddressBits - kBlockBits)) {
    const auto block_of = [](Ipv4Bits address) { return address >> kBlockBits; };

    // All that do not begin with a block, and as many blocks as have any of these at most.
    size_t words = 0;
    for (size_t i = 1; i < ranges.size(); ++i) {
        if ((ranges[i].first & kWithin) == 0)
            continue;
        const bool another = block_of(ranges[i - 1].first) == block_of(ranges[i].first) &&
                             (ranges[i - 1].first & kWithin) != 0;
        words += another ? 1 : 2;
    }
    ranges_.reserve(words);

    size_t next = 0;
    uint16_t value = kNoValue;
    for (uint32_t block = 0; block < blocks_.size(); ++block) {
        if (next < ranges.size() && ranges[next].first == block << kBlockBits)
            value = ranges[next++].value;
        const size_t header = ranges_.size();
        if (next == ranges.size() || block_of(ranges[next].first) != block) {
            blocks_[block] = kWhole | value;
            continue;
        }
        blocks_[block] = static_cast<uint32_t>(header);
        ranges_.push_back(value);
        for (; next < ranges.size() && block_of(ranges[next].first) == block; ++next) {
            value = ranges[next].value;
            ranges_.push_back((ranges[next].first & kWithin) << kValueBits | value);
            ranges_[header] += 1U << kValueBits;
        }
    }
    assert(ranges_.size() == words);
}

// Of the last of its ranges that begins at or before the address. Few have more than four, so that
// two steps without a branch are the usual.
uint16_t Ipv4Ranges::in_block(const uint32_t* header, Ipv4Bits address) {
    const uint32_t sought = (address & kWithin) << kValueBits | UINT16_MAX;
    const uint32_t* before = header;  // begins at or before it, or is the first
    uint32_t after = *header >> kValueBits;
    const auto halve = [&] {
        const uint32_t half = (after + 1) / 2;
        before += before[half] <= sought ? half : 0;
        after -= half;
    };
    while (after > 3)
        halve();
    halve();
    halve();
    return value_of(*before);
}

uint16_t Ipv4Ranges::find(Ipv4Bits address) const {
    const uint32_t entry = blocks_[address >> kBlockBits];
    return (entry & kWhole) != 0 ? value_of(entry) : in_block(&ranges_[entry], address);
}

void Ipv4Ranges::find(std::span<const Ipv4Bits> addresses, std::span<uint16_t> values) const {
    assert(addresses.size() <= kAtOnce && addresses.size() == values.size());
    for (const Ipv4Bits address : addresses)
        __builtin_prefetch(&blocks_[address >> kBlockBits]);
    // What is whole is a block whose first range is all: as unforeseeable a branch less.
    std::array<uint32_t, kAtOnce> whole;
    std::array<const uint32_t*, kAtOnce> headers;
    for (size_t i = 0; i < addresses.size(); ++i) {
        const uint32_t entry = blocks_[addresses[i] >> kBlockBits];
        whole[i] = value_of(entry);
        headers[i] = (entry & kWhole) != 0 ? &whole[i] : ranges_.data() + entry;
        __builtin_prefetch(headers[i]);
    }
    for (size_t i = 0; i < addresses.size(); ++i)
        values[i] = in_block(headers[i], addresses[i]);
}

size_t Ipv4Ranges::memory_bytes() const {
    return (blocks_.capacity() + ranges_.capacity()) * sizeof(uint32_t);
}

}  // namespace sluice
