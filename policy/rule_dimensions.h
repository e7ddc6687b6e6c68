// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
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

// For every number the bit vector of the bounds that it is above; none is a bound of nothing.
class BoundDimension {
 public:
    BoundDimension(const std::vector<std::optional<uint64_t>>& bounds, BitVectors& vectors);

    bool used() const { return !bounds_.empty(); }  // else there is no bound
    uint32_t find(uint64_t number) const;
    size_t memory_bytes() const {
        return bounds_.size() * sizeof(uint64_t) + ids_.size() * sizeof(uint32_t);
    }

 private:
    std::vector<uint64_t> bounds_;  // ascending
    std::vector<uint32_t> ids_;     // of a number that is above so many of them
};

// For every set of up to 64 things the bit vectors of the wishes that one of them meets, to be
// ORed; a wish of nothing is always met.
class WishDimension {
 public:
    static constexpr size_t kMostVectors = 65;
    using Vectors = std::array<const uint64_t*, kMostVectors>;

    WishDimension(const std::vector<uint64_t>& wishes, BitVectors& vectors);

    bool used() const { return !groups_.empty(); }  // else nobody wishes for anything
    // How many of them: at least one.
    size_t find(uint64_t set, const BitVectors& vectors, Vectors& found) const {
        size_t count = 0;
        found[count++] = vectors.summary(always_);
        for (const Group& group : groups_)
            if ((group.things & set) != 0)
                found[count++] = vectors.summary(group.id);
        return count;
    }
    size_t memory_bytes() const { return groups_.size() * sizeof(Group); }

 private:
    struct Group {
        uint64_t things;  // that the same wishes name
        uint32_t id;
    };

    uint32_t always_ = 0;
    std::vector<Group> groups_;
};

}  // namespace sluice
