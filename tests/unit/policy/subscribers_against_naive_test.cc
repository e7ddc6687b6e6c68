// SPDX-License-Identifier: Apache-2.0
// Thousands of changes in place, and after them what trying everybody's addresses says.
#include <map>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "policy/subscribers.h"

namespace sluice {
namespace {

// Few distinct bits, so that prefixes nest and are taken again and again.
IpAddress random_address(std::mt19937_64& random) {
    IpAddress address =
        random() % 2 ? IpAddress::from_ipv4(0x0a00'0000) : *IpAddress::parse("2001:db8::");
    for (size_t i = address.is_ipv4() ? 13 : 5; i < 16; ++i)
        address.bytes[i] = random() % 2 == 0 ? static_cast<uint8_t>(random() & 0x83) : 0;
    return address;
}

SubscriberAddress random_part(std::mt19937_64& random) {
    const IpAddress address = random_address(random);
    const uint8_t bits = address.is_ipv4() ? 32 : 128;
    if (address.is_ipv4() && random() % 2 == 0) {
        const auto first = static_cast<uint16_t>(random() % 3 * 20'000);
        const auto last = static_cast<uint16_t>(first + random() % 25'000);
        return {Prefix::covering(address, bits),
                random() % 2 ? PortSet::of_psid(static_cast<uint16_t>(random() % 4), 2, 6)
                             : PortSet::range(first, last)};
    }
    const auto length = static_cast<uint8_t>(bits - random() % (address.is_ipv4() ? 20 : 90));
    return {Prefix::covering(address, length), PortSet::all()};
}

class Naive {
 public:
    bool conflicts(const Subscriber& subscriber) const {
        for (size_t i = 0; i < subscriber.addresses.size(); ++i) {
            for (size_t j = 0; j < i; ++j)
                if (overlap(subscriber.addresses[i], subscriber.addresses[j]))
                    return true;
            for (const auto& [id, other] : subscribers)
                for (const SubscriberAddress& address : other.addresses)
                    if (id != subscriber.id && overlap(address, subscriber.addresses[i]))
                        return true;
        }
        return false;
    }

    std::string find(const IpAddress& address, uint16_t port) const {
        std::string best;
        int longest = -1;
        for (const auto& [id, subscriber] : subscribers) {
            for (const auto& [prefix, ports] : subscriber.addresses) {
                if (!prefix.contains(address) || prefix.length < longest)
                    continue;
                if (prefix.length > longest)
                    best.clear();  // the longest prefix alone counts, and it may be shared
                longest = prefix.length;
                if (ports.contains(port))
                    best = id;
            }
        }
        return best;
    }

    std::map<std::string, Subscriber> subscribers;

 private:
    static bool overlap(const SubscriberAddress& a, const SubscriberAddress& b) {
        return a.prefix == b.prefix && common_port(a.ports, b.ports);
    }
};

TEST(SubscribersAgainstNaive, AgreeAfterEveryChange) {
    for (uint64_t seed = 0; seed < 12; ++seed) {
        std::mt19937_64 random(seed);
        Subscribers subscribers({.subscribers = 256, .split_networks = 1'024});
        Naive naive;
        for (int change = 0; change < 600; ++change) {
            const std::string id = "s-" + std::to_string(random() % 40);
            if (random() % 4 == 0) {
                ASSERT_EQ(subscribers.remove(id), naive.subscribers.erase(id) == 1);
            } else {
                Subscriber subscriber{.id = id, .tier = {}, .group = {}, .addresses = {}};
                for (uint64_t i = 1 + random() % 3; i > 0; --i)
                    subscriber.addresses.push_back(random_part(random));
                const auto refused = subscribers.put(subscriber);
                ASSERT_EQ(refused.has_value(), naive.conflicts(subscriber))
                    << refused.value_or("nothing");
                if (!refused)
                    naive.subscribers[id] = subscriber;
            }
            for (int probe = 0; probe < 20; ++probe) {
                const SubscriberEnd end{random_address(random), static_cast<uint16_t>(random())};
                const auto found = subscribers.find(end);
                const std::string whose =
                    found.record == SubscriberRef::kNobody ? "" : subscribers.id_of(found.record);
                ASSERT_EQ(whose, naive.find(end.address, end.port))
                    << "seed " << seed << ", change " << change << ", " << end.address.to_string()
                    << " port " << end.port;
                ASSERT_EQ(found.owner, subscribers.find({end.address, 0}).owner);
            }
        }
    }
}

}  // namespace
}  // namespace sluice
