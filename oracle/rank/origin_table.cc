// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/origin_table.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace sluice {
namespace {

// The last address of a family.
Ipv6Bits last_of(bool is_ipv4) {
    return is_ipv4 ? Ipv6Bits{UINT32_MAX} : ~Ipv6Bits{0};
}

Ipv6Bits bits_of(const IpAddress& address, bool is_ipv4) {
    return is_ipv4 ? Ipv6Bits{ipv4_bits(address)} : ipv6_bits(address);
}

}  // namespace

template <typename Bits>
void OriginTable::Ranges<Bits>::begin(Bits first, uint32_t as, uint8_t source) {
    if (!firsts.empty() && firsts.back() == first) {
        firsts.pop_back();
        ases.pop_back();
        sources.pop_back();
    }
    if (!firsts.empty() && ases.back() == as && (as == 0 || sources.back() == source))
        return;
    firsts.push_back(first);
    ases.push_back(as);
    sources.push_back(source);
}

template <typename Bits>
size_t OriginTable::Ranges<Bits>::memory_bytes() const {
    return firsts.capacity() * sizeof(Bits) + ases.capacity() * sizeof(uint32_t) +
           sources.capacity();
}

template <typename Bits>
std::optional<OriginTable::Origin> OriginTable::find_in(const Ranges<Bits>& ranges,
                                                        Bits address) const {
    const auto after = std::upper_bound(ranges.firsts.begin(), ranges.firsts.end(), address);
    if (after == ranges.firsts.begin())
        return std::nullopt;
    const auto at = static_cast<size_t>(after - ranges.firsts.begin()) - 1;
    if (ranges.ases[at] == 0)
        return std::nullopt;
    return Origin{ranges.ases[at], sources_[ranges.sources[at]]};
}

std::optional<OriginTable::Origin> OriginTable::find(const IpAddress& address) const {
    return address.is_ipv4() ? find_in(ipv4_, ipv4_bits(address))
                             : find_in(ipv6_, ipv6_bits(address));
}

template <typename Bits>
std::optional<uint32_t> OriginTable::only_in(const Ranges<Bits>& ranges, Bits first, Bits last) {
    const auto after = std::upper_bound(ranges.firsts.begin(), ranges.firsts.end(), first);
    auto at = static_cast<size_t>(after - ranges.firsts.begin());
    const uint32_t as = at == 0 ? 0 : ranges.ases[at - 1];
    for (; at < ranges.firsts.size() && ranges.firsts[at] <= last; ++at)
        if (ranges.ases[at] != as)
            return std::nullopt;
    return as;
}

std::optional<uint32_t> OriginTable::only(const Prefix& prefix) const {
    const IpAddress last = prefix.last();
    return prefix.address.is_ipv4() ? only_in(ipv4_, ipv4_bits(prefix.address), ipv4_bits(last))
                                    : only_in(ipv6_, ipv6_bits(prefix.address), ipv6_bits(last));
}

size_t OriginTable::memory_bytes() const {
    return ipv4_.memory_bytes() + ipv6_.memory_bytes();
}

OriginTableBuilder::OriginTableBuilder(std::vector<std::string> sources) {
    if (sources.size() > kMostSources)
        throw std::invalid_argument("origins of ASes have " + std::to_string(sources.size()) +
                                    " sources, more than " + std::to_string(kMostSources));
    table_.sources_ = std::move(sources);
}

void OriginTableBuilder::add(const Prefix& prefix, uint32_t as, uint8_t source) {
    if (is_ipv4_ && !prefix.address.is_ipv4()) {
        leave_all();
        is_ipv4_ = false;
    }
    const Ipv6Bits first = bits_of(prefix.address, is_ipv4_);
    leave_before(first);
    begin(first, as, source);
    around_.push_back({bits_of(prefix.last(), is_ipv4_), as, source});
}

void OriginTableBuilder::leave_before(Ipv6Bits first) {
    while (!around_.empty() && around_.back().last < first) {
        const Ipv6Bits last = around_.back().last;
        around_.pop_back();
        const Open out = around_.empty() ? Open{} : around_.back();
        begin(last + 1, out.as, out.source);
    }
}

void OriginTableBuilder::leave_all() {
    leave_before(last_of(is_ipv4_));
    around_.clear();
}

void OriginTableBuilder::begin(Ipv6Bits first, uint32_t as, uint8_t source) {
    if (is_ipv4_)
        table_.ipv4_.begin(static_cast<Ipv4Bits>(first), as, source);
    else
        table_.ipv6_.begin(first, as, source);
}

OriginTable OriginTableBuilder::finish() {
    leave_all();
    for (auto* const ranges : {&table_.ipv4_.ases, &table_.ipv6_.ases})
        ranges->shrink_to_fit();
    table_.ipv4_.firsts.shrink_to_fit();
    table_.ipv6_.firsts.shrink_to_fit();
    table_.ipv4_.sources.shrink_to_fit();
    table_.ipv6_.sources.shrink_to_fit();
    return std::move(table_);
}

}  // namespace sluice
