// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/placed_prefixes.h"

#include <algorithm>
#include <optional>

#include "oracle/feeds/address_bits.h"
#include "oracle/feeds/pid_selection.h"

namespace sluice {
namespace {

// The prefixes around the place that a sweep is at, the longest last. They nest, so one that the
// place is not in is done with.
template <typename Value>
class Around {
 public:
    void move_to(AddressBits first) {
        while (!open_.empty() && open_.back().last < first)
            open_.pop_back();
    }
    void enter(const Prefix& prefix, Value value) { open_.push_back({last_bits(prefix), value}); }
    void leave_all() { open_.clear(); }
    bool empty() const { return open_.empty(); }
    const Value& longest() const { return open_.back().value; }

 private:
    struct Open {
        AddressBits last;
        Value value;
    };
    std::vector<Open> open_;
};

struct Source {
    std::span<const FeedEntry> rest;
    std::span<const float> alto_costs;
    uint8_t feed;            // its place among the definition's
    bool knows_of_no_place;  // where it names no place, there is none to be believed
    Around<const FeedEntry*> around;
};

using Placed = std::pair<Prefix, Pid>;

std::vector<std::string> names_of(const TopologyDefinition& definition) {
    std::vector<std::string> names;
    for (const FeedSource& feed : definition.feeds)
        names.push_back(feed.name);
    return names;
}

std::vector<Placed> written_prefixes(const TopologyDefinition& definition) {
    std::vector<Placed> written;
    for (size_t i = 0; i < definition.pids.size(); ++i)
        for (const Prefix& prefix : definition.pids[i].prefixes)
            written.emplace_back(prefix, static_cast<Pid>(i));
    std::sort(written.begin(), written.end(),
              [](const Placed& a, const Placed& b) { return comes_before(a.first, b.first); });
    return written;
}

// Goes once through all prefixes in their order.
class Sweep {
 public:
    Sweep(const TopologyDefinition& definition, std::span<const FeedTable* const> tables)
        : definition_(definition),
          default_pid_(definition.default_pid()),
          selection_(definition),
          written_(written_prefixes(definition)),
          rest_of_written_(written_),
          origins_(names_of(definition)) {
        for (size_t i = 0; i < tables.size(); ++i)
            if (tables[i] != nullptr)
                sources_.push_back({tables[i]->entries,
                                    tables[i]->alto_costs,
                                    static_cast<uint8_t>(i),
                                    definition.feeds[i].format == FeedFormat::geofeed,
                                    {}});
    }

    PlacedPrefixes run() {
        begin_family(Prefix{IpAddress::from_ipv4(0), 0});
        bool is_ipv4 = true;
        while (const auto next = next_prefix()) {
            if (is_ipv4 && !next->address.is_ipv4()) {
                begin_family(Prefix{});
                is_ipv4 = false;
            }
            visit(*next);
        }
        if (is_ipv4)
            begin_family(Prefix{});
        placed_.origins = origins_.finish();
        return std::move(placed_);
    }

 private:
    void begin_family(const Prefix& everything) {
        for (Source& source : sources_)
            source.around.leave_all();
        around_written_.leave_all();
        around_placed_.leave_all();
        place(everything, default_pid_);
    }

    std::optional<Prefix> next_prefix() const {
        const Prefix* next = rest_of_written_.empty() ? nullptr : &rest_of_written_.front().first;
        for (const Source& source : sources_)
            if (!source.rest.empty() &&
                (next == nullptr || comes_before(source.rest.front().prefix, *next)))
                next = &source.rest.front().prefix;
        return next != nullptr ? std::optional(*next) : std::nullopt;
    }

    void visit(const Prefix& prefix) {
        const AddressBits first = address_bits(prefix.address);
        around_written_.move_to(first);
        if (!rest_of_written_.empty() && rest_of_written_.front().first == prefix) {
            around_written_.enter(prefix, rest_of_written_.front().second);
            rest_of_written_ = rest_of_written_.subspan(1);
        }
        bool is_of_feed = false;
        for (Source& source : sources_) {
            source.around.move_to(first);
            if (source.rest.empty() || source.rest.front().prefix != prefix)
                continue;
            source.around.enter(prefix, &source.rest.front());
            source.rest = source.rest.subspan(1);
            is_of_feed = true;
        }
        placed_.of_feeds += is_of_feed ? 1 : 0;
        if (is_of_feed)
            keep_origin(prefix);
        around_placed_.move_to(first);
        if (!around_written_.empty()) {
            placed_.inside_written += is_of_feed ? 1 : 0;
            place(prefix, around_written_.longest());
            return;
        }
        const FeedEntry said = what_is_said();
        if (said.has_path() &&
            PidSelection::relation(definition_.neighbours, said) == Relation::unknown)
            ++placed_.of_no_neighbour;
        place(prefix, selection_.select(said, what_its_oracle_says(prefix, said)));
    }

    void keep_origin(const Prefix& prefix) {
        const auto& own = definition_.neighbours.own;
        for (const Source& source : sources_) {
            if (source.around.empty())
                continue;
            const FeedEntry& entry = *source.around.longest();
            const uint32_t as =
                entry.as_hops == 0 && own.size() == 1 ? own.front() : entry.origin_as;
            if (as != 0)
                return origins_.add(prefix, as, source.feed);
        }
        origins_.add(prefix, 0, 0);
    }

    FeedEntry what_is_said() const {
        FeedEntry said;
        bool is_place_said = false;
        for (const Source& source : sources_) {
            if (source.around.empty())
                continue;
            const FeedEntry& entry = *source.around.longest();
            if (said.origin_as == 0)
                said.origin_as = entry.origin_as;
            if (!said.has_path()) {
                said.as_hops = entry.as_hops;
                said.neighbour_as = entry.neighbour_as;
            }
            if (is_place_said)
                continue;
            said.place = entry.place;
            is_place_said = entry.place.is_told() || source.knows_of_no_place;
        }
        return said;
    }

    // Of another network's oracle counts what it says of its own network: never of ours, whatever
    // it is believed about otherwise.
    float what_its_oracle_says(const Prefix& prefix, const FeedEntry& said) const {
        for (const Source& source : sources_) {
            if (source.around.empty() ||
                source.around.longest()->alto_cost >= source.alto_costs.size())
                continue;
            const AltoFeedSource& believed = definition_.feeds[source.feed].alto;
            const bool is_theirs =
                std::ranges::binary_search(believed.for_origins, said.origin_as) ||
                std::ranges::any_of(believed.for_prefixes, [&](const Prefix& of) {
                    return of.length <= prefix.length && of.contains(prefix.address);
                });
            if (is_theirs && PidSelection::relation(definition_.neighbours, said) != Relation::own)
                return source.alto_costs[source.around.longest()->alto_cost];
        }
        return PidSelection::kNoAltoCost;
    }

    void place(const Prefix& prefix, Pid pid) {
        if (!around_placed_.empty() && around_placed_.longest() == pid)
            return;
        around_placed_.enter(prefix, pid);
        placed_.prefixes.emplace_back(prefix, pid);
    }

    const TopologyDefinition& definition_;
    Pid default_pid_;
    PidSelection selection_;
    std::vector<Placed> written_;
    std::span<const Placed> rest_of_written_;
    std::vector<Source> sources_;
    Around<Pid> around_written_;
    Around<Pid> around_placed_;
    OriginTableBuilder origins_;
    PlacedPrefixes placed_;
};

}  // namespace

PlacedPrefixes place_prefixes(const TopologyDefinition& definition,
                              std::span<const FeedTable* const> tables) {
    return Sweep(definition, tables).run();
}

}  // namespace sluice
