// SPDX-License-Identifier: Apache-2.0
#include "policy/shared_ports.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <tuple>

namespace sluice {
namespace {

constexpr size_t kWordsOfShape = 2;

bool is_contiguous(uint16_t mask) {
    const auto low = static_cast<unsigned>(mask >> std::countr_zero(mask));
    return (low & (low + 1)) == 0;
}

}  // namespace

SharedPorts::SharedPorts(uint32_t units, Retired& retired)
    : words_(2 * size_t{units}), retired_(retired) {
    assert(units <= kHighestBlock);
}

SharedPorts::Shape SharedPorts::shape_at(size_t word) const {
    return std::bit_cast<Shape>(std::array{words_[word], words_[word + 1]});
}

SharedPorts::Entry SharedPorts::entry_at(size_t word) const {
    return std::bit_cast<Entry>(words_[word]);
}

std::optional<uint32_t> SharedPorts::add(std::span<const Owned> sets) {
    assert(!sets.empty());
    std::map<std::tuple<uint16_t, uint16_t, uint16_t>, std::vector<Entry>> by_shape;
    for (const auto& [ports, owner] : sets) {
        if (ports.mask == 0)  // a range: all of them are one shape, whatever they span
            by_shape[{UINT16_MAX, 0, UINT16_MAX}].push_back({ports.first, ports.last, owner});
        else
            by_shape[{ports.mask, ports.first, ports.last}].push_back(
                {ports.value, ports.value, owner});
    }
    const size_t words = kWordsOfShape * by_shape.size() + sets.size();
    const auto units = static_cast<uint32_t>((words + 1) / 2);
    uint32_t block = units_used_;
    if (std::vector<uint32_t>& free = free_[units]; !free.empty()) {
        block = free.back();
        free.pop_back();
    } else if (2 * (size_t{units_used_} + units) > words_.size()) {
        return std::nullopt;
    } else {
        units_used_ += units;
    }

    const size_t first = 2 * size_t{block};
    size_t shape_word = first;
    auto begin = static_cast<uint32_t>(kWordsOfShape * by_shape.size());
    for (auto& [shape, entries] : by_shape) {
        const auto [mask, lowest, highest] = shape;
        std::sort(entries.begin(), entries.end(),
                  [](const Entry& a, const Entry& b) { return a.lowest < b.lowest; });
        const bool is_dense = is_contiguous(mask) && entries.size() == size_t{1}
                                                                           << std::popcount(mask);
        const auto packed = std::bit_cast<std::array<uint64_t, kWordsOfShape>>(
            Shape{mask, lowest, highest, &shape == &by_shape.rbegin()->first, is_dense, begin,
                  static_cast<uint32_t>(entries.size())});
        words_[shape_word++] = packed[0];
        words_[shape_word++] = packed[1];
        for (const Entry& entry : entries)
            words_[first + begin++] = std::bit_cast<uint64_t>(entry);
    }
    return block;
}

uint32_t SharedPorts::find(uint32_t block, uint16_t port) const {
    const size_t first = 2 * size_t{block};
    for (size_t at = first;; at += kWordsOfShape) {
        const Shape shape = shape_at(at);
        const auto masked = static_cast<uint16_t>(port & shape.mask);
        size_t word = first + shape.begin;
        if (shape.is_dense) {
            word += masked >> std::countr_zero(shape.mask);
        } else {
            // The last entry that begins no later. Which half it is in is anybody's guess, a
            // processor's too: so there is no branch on it.
            for (uint32_t left = shape.count; left > 1;) {
                const uint32_t half = left / 2;
                word += entry_at(word + half).lowest <= masked ? half : 0;
                left -= half;
            }
        }
        const Entry entry = entry_at(word);
        if (entry.lowest <= masked && masked <= entry.highest && shape.first <= port &&
            port <= shape.last)
            return entry.owner;
        if (shape.is_last)
            return kNone;
    }
}

std::vector<SharedPorts::Owned> SharedPorts::sets_of(uint32_t block) const {
    std::vector<Owned> sets;
    const size_t first = 2 * size_t{block};
    for (size_t at = first;; at += kWordsOfShape) {
        const Shape shape = shape_at(at);
        for (uint32_t i = 0; i < shape.count; ++i) {
            const Entry entry = entry_at(first + shape.begin + i);
            const bool is_range = shape.mask == UINT16_MAX;
            sets.push_back({is_range ? PortSet::range(entry.lowest, entry.highest)
                                     : PortSet{shape.mask, entry.lowest, shape.first, shape.last},
                            entry.owner});
        }
        if (shape.is_last)
            return sets;
    }
}

uint32_t SharedPorts::units_of(uint32_t block) const {
    const size_t first = 2 * size_t{block};
    for (size_t at = first;; at += kWordsOfShape) {
        const Shape shape = shape_at(at);
        if (shape.is_last)
            return (shape.begin + shape.count + 1) / 2;
    }
}

void SharedPorts::remove(uint32_t block) {
    const uint32_t units = units_of(block);
    retired_.add([this, block, units] { free_[units].push_back(block); });
}

}  // namespace sluice
