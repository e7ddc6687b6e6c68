// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/feed_credibility.h"

#include <string_view>

namespace sluice {
namespace {

std::string what_is_lost(std::string_view family, uint64_t before, uint64_t now) {
    if (now >= before - before / 2)
        return "";
    return "only " + std::to_string(now) + " of " + std::to_string(before) + " " +
           std::string(family) + " prefixes are left";
}

}  // namespace

bool is_credible(const FeedCounts* previous, const FeedCounts& next) {
    return why_not_credible(previous, next).empty();
}

std::string why_not_credible(const FeedCounts* previous, const FeedCounts& next) {
    if (!next.broken.empty())
        return next.broken;
    if (next.prefixes() == 0)
        return next.default_routes > 0 ? "it has a default route only"
               : next.wrong > 0        ? "nothing in it is what it should be"
                                       : "it is empty";
    if (next.wrong > next.prefixes())
        return std::to_string(next.wrong) + " of its lines or records are wrong, and " +
               std::to_string(next.prefixes()) + " prefixes right";
    if (previous == nullptr)
        return "";
    std::string lost = what_is_lost("IPv4", previous->ipv4_prefixes, next.ipv4_prefixes);
    if (lost.empty())
        lost = what_is_lost("IPv6", previous->ipv6_prefixes, next.ipv6_prefixes);
    return lost;
}

}  // namespace sluice
