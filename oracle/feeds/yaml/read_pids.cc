// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_pids.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "oracle/feeds/feed_table.h"
#include "oracle/feeds/yaml/read_as_numbers.h"
#include "oracle/rank/pid.h"
#include "policy/yaml/read_prefix.h"

namespace sluice {
namespace {

// Coarse maps guide better than fine ones (RFC 5632), and costs are a square of these.
constexpr size_t kMostPidDefinitions = 2'000;

// By Relation, but for unknown.
constexpr std::array<std::string_view, 4> kRelations{"own", "customer", "peer", "transit"};
constexpr std::array<std::string_view, 4> kWhereListed{"own_as", "neighbours.customers",
                                                       "neighbours.peers", "neighbours.transit"};

constexpr std::initializer_list<FeedFormat> kOriginFormats{FeedFormat::mrt, FeedFormat::gobgp,
                                                           FeedFormat::ip_to_as, FeedFormat::mmdb};

bool is_said_by(const std::vector<FeedSource>& feeds, std::initializer_list<FeedFormat> formats) {
    return std::any_of(feeds.begin(), feeds.end(), [&](const FeedSource& feed) {
        return std::find(formats.begin(), formats.end(), feed.format) != formats.end();
    });
}

class PidReader {
 public:
    PidReader(const Neighbours& neighbours, const std::vector<FeedSource>& feeds)
        : neighbours_(neighbours), feeds_(feeds) {}

    PidDefinition read(const std::string& name, const YamlValue& entry) {
        PidDefinition pid;
        pid.name = name;
        if (!is_pid_name(name))
            entry.complain("'" + name +
                           "' is no PID's name (RFC 7285, section 10.1): letters, digits, '-', "
                           "':', '@' and '_', at most 64");
        const size_t complaints_before = entry.report().count();
        const auto fields = entry.fields({"prefixes", "origin", "relation", "country", "region",
                                          "as_hops", "alto_cost", "default"});
        if (!fields)
            return pid;
        if (const auto value = fields->find("prefixes"))
            read_prefixes(*value, pid);
        read_selectors(*fields, pid);
        if (const auto value = fields->find("default"))
            pid.is_default = value->boolean().value_or(false);
        if (pid.prefixes.empty() && !pid.selects() && !pid.is_default &&
            entry.report().count() == complaints_before)
            entry.complain(
                "has nothing in it; write prefixes, which addresses it has by origin, "
                "relation, country, region, as_hops or alto_cost, or default: true");
        return pid;
    }

 private:
    void read_prefixes(const YamlValue& value, PidDefinition& pid) {
        for (const YamlValue& item : value.one_or_more()) {
            const auto prefix = read_prefix(item);
            if (!prefix)
                continue;
            if (prefix->length == 0) {
                item.complain("is everything; write default: true for what is nowhere else");
                continue;
            }
            const auto [first, is_new] = pid_of_.emplace(*prefix, pid.name);
            if (is_new)
                pid.prefixes.push_back(*prefix);
            else
                item.complain(prefix->to_string() + " is in PID '" + first->second + "' already");
        }
    }

    void read_selectors(const YamlFields& fields, PidDefinition& pid) const {
        if (const auto value = fields.find("origin")) {
            pid.origins = read_as_numbers(*value);
            need(*value, kOriginFormats,
                 "which AS an address is of; add one of format mrt, gobgp, ip-to-as or mmdb");
        }
        if (const auto value = fields.find("relation"))
            read_relations(*value, pid);
        if (const auto value = fields.find("country"))
            read_places(*value, Place::parse_country, "country of two letters, like DE",
                        pid.countries);
        if (const auto value = fields.find("region"))
            read_places(*value, Place::parse_region, "region by ISO 3166-2, like DE-HH",
                        pid.regions);
        if (const auto value = fields.find("as_hops")) {
            pid.as_hops = read_as_hops(*value);
            need(*value, {FeedFormat::mrt, FeedFormat::gobgp},
                 "how far a network is; add one of format mrt or gobgp");
        }
        if (const auto value = fields.find("alto_cost")) {
            pid.alto_cost = read_alto_cost(*value);
            need(*value, {FeedFormat::alto},
                 "what another network's oracle finds near; add one of format alto");
        }
    }

    void read_relations(const YamlValue& value, PidDefinition& pid) const {
        for (const YamlValue& item : value.one_or_more()) {
            const auto index = item.one_of(kRelations);
            if (!index)
                continue;
            const auto relation = static_cast<Relation>(*index + 1);
            pid.relations.push_back(relation);
            if (neighbours_.list(relation).empty())
                item.complain("no AS is that: name at least one in " +
                              std::string(kWhereListed[*index]));
        }
        need(value, kOriginFormats,
             "whose network an address is of; add one of format mrt, gobgp, ip-to-as or mmdb");
    }

    template <typename Parse>
    void read_places(const YamlValue& value, Parse parse, std::string_view what,
                     std::vector<Place>& places) const {
        for (const YamlValue& item : value.one_or_more()) {
            const auto text = item.name();
            if (!text)
                continue;
            const auto place = parse(*text);
            if (place && place->is_told())
                places.push_back(*place);
            else
                item.complain("'" + *text + "' is no " + std::string(what));
        }
        std::sort(places.begin(), places.end());
        need(value, {FeedFormat::geofeed, FeedFormat::ip_to_as, FeedFormat::mmdb},
             "where addresses are; add one of format geofeed, ip-to-as or mmdb");
    }

    // "2", "1-3"
    template <typename Number>
    static std::optional<std::pair<Number, Number>> read_range(std::string_view text) {
        const char* const end = text.data() + text.size();
        Number least = 0;
        auto [stopped, error] = std::from_chars(text.data(), end, least);
        Number most = least;
        if (error == std::errc{} && stopped != end && *stopped == '-') {
            const auto second = std::from_chars(stopped + 1, end, most);
            stopped = second.ptr;
            error = second.ec;
        }
        if (error == std::errc{} && stopped == end && least <= most)
            return std::pair{least, most};
        return std::nullopt;
    }

    static std::optional<PidDefinition::AsHops> read_as_hops(const YamlValue& value) {
        const auto text = value.name();
        if (!text)
            return std::nullopt;
        const auto range = read_range<unsigned>(*text);
        if (range && range->second < FeedEntry::kNoPath)
            return PidDefinition::AsHops{static_cast<uint8_t>(range->first),
                                         static_cast<uint8_t>(range->second)};
        value.complain("'" + *text + "' is no number of ASes on the way, like 1 or 2-254");
        return std::nullopt;
    }

    static std::optional<PidDefinition::AltoCost> read_alto_cost(const YamlValue& value) {
        const auto text = value.name();
        if (!text)
            return std::nullopt;
        const auto range = read_range<float>(*text);
        if (range && range->first >= 0 && std::isfinite(range->second))
            return PidDefinition::AltoCost{range->first, range->second};
        value.complain("'" + *text + "' is no cost of that oracle, like 10 or 0-12.5");
        return std::nullopt;
    }

    // A selector that no feed says anything of would never hold, and nobody would know why.
    void need(const YamlValue& value, std::initializer_list<FeedFormat> formats,
              std::string_view what) const {
        if (!is_said_by(feeds_, formats))
            value.complain("none of the feeds says " + std::string(what));
    }

    const Neighbours& neighbours_;
    const std::vector<FeedSource>& feeds_;
    std::map<Prefix, std::string> pid_of_;
};

}  // namespace

std::vector<PidDefinition> read_pids(const YamlValue& value, const Neighbours& neighbours,
                                     const std::vector<FeedSource>& feeds) {
    std::vector<PidDefinition> pids;
    PidReader reader(neighbours, feeds);
    const PidDefinition* default_pid = nullptr;
    const auto entries = value.entries();
    if (entries.size() > kMostPidDefinitions) {
        value.complain("has " + std::to_string(entries.size()) + " PIDs, more than the " +
                       std::to_string(kMostPidDefinitions) + " that there may be");
        return pids;
    }
    pids.reserve(entries.size());
    for (const auto& [name, entry] : entries) {
        // Kept even if it is wrong, so that nobody is told that it does not exist.
        pids.push_back(reader.read(name, entry));
        if (!pids.back().is_default)
            continue;
        if (default_pid != nullptr)
            entry.complain("PID '" + default_pid->name + "' is the default already");
        default_pid = &pids.back();
    }
    if (default_pid == nullptr)
        value.complain(
            "none is for what is nowhere else; write default: true in one of them, like "
            "elsewhere: { default: true }");
    return pids;
}

}  // namespace sluice
