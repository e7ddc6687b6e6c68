// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "policy/address.h"

namespace sluice {

// What a subscriber's id may be made of.
enum class DhcpIdSource : uint8_t {
    subscriber_id,
    remote_id,
    circuit_id,
    client_id,         // the client says it: it can say anything
    hardware_address,  // the same
};
inline constexpr std::array<std::string_view, 5> kDhcpIdSources = {
    "subscriber-id", "remote-id", "circuit-id", "client-id", "hardware-address"};

struct DhcpSettings {
    std::vector<Prefix> servers = {};  // and relay agents on the core side
    std::vector<Prefix> relays = {};   // on the access side; empty: all are believed
    // The first that a message has.
    std::vector<DhcpIdSource> id_from = {DhcpIdSource::subscriber_id, DhcpIdSource::remote_id,
                                         DhcpIdSource::circuit_id};
    uint64_t longest_lease_ns = uint64_t{7} * 86'400 * 1'000'000'000;
};

}  // namespace sluice
