// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "oracle/alto/network_map_text.h"
#include "oracle/alto/requests.h"
#include "oracle/rank/topology.h"

namespace sluice {

struct AltoOptions {
    AltoLimits limits;
    bool with_ranking = true;    // cost_type.h says what that tells
    bool with_accounts = false;  // what they have used, to who may know it
    uint32_t max_age_s = 60;     // how long whoever got a map by GET may keep it unasked
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
    // Where a network map has more prefixes, the whole property map, which says the same at three
    // times the length, is not offered.
    static constexpr size_t kWholePropertiesMost = 65'536;

    // before: one whose texts are taken where they would be the same, as where measured load alone
    // is another. Throws std::invalid_argument, one line, if the topology's tag is none (RFC 7285,
    // section 10.3).
    AltoView(std::shared_ptr<const Topology> topology, const AltoOptions& options,
             const AltoView* before = nullptr);

    const Topology& topology() const { return *topology_; }
    const AltoOptions& options() const { return options_; }
    // The "vtag" of the network map, which others depend on.
    const std::string& version_tag() const { return told_->version_tag; }

    const NetworkMapText& network_map() const { return told_->network_map; }
    const AltoText& directory_text() const { return told_->directory_text; }
    const AltoText& network_map_text() const { return told_->network_map_text; }
    const AltoText& cost_map_text(AltoCostType::Mode mode) const {
        return mode == AltoCostType::Mode::numerical ? costs_->numerical_text
                                                     : costs_->ordinal_text;
    }
    // nullptr where it is not offered.
    const AltoText* property_map_text() const {
        return told_->property_map_text ? &*told_->property_map_text : nullptr;
    }

 private:
    // What the topology's tag is the digest of, and others may share: all but the costs of now.
    struct Told {
        Told(const Topology& topology, const AltoOptions& options);

        const std::string version_tag;
        const NetworkMapText network_map;
        const AltoText directory_text;
        const AltoText network_map_text;
        std::optional<AltoText> property_map_text;
    };
    // What the time of day changes, besides.
    struct Costs {
        Costs(const Topology& topology, const std::string& version_tag);

        const AltoText numerical_text;
        const AltoText ordinal_text;
    };

    // Whether `before` is of the same told topology, at whatever time of day.
    static bool is_told_alike(const Topology& topology, const AltoView* before);
    static std::shared_ptr<const Told> told(const Topology& topology, const AltoOptions& options,
                                            const AltoView* before);
    static std::shared_ptr<const Costs> costs(const Topology& topology, const Told& told,
                                              const AltoView* before);

    const std::shared_ptr<const Topology> topology_;
    const AltoOptions options_;
    const std::shared_ptr<const Told> told_;
    const std::shared_ptr<const Costs> costs_;
};

}  // namespace sluice
