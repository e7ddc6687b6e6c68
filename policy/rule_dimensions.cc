// SPDX-License-Identifier: Apache-2.0
#include "policy/rule_dimensions.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace sluice {
namespace {

constexpr size_t kPorts = 65536;

void set(BitVectors::Words& words, size_t bit) {
    words[bit / 64] |= uint64_t{1} << bit % 64;
}
void flip(BitVectors::Words& words, size_t bit) {
    words[bit / 64] ^= uint64_t{1} << bit % 64;
}

template <typename Element>
bool all_empty(const std::vector<std::span<const Element>>& lists) {
    return std::all_of(lists.begin(), lists.end(), [](auto list) { return list.empty(); });
}

// The bits of the lists that hold everything.
template <typename Element>
BitVectors::Words empty_lists(const std::vector<std::span<const Element>>& lists,
                              const BitVectors& vectors) {
    BitVectors::Words words = vectors.zeros();
    for (size_t i = 0; i < lists.size(); ++i) {
        if (lists[i].empty())
            set(words, i);
    }
    return words;
}

// Sorted, none touching another.
std::vector<PortRange> merged(std::span<const PortRange> list) {
    std::vector<PortRange> ranges(list.begin(), list.end());
    std::sort(ranges.begin(), ranges.end(),
              [](PortRange a, PortRange b) { return a.first < b.first; });
    std::vector<PortRange> merged;
    for (const PortRange range : ranges) {
        if (!merged.empty() && range.first <= uint32_t{merged.back().last} + 1)
            merged.back().last = std::max(merged.back().last, range.last);
        else
            merged.push_back(range);
    }
    return merged;
}

}  // namespace

PortDimension::PortDimension(const std::vector<std::span<const PortRange>>& lists,
                             BitVectors& vectors) {
    if (all_empty(lists))
        return;
    std::map<uint32_t, std::vector<size_t>> edges;  // port -> lists that begin or end there
    for (size_t i = 0; i < lists.size(); ++i) {
        for (const PortRange range : merged(lists[i])) {
            edges[range.first].push_back(i);
            edges[uint32_t{range.last} + 1].push_back(i);
        }
    }

    BitVectors::Words words = empty_lists(lists, vectors);
    ids_.assign(kPorts, vectors.intern(words));
    edges[kPorts];  // the end, whether or not a range ends there
    for (auto edge = edges.begin(); edge->first < kPorts; ++edge) {
        for (const size_t list : edge->second)
            flip(words, list);
        std::fill(ids_.begin() + edge->first, ids_.begin() + std::next(edge)->first,
                  vectors.intern(words));
    }
}

PrefixDimension::PrefixDimension(const std::vector<std::span<const Prefix>>& lists,
                                 BitVectors& vectors) {
    if (all_empty(lists))
        return;
    used_ = true;
    const BitVectors::Words everywhere = empty_lists(lists, vectors);
    elsewhere_ = vectors.intern(everywhere);
    table_ = PrefixTable(classes(lists, everywhere, vectors));
}

std::vector<std::pair<Prefix, uint32_t>> PrefixDimension::classes(
    const std::vector<std::span<const Prefix>>& lists, const BitVectors::Words& everywhere,
    BitVectors& vectors) {
    std::vector<std::pair<Prefix, size_t>> named;
    for (size_t i = 0; i < lists.size(); ++i) {
        for (const Prefix& prefix : lists[i])
            named.emplace_back(prefix, i);
    }
    // One family after the other, each prefix after those that hold it.
    std::sort(named.begin(), named.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.first.address.is_ipv4(), a.first, a.second) <
               std::tuple(b.first.address.is_ipv4(), b.first, b.second);
    });

    struct Around {
        Prefix prefix;
        BitVectors::Words words;
    };
    std::vector<Around> around;  // the prefixes that hold the present one
    std::vector<std::pair<Prefix, uint32_t>> classes;
    for (size_t i = 0; i < named.size();) {
        const Prefix prefix = named[i].first;
        while (!around.empty() && !around.back().prefix.contains(prefix.address))
            around.pop_back();
        BitVectors::Words words = around.empty() ? everywhere : around.back().words;
        for (; i < named.size() && named[i].first == prefix; ++i)
            set(words, named[i].second);
        classes.emplace_back(prefix, vectors.intern(words));
        around.push_back({prefix, std::move(words)});
    }
    return classes;
}

BoundDimension::BoundDimension(const std::vector<std::optional<uint64_t>>& bounds,
                               BitVectors& vectors) {
    std::map<uint64_t, std::vector<size_t>> holders;
    BitVectors::Words words = vectors.zeros();
    for (size_t i = 0; i < bounds.size(); ++i) {
        if (bounds[i])
            holders[*bounds[i]].push_back(i);
        else
            set(words, i);
    }
    if (holders.empty())
        return;
    ids_.push_back(vectors.intern(words));
    for (const auto& [bound, lists] : holders) {
        for (const size_t list : lists)
            set(words, list);
        bounds_.push_back(bound);
        ids_.push_back(vectors.intern(words));
    }
}

uint32_t BoundDimension::find(uint64_t number) const {
    const auto above = std::lower_bound(bounds_.begin(), bounds_.end(), number);
    return ids_[static_cast<size_t>(above - bounds_.begin())];
}

WishDimension::WishDimension(const std::vector<uint64_t>& wishes, BitVectors& vectors) {
    BitVectors::Words nothing = vectors.zeros();
    uint64_t things = 0;
    for (size_t i = 0; i < wishes.size(); ++i) {
        things |= wishes[i];
        if (wishes[i] == 0)
            set(nothing, i);
    }
    if (things == 0)
        return;
    always_ = vectors.intern(nothing);
    for (; things != 0; things &= things - 1) {
        const uint64_t thing = things & -things;
        BitVectors::Words words = vectors.zeros();
        for (size_t i = 0; i < wishes.size(); ++i)
            if ((wishes[i] & thing) != 0)
                set(words, i);
        const uint32_t id = vectors.intern(words);
        const auto same = std::find_if(groups_.begin(), groups_.end(),
                                       [&](const Group& group) { return group.id == id; });
        if (same != groups_.end())
            same->things |= thing;
        else
            groups_.push_back({thing, id});
    }
}

}  // namespace sluice
