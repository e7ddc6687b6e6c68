// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "policy/address.h"
#include "policy/bit_vectors.h"
#include "policy/policy.h"
#include "policy/prefix_table.h"

namespace sluice {

// For every port the bit vector of the lists that hold it; an empty list holds every port.
class PortDimension {
 public:
    PortDimension(const std::vector<std::span<const PortRange>>& lists, BitVectors& vectors);

    bool used() const { return !ids_.empty(); }  // else every list is empty
    uint32_t find(uint16_t port) const { return ids_[port]; }
    size_t memory_bytes() const { return ids_.size() * sizeof(uint32_t); }

 private:
    std::vector<uint32_t> ids_;
};

// For every address the bit vector of the lists that hold it; an empty list holds every address.
class PrefixDimension {
 public:
    PrefixDimension(const std::vector<std::span<const Prefix>>& lists, BitVectors& vectors);

    bool used() const { return used_; }
    uint32_t find(const IpAddress& address) const {
        const uint32_t id = table_.find(address);
        return id == PrefixTable::kNone ? elsewhere_ : id;
    }
    size_t memory_bytes() const { return table_.memory_bytes(); }

 private:
    static std::vector<std::pair<Prefix, uint32_t>> classes(
        const std::vector<std::span<const Prefix>>& lists, const BitVectors::Words& everywhere,
        BitVectors& vectors);

    bool used_ = false;
    uint32_t elsewhere_ = 0;  // in no prefix
    PrefixTable table_{{}};
};

}  // namespace sluice
