// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_subscribers.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <unordered_map>

#include "policy/hash.h"
#include "policy/yaml/read_ports.h"
#include "policy/yaml/read_prefix.h"

namespace sluice {
namespace {

constexpr uint64_t kRateMostBps = 10'000'000'000'000;

constexpr RefusedKey kLaterOfTiers[] = {
    {"weight", "'weight' is not built in this version; nothing is shared by weight yet"},
    {"congestion", "'congestion' is not built in this version; leave it out"},
};
constexpr RefusedKey kLaterOfSubscribers[] = {
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

// Who has which ports of it.
struct Owner {
    PortSet ports;
    std::string id;
    int line;
};
using Owners = std::unordered_map<Prefix, std::vector<Owner>, PrefixHash>;

uint64_t read_tier_rate(const YamlFields& fields, std::string_view key) {
    const auto value = fields.require(key);
    const auto rate = value ? value->rate_bps() : std::nullopt;
    if (rate == uint64_t{0})
        value->complain("a tier of rate zero sells nothing; write the rate it is provisioned with");
    if (rate && *rate > kRateMostBps)
        value->complain("is more than 10tbps");
    return rate.value_or(0);
}

// How much a billing period, and which direction of it.
std::optional<Allowance> read_allowance(const YamlValue& value) {
    static constexpr std::string_view kCounts[] = {"both", "up", "down"};
    const auto fields = value.fields({"volume", "counts"});
    if (!fields)
        return std::nullopt;
    Allowance allowance;
    if (const auto volume = fields->require("volume")) {
        const auto bytes = volume->size_bytes();
        if (bytes == uint64_t{0})
            volume->complain("an allowance of nothing; leave it out if the tier has none");
        allowance.bytes = bytes.value_or(0);
    }
    if (const auto counts = fields->find("counts"))
        allowance.counts = static_cast<Allowance::Counts>(counts->one_of(kCounts).value_or(0));
    return allowance;
}

// Complains if somebody has it, or one of these ports of it, already.
void take(const YamlValue& item, const SubscriberAddress& address, const std::string& id,
          Owners& owners) {
    std::vector<Owner>& sharing = owners[address.prefix];
    for (const Owner& other : sharing) {
        const auto port = common_port(address.ports, other.ports);
        if (!port)
            continue;
        const bool whole = address.ports.is_all() && other.ports.is_all();
        item.complain((whole ? "" : "port " + std::to_string(*port) + " of ") +
                      address.prefix.to_string() + " is already subscriber '" + other.id +
                      "' on line " + std::to_string(other.line) +
                      (whole ? "; an address has one subscriber"
                             : "; a port of an address has one subscriber"));
        break;
    }
    sharing.push_back({address.ports, id, item.line()});
}

void complain_about_outside(const YamlValue& item, const Prefix& prefix,
                            const std::vector<ReadNat>& nats) {
    for (const auto& [mapping, line] : nats)
        if (prefix.address <= mapping.outside.last && mapping.outside.first <= prefix.last())
            item.complain(prefix.to_string() + " has an outside address of the NAT on line " +
                          std::to_string(line) + "; give the subscriber its inside address");
}

// ports: of its IPv4 addresses; none: they are its own as a whole.
std::vector<SubscriberAddress> read_addresses(const YamlValue& value,
                                              const std::vector<PortSet>& ports,
                                              const std::vector<ReadNat>& nats,
                                              const std::string& id, Owners& owners) {
    std::vector<SubscriberAddress> addresses;
    const auto add = [&](const YamlValue& item, const Prefix& prefix, const PortSet& set) {
        addresses.push_back({prefix, set});
        take(item, addresses.back(), id, owners);
    };
    for (const YamlValue& item : value.one_or_more()) {
        const auto prefix = read_prefix(item);
        if (!prefix)
            continue;
        complain_about_outside(item, *prefix, nats);
        if (ports.empty() || !prefix->address.is_ipv4()) {
            add(item, *prefix, PortSet::all());
            continue;
        }
        if (!prefix->is_one_address())
            item.complain("'ports' are of single IPv4 addresses, not of a prefix like " +
                          prefix->to_string());
        for (const PortSet& set : ports)
            add(item, *prefix, set);
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
        const auto fields = entry.fields({"up", "down", "allowance"}, kLaterOfTiers);
        if (!fields)
            continue;
        tier.up_bps = read_tier_rate(*fields, "up");
        tier.down_bps = read_tier_rate(*fields, "down");
        if (const auto allowance = fields->find("allowance"))
            tier.allowance = read_allowance(*allowance);
    }
    return tiers;
}

std::vector<Subscriber> read_subscribers(const YamlValue& value, const TierNames& tiers,
                                         const std::vector<ReadNat>& nats) {
    std::vector<Subscriber> subscribers;
    std::unordered_map<std::string, int> lines;
    Owners owners;
    for (const YamlValue& item : value.items()) {
        const auto fields =
            item.fields({"id", "tier", "group", "addresses", "ports"}, kLaterOfSubscribers);
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
        std::vector<PortSet> ports;
        if (const auto value_of_ports = fields->find("ports"))
            ports = read_port_sets(*value_of_ports);
        if (const auto addresses = fields->require("addresses"))
            subscriber.addresses = read_addresses(*addresses, ports, nats, subscriber.id, owners);
        const auto is_shared = [](const SubscriberAddress& address) {
            return !address.ports.is_all();
        };
        if (!ports.empty() && !subscriber.addresses.empty() &&
            std::none_of(subscriber.addresses.begin(), subscriber.addresses.end(), is_shared))
            fields->find("ports")->complain("are of IPv4 addresses, and there is none");
        subscribers.push_back(std::move(subscriber));
    }
    return subscribers;
}

}  // namespace sluice
