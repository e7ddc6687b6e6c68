// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "policy/huge_pages.h"
#include "policy/port_set.h"

namespace sluice {

// Who has which ports of the addresses that several share. The sets of an address that have one
// shape (one mask and one range, as PSIDs of one length have; or plain ranges) lie side by side,
// sorted, so that finding an owner among n of them is a search of log n steps in one array.
class SharedPorts {
 public:
    static constexpr uint32_t kNone = UINT32_MAX;

    struct Owned {
        PortSet ports;
        uint32_t owner;  // below kNone
    };

    // One address's sets, disjoint and at least one. The address's number, for find().
    uint32_t add(std::span<const Owned> sets);

    // kNone if the port is nobody's.
    uint32_t find(uint32_t address, uint16_t port) const;

    // Asks for the memory that a find() soon after will look at.
    void prefetch(uint32_t address) const {
        const Shape& shape = shapes_[address];
        __builtin_prefetch(&entries_[shape.begin + shape.count / 2]);
    }

    uint32_t any_owner(uint32_t address) const { return entries_[shapes_[address].begin].owner; }

    size_t memory_bytes() const;

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
        bool is_last;  // of its address
        uint32_t begin;
        uint32_t count;
    };

    // An address's number is that of its first shape.
    HugePageVector<Shape> shapes_;
    HugePageVector<Entry> entries_;
};

}  // namespace sluice
