// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "oracle/alto/resources.h"

namespace sluice {

// Those that update streams tell of, in the order in which they do: what others depend on comes
// first (RFC 8895, section 6.7.1).
inline constexpr std::array<AltoResource, 3> kUpdatedResources = {
    AltoResource::network_map, AltoResource::numerical_cost_map, AltoResource::ordinal_cost_map};

// A resource as it is now. Versions count from 1.
struct UpdatedText {
    std::shared_ptr<const std::string> text;
    uint64_t version = 0;
    // What makes version - 1 this one (RFC 7396). Not there: the text is shorter, or nobody asked.
    std::shared_ptr<const std::string> patch;
};

// What all streams tell of at a moment. Immutable.
struct UpdateState {
    std::string tag;  // of the network map
    std::array<UpdatedText, kUpdatedResources.size()> texts;
};

}  // namespace sluice
