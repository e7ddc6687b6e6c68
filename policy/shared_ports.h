// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "policy/lazy_array.h"
#include "policy/port_set.h"
#include "policy/retired.h"

namespace sluice {

// Who has which ports of the addresses that several share, a block of memory for each address. A
// block never changes: another takes its place. One thread makes them, any look things up.
//
// The sets of an address that have one shape (one mask and one range, as PSIDs of one length have;
// or plain ranges) lie side by side, sorted, so that finding an owner among n of them is a search
// of log n steps in one array; and where all sets of a mask are there, one step.
class SharedPorts {
 public:
    static constexpr uint32_t kNone = UINT32_MAX;
    static constexpr uint32_t kHighestBlock = (1u << 24) - 1;

    struct Owned {
        PortSet ports;
        uint32_t owner;  // below kNone

        friend bool operator==(const Owned&, const Owned&) = default;
    };

    // units: of 16 bytes, at most kHighestBlock. An address of 16 PSIDs takes nine.
    SharedPorts(uint32_t units, Retired& retired);

    // kNone if the port is nobody's.
    uint32_t find(uint32_t block, uint16_t port) const;
    // Asks for the memory that a find() soon after will look at.
    void prefetch(uint32_t block) const { __builtin_prefetch(&words_[2 * size_t{block}]); }

    // The writer's. One address's sets, disjoint and at least one; its block, from 1 on. Nothing
    // if there is no room.
    std::optional<uint32_t> add(std::span<const Owned> sets);
    // Of a block that nobody can find any more. Its memory is used again once no reader has it.
    void remove(uint32_t block);
    // In no order that means anything.
    std::vector<Owned> sets_of(uint32_t block) const;

    size_t memory_bytes() const { return 2 * size_t{units_used_} * sizeof(uint64_t); }

 private:
    struct Entry {
        uint16_t lowest;   // of the port under the shape's mask; of a range, its first port
        uint16_t highest;  // the same as lowest, or the range's last port
        uint32_t owner;
    };
    struct Shape {
        uint16_t mask;
        uint16_t first;
        uint16_t last;
        uint8_t is_last;   // of its address
        uint8_t is_dense;  // an entry for every value under the mask, so its place is known
        uint32_t begin;    // of its entries, in words from the block's first
        uint32_t count;
    };
    static_assert(sizeof(Entry) == 8 && sizeof(Shape) == 16);

    Shape shape_at(size_t word) const;
    Entry entry_at(size_t word) const;
    uint32_t units_of(uint32_t block) const;

    LazyArray<uint64_t> words_;
    uint32_t units_used_ = 1;                         // block 0 is none
    std::map<uint32_t, std::vector<uint32_t>> free_;  // by how many units
    Retired& retired_;
};

}  // namespace sluice
