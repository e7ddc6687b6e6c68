// SPDX-License-Identifier: Apache-2.0
#include "policy/shared_ports.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <tuple>

namespace sluice {

uint32_t SharedPorts::add(std::span<const Owned> sets) {
    assert(!sets.empty());
    std::map<std::tuple<uint16_t, uint16_t, uint16_t>, std::vector<Entry>> by_shape;
    for (const auto& [ports, owner] : sets) {
        if (ports.mask == 0)  // a range: all of them are one shape, whatever they span
            by_shape[{UINT16_MAX, 0, UINT16_MAX}].push_back({ports.first, ports.last, owner});
        else
            by_shape[{ports.mask, ports.first, ports.last}].push_back(
                {ports.value, ports.value, owner});
    }
    const auto address = static_cast<uint32_t>(shapes_.size());
    for (auto& [shape, entries] : by_shape) {
        const auto [mask, first, last] = shape;
        std::sort(entries.begin(), entries.end(),
                  [](const Entry& a, const Entry& b) { return a.lowest < b.lowest; });
        shapes_.push_back({mask, first, last, false, static_cast<uint32_t>(entries_.size()),
                           static_cast<uint32_t>(entries.size())});
        entries_.insert(entries_.end(), entries.begin(), entries.end());
    }
    shapes_.back().is_last = true;
    return address;
}

uint32_t SharedPorts::find(uint32_t address, uint16_t port) const {
    for (const Shape* shape = &shapes_[address];; ++shape) {
        // The last entry that begins no later. Which half it is in is anybody's guess, a
        // processor's too: so there is no branch on it.
        const auto masked = static_cast<uint16_t>(port & shape->mask);
        const Entry* entry = entries_.data() + shape->begin;
        for (uint32_t left = shape->count; left > 1;) {
            const uint32_t half = left / 2;
            entry += entry[half].lowest <= masked ? half : 0;
            left -= half;
        }
        if (entry->lowest <= masked && masked <= entry->highest && shape->first <= port &&
            port <= shape->last)
            return entry->owner;
        if (shape->is_last)
            return kNone;
    }
}

size_t SharedPorts::memory_bytes() const {
    return shapes_.size() * sizeof(Shape) + entries_.size() * sizeof(Entry);
}

}  // namespace sluice
