// SPDX-License-Identifier: Apache-2.0
#include "dataplane/usage_table.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "policy/hash.h"

namespace sluice {
namespace {

// All that tells rows apart.
struct Key {
    uint64_t first;
    uint64_t second;

    explicit Key(const UsageRow& row) { std::memcpy(this, &row, sizeof *this); }
    friend bool operator==(const Key&, const Key&) = default;
};
static_assert(sizeof(Key) == offsetof(UsageRow, packets));

}  // namespace

UsageTable::UsageTable(uint32_t rows)
    : capacity_(std::max(rows, 1u)),
      mask_(std::bit_ceil(2 * capacity_) - 1),
      row_memory_(size_t{capacity_} * sizeof(UsageRow)),
      place_memory_((size_t{mask_} + 1) * sizeof(uint32_t)),
      rows_(static_cast<UsageRow*>(row_memory_.data())),
      places_(static_cast<uint32_t*>(place_memory_.data())) {}

bool UsageTable::add(const UsageRow& row) {
    const Key key(row);
    for (auto place = static_cast<uint32_t>(mix(key.first, key.second));; ++place) {
        uint32_t& taken = places_[place & mask_];
        if (taken == 0) {
            if (count_ == capacity_)
                return false;
            rows_[count_] = row;
            taken = ++count_;
            return true;
        }
        UsageRow& found = rows_[taken - 1];
        if (Key(found) == key) {
            found.packets += row.packets;
            found.bytes += row.bytes;
            return true;
        }
    }
}

void UsageTable::clear() {
    if (count_ != 0)
        std::memset(places_, 0, (size_t{mask_} + 1) * sizeof(uint32_t));
    count_ = 0;
}

}  // namespace sluice
