// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/gobgp/gobgp_routes.h"

#include <algorithm>
#include <string>

namespace sluice {
namespace {

bool is_in_use(const apipb::Path& path) {
    return !path.is_withdraw() && !path.filtered() && !path.is_nexthop_invalid();
}

std::optional<Prefix> prefix_of(const std::string& text, bool is_ipv4) {
    if (text.find('/') == std::string::npos)
        return std::nullopt;
    const auto prefix = Prefix::parse(text);
    return prefix && prefix->address.is_ipv4() == is_ipv4 ? prefix : std::nullopt;
}

}  // namespace

void GobgpRoutes::add(const apipb::Destination& destination, bool is_ipv4) {
    const auto prefix = prefix_of(destination.prefix(), is_ipv4);
    if (!prefix) {
        ++builder_.counts().wrong;
        return;
    }
    const auto& paths = destination.paths();
    const bool is_chosen = std::ranges::any_of(
        paths, [](const apipb::Path& path) { return is_in_use(path) && path.best(); });
    std::optional<BgpPath> best;
    bool is_wrong = false;
    for (const apipb::Path& path : paths) {
        if (!is_in_use(path) || (is_chosen && !path.best()))
            continue;
        const auto read = read_path(path);
        is_wrong |= !read;
        if (read && (!best || (!is_chosen && read->is_better_than(*best))))
            best = read;
    }
    builder_.counts().wrong += is_wrong ? 1 : 0;
    if (!best) {
        builder_.counts().passed_over += is_wrong ? 0 : 1;
        return;
    }
    builder_.add(best->entry_of(*prefix));
}

std::optional<BgpPath> GobgpRoutes::read_path(const apipb::Path& path) {
    attributes_.clear();
    for (const std::string& attribute : path.pattrs_binary()) {
        if (attribute.size() > kMostAttributeBytes - attributes_.size())
            return std::nullopt;
        attributes_.insert(attributes_.end(), attribute.begin(), attribute.end());
    }
    return parse_bgp_path(attributes_, own_as_);
}

}  // namespace sluice
