// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_subscribers.h"

#include <cstring>
#include <string>
#include <unordered_map>

#include "policy/hash.h"
#include "policy/yaml/read_prefix.h"

namespace sluice {
namespace {

constexpr uint64_t kRateMostBps = 10'000'000'000'000;

constexpr RefusedKey kLaterOfTiers[] = {
    {"weight", "'weight' is not built in this version; nothing is shared by weight yet"},
    {"congestion", "'congestion' is not built in this version; leave it out"},
};
constexpr RefusedKey kLaterOfSubscribers[] = {
    {"ports", "'ports' is not built in this version; a subscriber is found by its addresses alone"},
    {"site", "'site' is not built in this version; leave it out"},
};

struct PrefixHash {
    size_t operator()(const Prefix& prefix) const {
        uint64_t high = 0;
        uint64_t low = 0;
        std::memcpy(&high, &prefix.address.bytes[0], sizeof high);
        std::memcpy(&low, &prefix.address.bytes[8], sizeof low);
        return mix(high ^ prefix.length, low);
    }
};

struct Owner {
    std::string id;
    int line;
};
using Owners = std::unordered_map<Prefix, Owner, PrefixHash>;

uint64_t read_tier_rate(const YamlFields& fields, std::string_view key) {
    const auto value = fields.require(key);
    const auto rate = value ? value->rate_bps() : std::nullopt;
    if (rate == uint64_t{0})
        value->complain("a tier of rate zero sells nothing; write the rate it is provisioned with");
    if (rate && *rate > kRateMostBps)
        value->complain("is more than 10tbps");
    return rate.value_or(0);
}

std::vector<Prefix> read_addresses(const YamlValue& value, const std::string& id, Owners& owners) {
    std::vector<Prefix> addresses;
    for (const YamlValue& item : value.one_or_more()) {
        const auto prefix = read_prefix(item);
        if (!prefix)
            continue;
        const auto [owner, is_new] = owners.try_emplace(*prefix, Owner{id, item.line()});
        if (!is_new)
            item.complain(prefix->to_string() + " is already subscriber '" + owner->second.id +
                          "' on line " + std::to_string(owner->second.line) +
                          "; an address has one subscriber");
        addresses.push_back(*prefix);
    }
    return addresses;
}

}  // namespace

std::vector<Tier> read_tiers(const YamlValue& value) {
    std::vector<Tier> tiers;
    for (auto& [name, entry] : value.entries()) {
        // Kept even if it is wrong, so that nobody is told that the tier does not exist.
        Tier& tier = tiers.emplace_back();
        tier.name = name;
        const auto fields = entry.fields({"up", "down"}, kLaterOfTiers);
        if (!fields)
            continue;
        tier.up_bps = read_tier_rate(*fields, "up");
        tier.down_bps = read_tier_rate(*fields, "down");
    }
    return tiers;
}

std::vector<Subscriber> read_subscribers(const YamlValue& value, const TierNames& tiers) {
    std::vector<Subscriber> subscribers;
    std::unordered_map<std::string, int> lines;
    Owners owners;
    for (const YamlValue& item : value.items()) {
        const auto fields = item.fields({"id", "tier", "group", "addresses"}, kLaterOfSubscribers);
        if (!fields)
            continue;
        Subscriber subscriber;
        if (const auto id = fields->require("id")) {
            subscriber.id = id->name().value_or("");
            const auto [first, is_new] = lines.emplace(subscriber.id, id->line());
            if (!is_new && !subscriber.id.empty())
                id->complain("subscriber '" + subscriber.id + "' is already on line " +
                             std::to_string(first->second));
        }
        if (const auto tier = fields->find("tier"))
            subscriber.tier = read_tier_name(*tier, tiers).value_or("");
        if (const auto group = fields->find("group"))
            subscriber.group = group->name().value_or("");
        if (const auto addresses = fields->require("addresses"))
            subscriber.addresses = read_addresses(*addresses, subscriber.id, owners);
        subscribers.push_back(std::move(subscriber));
    }
    return subscribers;
}

}  // namespace sluice
