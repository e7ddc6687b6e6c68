// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/network_map_text.h"

#include <algorithm>
#include <numeric>

#include "oracle/alto/json_text.h"

namespace sluice {
namespace {

constexpr std::string_view kElsewhere = "elsewhere";

// A name that no location of the map has.
std::string name_of_elsewhere(const NetworkMap& map) {
    std::string name(kElsewhere);
    for (int i = 2; map.named(name); ++i)
        name = std::string(kElsewhere) + "-" + std::to_string(i);
    return name;
}

std::vector<Prefix> whole_families_missing(const NetworkMap& map) {
    std::vector<Prefix> missing = {*Prefix::parse("0.0.0.0/0"), *Prefix::parse("::/0")};
    for (size_t pid = 0; pid < map.names().size(); ++pid)
        for (const Prefix& prefix : map.prefixes(static_cast<Pid>(pid)))
            if (prefix.length == 0)
                std::erase(missing, prefix);
    return missing;
}

// "ipv4":["192.0.2.0/24"] of one kind, if there are any; gives where its inside stands.
std::pair<size_t, size_t> append_kind(std::string& out, std::string_view kind, bool is_ipv4,
                                      std::span<const Prefix> prefixes, bool& first_kind) {
    bool first = true;
    size_t begin = out.size();
    for (const Prefix& prefix : prefixes) {
        if (prefix.address.is_ipv4() != is_ipv4)
            continue;
        if (first) {
            append_json_comma(out, first_kind);
            append_json_name(out, kind);
            out += ":[";
            begin = out.size();
        }
        append_json_comma(out, first);
        append_json_name(out, prefix.to_string());
    }
    const size_t end = out.size();
    if (!first)
        out += ']';
    return {begin, end};
}

}  // namespace

NetworkMapText::NetworkMapText(const NetworkMap& map, std::string_view version_tag) {
    begin_ = R"({"meta":{"vtag":)" + std::string(version_tag) + R"(},"network-map":{)";
    names_.assign(map.names().begin(), map.names().end());
    std::vector<Prefix> missing = whole_families_missing(map);
    if (!missing.empty())
        names_.push_back(name_of_elsewhere(map));

    std::string text = begin_;
    bool first = true;
    for (size_t i = 0; i < names_.size(); ++i) {
        const auto prefixes = i < map.names().size() ? map.prefixes(static_cast<Pid>(i))
                                                     : std::span<const Prefix>(missing);
        append_json_comma(text, first);
        append_json_name(text, names_[i]);
        text += ":{";
        bool first_kind = true;
        Place place;
        place.ipv4 = append_kind(text, "ipv4", true, prefixes, first_kind);
        place.ipv6 = append_kind(text, "ipv6", false, prefixes, first_kind);
        places_.push_back(place);
        text += '}';
    }
    text += "}}";
    text.shrink_to_fit();
    whole_ = std::make_shared<const std::string>(std::move(text));

    by_name_.resize(names_.size());
    std::iota(by_name_.begin(), by_name_.end(), 0u);
    std::ranges::sort(by_name_, {},
                      [&](uint32_t place) { return std::string_view(names_[place]); });
}

size_t NetworkMapText::find(std::string_view name) const {
    const auto found = std::ranges::lower_bound(
        by_name_, name, {}, [&](uint32_t place) { return std::string_view(names_[place]); });
    return found != by_name_.end() && names_[*found] == name ? *found : names_.size();
}

std::shared_ptr<const std::string> NetworkMapText::filtered(const NetworkMapFilter& filter) const {
    if (filter.pids.empty() && filter.ipv4 && filter.ipv6)
        return whole_;
    std::vector<bool> wanted(names_.size(), filter.pids.empty());
    for (const std::string_view name : filter.pids)
        if (const size_t place = find(name); place < wanted.size())
            wanted[place] = true;

    auto text = std::make_shared<std::string>(begin_);
    bool first = true;
    for (size_t i = 0; i < names_.size(); ++i) {
        if (!wanted[i])
            continue;
        append_json_comma(*text, first);
        append_json_name(*text, names_[i]);
        *text += ":{";
        bool first_kind = true;
        const auto append = [&](std::string_view kind, bool asked, std::pair<size_t, size_t> of) {
            if (!asked || of.first == of.second)
                return;
            append_json_comma(*text, first_kind);
            append_json_name(*text, kind);
            *text += ":[";
            *text += slice(of);
            *text += ']';
        };
        append("ipv4", filter.ipv4, places_[i].ipv4);
        append("ipv6", filter.ipv6, places_[i].ipv6);
        *text += '}';
    }
    *text += "}}";
    return text;
}

}  // namespace sluice
