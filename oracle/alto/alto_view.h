// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "oracle/alto/network_map_text.h"
#include "oracle/alto/requests.h"
#include "oracle/rank/topology.h"

namespace sluice {

struct AltoOptions {
    AltoLimits limits;
    bool with_ranking = true;  // cost_type.h says what that tells
    uint32_t max_age_s = 60;   // how long whoever got a map by GET may keep it unasked
};

// A text that many get, and its entity tag.
struct AltoText {
    explicit AltoText(std::shared_ptr<const std::string> from);

    std::shared_ptr<const std::string> text;
    std::string entity_tag;
};

// A topology as it is told: what does not depend on who asks is written once. Immutable; any
// thread. Takes some 20 bytes for each prefix, and for each pair of locations whose cost is told.
class AltoView {
 public:
    // Throws std::invalid_argument, one line, if the topology's tag is none (RFC 7285, section
    // 10.3).
    AltoView(std::shared_ptr<const Topology> topology, const AltoOptions& options);

    const Topology& topology() const { return *topology_; }
    const AltoOptions& options() const { return options_; }
    // The "vtag" of the network map, which others depend on.
    const std::string& version_tag() const { return version_tag_; }

    const NetworkMapText& network_map() const { return network_map_; }
    const AltoText& directory_text() const { return directory_text_; }
    const AltoText& network_map_text() const { return network_map_text_; }
    const AltoText& cost_map_text(AltoCostType::Mode mode) const {
        return mode == AltoCostType::Mode::numerical ? numerical_text_ : ordinal_text_;
    }

 private:
    const std::shared_ptr<const Topology> topology_;
    const AltoOptions options_;
    const std::string version_tag_;
    const NetworkMapText network_map_;
    const AltoText directory_text_;
    const AltoText network_map_text_;
    const AltoText numerical_text_;
    const AltoText ordinal_text_;
};

}  // namespace sluice
