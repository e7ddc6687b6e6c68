// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/ipv4_ranges.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

namespace sluice {
namespace {

constexpr unsigned kAddressBits = 32;
constexpr unsigned kValueBits = 16;

// Signed, as vector instructions compare so: 30 bits are used.
int32_t word(uint32_t begin, uint16_t value) {
    return static_cast<int32_t>(begin << kValueBits | value);
}

// How many of a line's words are at most that.
size_t count_up_to(const int32_t* line, int32_t sought) {
    using Four = int32_t __attribute__((vector_size(16)));
    Four above{};  // less one for each
    for (size_t i = 0; i < 16; i += 4) {
        Four words;
        std::memcpy(&words, line + i, sizeof words);
        above += words > sought;
    }
    return static_cast<size_t>(16 + above[0] + above[1] + above[2] + above[3]);
}

}  // namespace

Ipv4Ranges::Ipv4Ranges(std::span<const AddressRange<Ipv4Bits>> ranges)
    : lines_(kWords << (kAddressBits - kBlockBits), INT32_MAX) {
    uint16_t value = kNoValue;
    size_t next = 0;
    for (size_t at = 0; at < lines_.size(); at += kWords) {
        const auto block = static_cast<uint32_t>(at / kWords);
        if (next < ranges.size() && ranges[next].first == block << kBlockBits)
            value = ranges[next++].value;
        size_t end = next;
        while (end < ranges.size() && ranges[end].first >> kBlockBits == block)
            ++end;

        int32_t* words = &lines_[at];
        if (const size_t count = 1 + end - next; count > kWords) {
            words[0] = kCrowded | static_cast<int32_t>(crowds_.size());
            words[1] = static_cast<int32_t>(count);
            crowds_.resize(crowds_.size() + count);
            words = &crowds_[crowds_.size() - count];
        }
        *words++ = word(0, value);
        for (; next < end; ++next) {
            value = ranges[next].value;
            *words++ = word(ranges[next].first & kWithin, value);
        }
    }
    crowds_.shrink_to_fit();
}

// Of the last of its ranges that begins at or before the address.
uint16_t Ipv4Ranges::in_line(const int32_t* line, Ipv4Bits address) const {
    const int32_t sought = word(address & kWithin, UINT16_MAX);
    if ((line[0] & kCrowded) == 0)
        return static_cast<uint16_t>(line[count_up_to(line, sought) - 1]);
    const int32_t* before = crowd(line);
    for (auto after = static_cast<size_t>(line[1]) - 1; after > 0;) {
        const size_t half = (after + 1) / 2;
        before += before[half] <= sought ? half : 0;
        after -= half;
    }
    return static_cast<uint16_t>(*before);
}

uint16_t Ipv4Ranges::find(Ipv4Bits address) const {
    return in_line(line(address), address);
}

void Ipv4Ranges::find(std::span<const Ipv4Bits> addresses, std::span<uint16_t> values) const {
    assert(addresses.size() <= kAtOnce && addresses.size() == values.size());
    for (const Ipv4Bits address : addresses)
        __builtin_prefetch(line(address));
    for (const Ipv4Bits address : addresses) {
        const int32_t* const words = line(address);
        if ((words[0] & kCrowded) != 0)
            __builtin_prefetch(crowd(words) + words[1] / 2);
    }
    for (size_t i = 0; i < addresses.size(); ++i)
        values[i] = in_line(line(addresses[i]), addresses[i]);
}

size_t Ipv4Ranges::memory_bytes() const {
    return (lines_.capacity() + crowds_.capacity()) * sizeof(int32_t);
}

}  // namespace sluice
