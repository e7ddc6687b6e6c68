// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

// How far away the other end of a subscriber's flow is, in what its bytes cost the operator.
enum class Locality : uint8_t {
    unknown,  // nobody has said anything of localities
    local,    // inside of the operator's network, or its customers'
    peering,  // at a neighbour that is not paid for traffic
    transit,  // everywhere else
};
inline constexpr size_t kLocalityCount = 4;
inline constexpr std::array<Locality, 3> kLocalities{Locality::local, Locality::peering,
                                                     Locality::transit};

constexpr std::string_view name(Locality locality) {
    constexpr std::string_view kNames[kLocalityCount] = {"unknown", "local", "peering", "transit"};
    return kNames[static_cast<size_t>(locality)];
}

// One of kLocalities.
constexpr std::optional<Locality> locality_named(std::string_view text) {
    for (const Locality locality : kLocalities)
        if (name(locality) == text)
            return locality;
    return std::nullopt;
}

}  // namespace sluice
