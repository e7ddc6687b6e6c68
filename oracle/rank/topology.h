// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "oracle/rank/cost_calendar.h"
#include "oracle/rank/cost_map.h"
#include "oracle/rank/cost_tiers.h"
#include "oracle/rank/network_map.h"
#include "oracle/rank/origin_table.h"
#include "oracle/rank/prefix_set.h"
#include "policy/address.h"

namespace sluice {

// What answers are made from at one moment: everything that feeds have said, put together. A new
// one replaces it by pointer; whoever answers keeps the one that it began with. Immutable; any
// thread.
class Topology {
 public:
    // Behind a NAT of the operator's (RFC 6598): addresses that mean something inside their realm
    // alone. An address is in one realm at most: that of the longest prefix that holds it.
    struct Realm {
        std::string name;
        std::vector<Prefix> inside;
    };
    struct Parts {
        std::shared_ptr<const NetworkMap> map;
        CostMap routing_cost;        // may be told to anybody
        CostMap ranking_cost;        // the operator's own criteria and the measured load: orders
                                     // lists, and is never told
        std::vector<Prefix> caches;  // ranked first
        std::vector<Realm> realms;
        std::string tag;  // of what may be told: another whenever that is (RFC 7285, section 10.3)
        std::shared_ptr<const OriginTable> origins = nullptr;  // null: nobody says
        // How costs change over the day; null: they do not. Where it is known what time it is, the
        // costs are those of the interval that began at interval_begin_s, in seconds since 1970;
        // before that, those that are written (PresentTopology).
        std::shared_ptr<const CostCalendar> calendar = nullptr;
        std::optional<int64_t> interval_begin_s = std::nullopt;
    };

    // Throws std::invalid_argument, one line, where there is no map, costs or the calendar are of
    // another number of locations, or a prefix is in two realms.
    explicit Topology(Parts parts);

    const NetworkMap& map() const { return *parts_.map; }
    const CostMap& routing_cost() const { return parts_.routing_cost; }
    const CostMap& ranking_cost() const { return parts_.ranking_cost; }
    const std::string& tag() const { return parts_.tag; }
    // Which AS an address is of; nothing where nobody says.
    std::optional<OriginTable::Origin> origin(const IpAddress& address) const {
        return parts_.origins ? parts_.origins->find(address) : std::nullopt;
    }
    // Null where costs are the same all day, or it is not known what time it is.
    const CostCalendar* calendar() const {
        return parts_.interval_begin_s ? parts_.calendar.get() : nullptr;
    }
    // Of the present interval, where there is a calendar.
    int64_t interval_begin_s() const { return parts_.interval_begin_s.value_or(0); }
    // What the next one is made from, where only some of it changes.
    const Parts& parts() const { return parts_; }

    // The order of ranking_cost().
    const CostTiers& tiers() const { return tiers_; }

    bool has_caches() const { return !caches_.empty(); }
    bool is_cache(const IpAddress& address) const { return caches_.contains(address); }

    static constexpr uint16_t kNoRealm = PrefixSet::kNone;
    bool has_realms() const { return !realms_.empty(); }
    // Its place among parts().realms, or kNoRealm.
    uint16_t realm(const IpAddress& address) const { return realms_.find(address); }
    // Whether an address means the same host to whoever is in that realm (or in none). Everything
    // that is handed to somebody asks this first.
    bool may_be_told(uint16_t asker_realm, const IpAddress& address) const {
        const uint16_t inside = realm(address);
        return inside == kNoRealm || inside == asker_realm;
    }

    size_t memory_bytes() const;

 private:
    Parts parts_;
    CostTiers tiers_;
    PrefixSet caches_;
    PrefixSet realms_;
};

}  // namespace sluice
