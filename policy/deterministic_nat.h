// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "policy/address.h"
#include "policy/policy.h"

namespace sluice {

// Both directions of a carrier-grade NAT that needs no log, since it hands out ports by a rule
// (RFC 7422, section 2). Inside and outside addresses are numbered as they ascend; the first C
// inside addresses share the first outside address, and so on, where C is the number of inside
// addresses to an outside one, rounded up. Of the ports that are not reserved, each of them gets
// the 1 in C + D part; what remains is handed out dynamically, and nobody's here.
class DeterministicNat {
 public:
    // mapping must have been validated: no range wraps, and everybody gets a port at least.
    explicit DeterministicNat(const NatMapping& mapping);

    // Who has that port of that outside address.
    std::optional<uint32_t> inside_of(uint32_t outside, uint16_t port) const;

    // The outside address of an inside one, and its ports, ascending. Nothing of others.
    std::optional<uint32_t> outside_of(uint32_t inside) const;
    std::vector<uint16_t> ports_of(uint32_t inside) const;
    // All who share an outside address; nobody if it is none.
    std::vector<uint32_t> insides_of(uint32_t outside) const;

    const NatMapping& mapping() const { return mapping_; }
    uint32_t ports_per_user() const { return ports_per_user_; }
    size_t memory_bytes() const {
        return sizeof *this + (candidates_.size() + places_.size()) * sizeof(uint16_t);
    }

 private:
    static constexpr uint16_t kReserved = UINT16_MAX;

    NatMapping mapping_;
    uint32_t users_per_address_;
    uint32_t ports_per_user_;
    std::vector<uint16_t> candidates_;  // the ports that are not reserved, ascending
    std::vector<uint16_t> places_;      // of each port among them; kReserved: it is none
};

// How many ports each inside address gets; 0: there are not enough of them.
uint32_t ports_per_user(const NatMapping& mapping);

}  // namespace sluice
