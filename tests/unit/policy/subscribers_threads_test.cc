// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "policy/subscribers.h"

namespace sluice {
namespace {

constexpr uint32_t kOthers = 64;
constexpr int kChanges = 4'000;

const std::vector<NatMapping> kNats{
    {.inside = {IpAddress::from_ipv4(0x6440'0000), IpAddress::from_ipv4(0x6440'000f)},
     .outside = {IpAddress::from_ipv4(0xc000'0201), IpAddress::from_ipv4(0xc000'0201)},
     .dynamic = 0,
     .reserved = {},
     .algorithm = NatAlgorithm::sequential}};

Subscriber one(const std::string& id, const std::string& address, PortSet ports = {}) {
    return {.id = id, .tier = {}, .group = {}, .addresses = {{*Prefix::parse(address), ports}}};
}

// Who does not change is found all the time, whatever is done to the others beside: on the same
// shared address, in the same /24, in the same hash table.
TEST(SubscribersThreads, NobodyElseIsLostWhileSubscribersComeAndGo) {
    Subscribers subscribers({.subscribers = 65'536, .split_networks = 1'024});
    std::atomic<uint64_t> rounds{0};
    subscribers.set_readers({[&] {
                                 const uint64_t before = rounds.load();
                                 while (rounds.load() < before + 2)
                                     std::this_thread::yield();
                             },
                             [&] { return rounds.load(); }});
    subscribers.put(one("sharer", "203.0.113.9", PortSet::of_psid(1, 4, 6)));
    subscribers.put(one("alone", "203.0.113.8"));
    subscribers.put(one("six", "2001:db8:1::/56"));
    const SubscriberEnd ends[] = {
        {*IpAddress::parse("203.0.113.9"), *PortSet::of_psid(1, 4, 6).next(2'000)},
        {*IpAddress::parse("203.0.113.8"), 7},
        {*IpAddress::parse("2001:db8:1::7"), 7}};
    const uint32_t expected[] = {subscribers.record_of("sharer"), subscribers.record_of("alone"),
                                 subscribers.record_of("six")};

    std::atomic<bool> done{false};
    std::thread reader([&] {
        std::vector<SubscriberRef> found(3);
        while (!done.load()) {
            subscribers.find(ends, found);
            for (size_t i = 0; i < 3; ++i) {
                ASSERT_EQ(found[i].record, expected[i]) << i;
                ASSERT_NE(subscribers.generation(found[i].record), 0u);
            }
            rounds.fetch_add(1);
        }
    });
    for (int change = 0; change < kChanges; ++change) {
        const uint32_t other = static_cast<uint32_t>(change) % kOthers;
        const std::string id = "other-" + std::to_string(other);
        if (change % 500 == 0)
            subscribers.set_nats(change % 1'000 == 0 ? kNats : std::vector<NatMapping>{});
        if (change / kOthers % 2 == 1) {
            subscribers.remove(id);
        } else if (other % 3 == 0) {
            subscribers.put(one(id, "203.0.113.9",
                                PortSet::of_psid(static_cast<uint16_t>(2 + other % 14), 4, 6)));
        } else if (other % 3 == 1) {
            subscribers.put(one(id, "203.0.113." + std::to_string(100 + other)));
        } else {
            subscribers.put(one(id, "2001:db8:" + std::to_string(100 + change) + "::/56"));
        }
    }
    done = true;
    reader.join();
    subscribers.set_readers({});
}

}  // namespace
}  // namespace sluice
