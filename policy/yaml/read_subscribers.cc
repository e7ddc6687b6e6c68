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

std::vector<Subscriber> read_subscribers(const YamlValue& value, const KnownNames& tiers,
                                         const KnownNames& sites,
                                         const std::vector<ReadNat>& nats) {
    std::vector<Subscriber> subscribers;
    std::unordered_map<std::string, int> lines;
    Owners owners;
    for (const YamlValue& item : value.items()) {
        const auto fields = item.fields({"id", "tier", "group", "site", "addresses", "ports"});
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
            subscriber.tier = read_known_name(*tier, tiers, "tier").value_or("");
        if (const auto group = fields->find("group"))
            subscriber.group = group->name().value_or("");
        if (const auto site = fields->find("site"))
            subscriber.site = read_known_name(*site, sites, "site").value_or("");
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
