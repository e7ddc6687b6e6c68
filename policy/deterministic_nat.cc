// SPDX-License-Identifier: Apache-2.0
#include "policy/deterministic_nat.h"

#include <algorithm>
#include <cassert>

namespace sluice {
namespace {

constexpr uint32_t kPorts = 65'536;

uint64_t count(const AddressRange& range) {
    return uint64_t{range.last.ipv4()} - range.first.ipv4() + 1;
}

bool holds(const AddressRange& range, uint32_t address) {
    return range.first.ipv4() <= address && address <= range.last.ipv4();
}

bool is_reserved(const NatMapping& mapping, uint32_t port) {
    return std::any_of(
        mapping.reserved.begin(), mapping.reserved.end(),
        [&](const PortRange& range) { return range.first <= port && port <= range.last; });
}

uint64_t users_per_address(const NatMapping& mapping) {
    return (count(mapping.inside) + count(mapping.outside) - 1) / count(mapping.outside);
}

std::vector<uint16_t> candidates(const NatMapping& mapping) {
    std::vector<uint16_t> ports;
    for (uint32_t port = 0; port < kPorts; ++port)
        if (!is_reserved(mapping, port))
            ports.push_back(static_cast<uint16_t>(port));
    return ports;
}

}  // namespace

uint32_t ports_per_user(const NatMapping& mapping) {
    return static_cast<uint32_t>(candidates(mapping).size() /
                                 (users_per_address(mapping) + mapping.dynamic));
}

DeterministicNat::DeterministicNat(const NatMapping& mapping)
    : mapping_(mapping),
      users_per_address_(static_cast<uint32_t>(users_per_address(mapping))),
      ports_per_user_(sluice::ports_per_user(mapping)),
      candidates_(candidates(mapping)),
      places_(kPorts, kReserved) {
    assert(ports_per_user_ > 0);
    for (size_t place = 0; place < candidates_.size(); ++place)
        places_[candidates_[place]] = static_cast<uint16_t>(place);
}

std::optional<uint32_t> DeterministicNat::inside_of(uint32_t outside, uint16_t port) const {
    // Without reserved ports the last one's place is the mark of those that are.
    const bool whole = candidates_.size() == kPorts;
    if (!holds(mapping_.outside, outside) || (places_[port] == kReserved && !whole))
        return std::nullopt;
    const uint32_t place = places_[port];
    const bool staggered = mapping_.algorithm == NatAlgorithm::staggered;
    const uint32_t user = staggered ? place % users_per_address_ : place / ports_per_user_;
    const uint32_t of_user = staggered ? place / users_per_address_ : place % ports_per_user_;
    if (user >= users_per_address_ || of_user >= ports_per_user_)
        return std::nullopt;
    const uint64_t inside = uint64_t{outside - mapping_.outside.first.ipv4()} * users_per_address_ +
                            user + mapping_.inside.first.ipv4();
    return inside <= mapping_.inside.last.ipv4() ? std::optional(static_cast<uint32_t>(inside))
                                                 : std::nullopt;
}

std::optional<uint32_t> DeterministicNat::outside_of(uint32_t inside) const {
    if (!holds(mapping_.inside, inside))
        return std::nullopt;
    return mapping_.outside.first.ipv4() +
           (inside - mapping_.inside.first.ipv4()) / users_per_address_;
}

std::vector<uint32_t> DeterministicNat::insides_of(uint32_t outside) const {
    std::vector<uint32_t> insides;
    if (!holds(mapping_.outside, outside))
        return insides;
    const uint64_t first = uint64_t{outside - mapping_.outside.first.ipv4()} * users_per_address_ +
                           mapping_.inside.first.ipv4();
    for (uint64_t inside = first; inside < first + users_per_address_; ++inside)
        if (inside <= mapping_.inside.last.ipv4())
            insides.push_back(static_cast<uint32_t>(inside));
    return insides;
}

std::vector<uint16_t> DeterministicNat::ports_of(uint32_t inside) const {
    std::vector<uint16_t> ports;
    if (!holds(mapping_.inside, inside))
        return ports;
    const uint32_t user = (inside - mapping_.inside.first.ipv4()) % users_per_address_;
    for (uint32_t i = 0; i < ports_per_user_; ++i)
        ports.push_back(candidates_[mapping_.algorithm == NatAlgorithm::staggered
                                        ? i * users_per_address_ + user
                                        : user * ports_per_user_ + i]);
    return ports;
}

}  // namespace sluice
