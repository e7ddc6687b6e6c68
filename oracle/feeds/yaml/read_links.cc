// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_links.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "oracle/feeds/yaml/read_costs.h"

namespace sluice {
namespace {

constexpr size_t kMostLinks = 256;
// What all links may raise together, counted in pairs of PIDs: a bound of the time that it takes.
constexpr size_t kMostPairs = size_t{16} << 20;
constexpr uint64_t kSecondNs = 1'000'000'000;
constexpr uint64_t kHourNs = 3'600 * kSecondNs;
constexpr uint32_t kAllPermille = 1'000;
constexpr std::string_view kUnixSocket = "unix:/";

using Pids = std::vector<Pid>;

Pids read_pids(const YamlValue& value, const LocationNames& names) {
    Pids pids;
    for (const YamlValue& item : value.one_or_more())
        if (const auto named = names.read(item))
            pids.insert(pids.end(), named->begin(), named->end());
    std::sort(pids.begin(), pids.end());
    pids.erase(std::unique(pids.begin(), pids.end()), pids.end());
    return pids;
}

Pids all_pids(const LocationNames& names) {
    Pids pids;
    for (size_t pid = 0; pid < names.pid_count(); ++pid)
        pids.push_back(static_cast<Pid>(pid));
    return pids;
}

void read_duration(const std::optional<YamlValue>& value, uint64_t lowest_ns, uint64_t& out_ns) {
    const auto ns = value ? value->duration_ns() : std::nullopt;
    if (!ns)
        return;
    if (*ns < lowest_ns || *ns > kHourNs)
        value->complain("must be from " + std::to_string(lowest_ns / kSecondNs) + "s to 1h");
    out_ns = *ns;
}

void read_damping(const YamlValue& value, LinkLoadSettings& load) {
    const auto fields = value.fields({"rise", "fall", "hold"});
    if (!fields)
        return;
    read_duration(fields->find("rise"), kSecondNs, load.rise_ns);
    read_duration(fields->find("fall"), kSecondNs, load.fall_ns);
    read_duration(fields->find("hold"), 0, load.hold_ns);
}

void read_box(const YamlValue& value, std::string& box) {
    box = value.name().value_or("");
    if (!box.empty() && !box.starts_with(kUnixSocket))
        value.complain("'" + box +
                       "' is no socket of sluiced's on this host, like "
                       "\"unix:/run/sluice/sluiced.sock\"; sluiced listens on no other yet");
}

Pids without(const Pids& pids, const Pids& others) {
    Pids rest;
    std::set_difference(pids.begin(), pids.end(), others.begin(), others.end(),
                        std::back_inserter(rest));
    return rest;
}

// Who is named is on that side, and "*" is everybody who is not on the other.
void read_sides(const YamlFields& fields, const LocationNames& names, MeasuredLink& link) {
    const size_t complaints_before = fields.value().report().count();
    if (const auto towards = fields.require("towards"))
        link.towards = read_pids(*towards, names);
    const auto from = fields.find("from");
    link.from = from ? read_pids(*from, names) : all_pids(names);
    if (link.towards.size() == names.pid_count())
        link.towards = without(link.towards, link.from);
    link.from = without(link.from, link.towards);
    const bool is_sound = fields.value().report().count() == complaints_before;
    if (is_sound && (link.from.empty() || link.towards.empty()))
        fields.value().complain(
            "no two locations are on different sides of it: 'towards' is what is reached over it, "
            "'from' who reaches it");
}

MeasuredLink read_link(const YamlFields& fields, const LocationNames& names) {
    MeasuredLink link;
    if (const auto name = fields.require("name"))
        link.name = name->name().value_or("");
    if (const auto box = fields.require("box"))
        read_box(*box, link.box);
    if (const auto in_box = fields.require("link"))
        link.link = in_box->name().value_or("");
    read_sides(fields, names, link);
    if (const auto unit = fields.require("unit")) {
        link.load.unit = read_cost(*unit).value_or(1);
        if (link.load.unit == 0)
            unit->complain("would add nothing; write what the idle link costs, about");
    }
    if (const auto back = fields.find("back"))
        link.back = back->permille(0, kAllPermille).value_or(0) / double{kAllPermille};
    if (const auto damping = fields.find("damping"))
        read_damping(*damping, link.load);
    read_duration(fields.find("forget_after"), 10 * kSecondNs, link.forget_after_ns);
    return link;
}

}  // namespace

std::vector<MeasuredLink> read_links(const YamlValue& value, const LocationNames& names) {
    std::vector<MeasuredLink> links;
    std::map<std::string, int> lines;
    size_t pairs = 0;
    for (const YamlValue& item : value.items()) {
        const auto fields = item.fields(
            {"name", "box", "link", "from", "towards", "unit", "back", "damping", "forget_after"});
        if (!fields)
            continue;
        links.push_back(read_link(*fields, names));
        const MeasuredLink& link = links.back();
        pairs += link.from.size() * link.towards.size();
        const auto [first, is_new] = lines.emplace(link.name, item.line());
        if (!is_new && !first->first.empty())
            item.complain("there is a link '" + first->first + "' already, on line " +
                          std::to_string(first->second));
    }
    if (links.size() > kMostLinks)
        value.complain("has " + std::to_string(links.size()) + " links, more than the " +
                       std::to_string(kMostLinks) + " that there may be");
    if (pairs > kMostPairs)
        value.complain(
            "more pairs of locations go over these links than there is time for; name "
            "in 'from' whom it is about");
    return links;
}

}  // namespace sluice
