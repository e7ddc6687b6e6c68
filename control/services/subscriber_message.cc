// SPDX-License-Identifier: Apache-2.0
#include "control/services/subscriber_message.h"

#include "policy/subscriber_notation.h"

namespace sluice {
namespace {

// Nothing if the ports are none.
std::optional<PortSet> read_ports(const v1::PortSet& ports) {
    for (const uint32_t number : {ports.mask(), ports.value(), ports.first(), ports.last()})
        if (number > UINT16_MAX)
            return std::nullopt;
    if ((ports.value() & ~ports.mask()) != 0 || ports.first() > ports.last())
        return std::nullopt;
    return PortSet{static_cast<uint16_t>(ports.mask()), static_cast<uint16_t>(ports.value()),
                   static_cast<uint16_t>(ports.first()), static_cast<uint16_t>(ports.last())};
}

}  // namespace

void fill(const Subscriber& subscriber, v1::Subscriber* out) {
    out->set_id(subscriber.id);
    out->set_tier(subscriber.tier);
    out->set_group(subscriber.group);
    out->set_site(subscriber.site);
    for (const auto& [prefix, ports] : subscriber.addresses) {
        v1::SubscriberAddress* const address = out->add_addresses();
        address->set_prefix(prefix.to_string());
        if (ports.is_all())
            continue;
        address->mutable_ports()->set_mask(ports.mask);
        address->mutable_ports()->set_value(ports.value);
        address->mutable_ports()->set_first(ports.first);
        address->mutable_ports()->set_last(ports.last);
    }
}

ReadSubscriber read(const v1::Subscriber& message) {
    ReadSubscriber read;
    const auto refuse = [&](std::string reason) {
        read.reason = std::move(reason);
        return read;
    };
    if (!is_name(message.id()))
        return refuse("id '" + message.id() + "' is no name; " + std::string(kWhatANameIs));
    for (const auto& [field, name] : {std::pair{"tier", &message.tier()},
                                      {"group", &message.group()},
                                      {"site", &message.site()}})
        if (!name->empty() && !is_name(*name))
            return refuse(std::string(field) + " '" + *name + "' is no name; " +
                          std::string(kWhatANameIs));
    read.subscriber.id = message.id();
    read.subscriber.tier = message.tier();
    read.subscriber.group = message.group();
    read.subscriber.site = message.site();
    for (const v1::SubscriberAddress& address : message.addresses()) {
        auto parsed = parse_subscriber_address(address.prefix());
        if (!parsed.address)
            return refuse(std::move(parsed.reason));
        if (address.has_ports()) {
            const auto ports = read_ports(address.ports());
            const Prefix& prefix = parsed.address->prefix;
            if (!ports || ports->is_all())
                return refuse("the ports of " + address.prefix() +
                              " are none: value within mask, first up to last, and not all");
            if (!prefix.address.is_ipv4() || !prefix.is_one_address())
                return refuse("ports are of single IPv4 addresses, not of " + address.prefix());
            parsed.address->ports = *ports;
        }
        read.subscriber.addresses.push_back(*parsed.address);
    }
    return read;
}

}  // namespace sluice
