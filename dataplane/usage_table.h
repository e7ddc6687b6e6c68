// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "dataplane/arena.h"
#include "dataplane/usage_row.h"

namespace sluice {

// Sums of usage, one row for each kind of packet that there was. All memory is taken when it is
// built; for one thread at a time.
class UsageTable {
 public:
    // Throws std::runtime_error if the memory is not to be had.
    explicit UsageTable(uint32_t rows);

    // False, and nothing is added, if it would need one row more than there are.
    bool add(const UsageRow& row);

    std::span<const UsageRow> rows() const { return {rows_, count_}; }
    // One more subscriber may find no room soon.
    bool nearly_full() const { return count_ >= capacity_ - capacity_ / 4; }
    void clear();

    size_t memory_bytes() const { return row_memory_.size() + place_memory_.size(); }

 private:
    const uint32_t capacity_;
    const uint32_t mask_;  // of places: a power of two, at most half of them taken
    Arena row_memory_;
    Arena place_memory_;
    UsageRow* const rows_;
    uint32_t* const places_;  // row + 1, 0: none
    uint32_t count_ = 0;
};

}  // namespace sluice
