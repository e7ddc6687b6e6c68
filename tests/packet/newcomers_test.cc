// SPDX-License-Identifier: Apache-2.0
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using Newcomers = BoxTest;

constexpr const char* kRules = "rules: [{ name: r, match: { group: held }, action: drop }]";

// So many that looking for one among them is worth doing side by side with others.
std::string many_others() {
    std::string policy;
    for (int i = 0; i < 33'000; ++i)
        policy += "  - { id: o" + std::to_string(i) + ", addresses: 10.0." +
                  std::to_string(i / 256) + "." + std::to_string(i % 256) + " }\n";
    return policy;
}

// Flows that begin in one burst are looked up together, each for itself.
TEST_F(Newcomers, OfOneBurstAreEachTheirOwnSubscribers) {
    std::string policy = "subscribers:\n" + many_others();
    for (int i = 0; i < 64; i += 2)
        policy += "  - { id: s" + std::to_string(i) + ", group: held, addresses: 198.18.0." +
                  std::to_string(i) + " }\n";
    policy += kRules;
    for (const uint32_t workers : {1u, 4u}) {
        VirtualBox& wire = box(policy, {.workers = workers});
        std::vector<Arrival> burst;
        for (int i = 1; i < 64; ++i)
            burst.push_back(
                {.bytes = Conversation("198.18.0." + std::to_string(i), 1, "203.0.113.1", 53)
                              .udp_up("q"),
                 .lane = static_cast<uint32_t>(i) % workers,
                 .verdict = {}});
        wire.send(burst);
        for (int i = 1; i < 64; ++i)
            EXPECT_EQ(burst[static_cast<size_t>(i - 1)].fate,
                      i % 2 == 0 ? Fate::dropped : Fate::forwarded)
                << i;
    }
}

// In a capture without sides, who spoke first is the subscriber: a packet of the burst may turn the
// ends of a later one around.
TEST_F(Newcomers, AreFoundByTheEndThatTurnsOutToBeTheSubscribers) {
    VirtualBox& wire = box(
        "subscribers:\n  - { id: s, group: held, addresses: 198.18.0.1 }\n" + many_others() +
            kRules,
        {.access_side = PortTraits::Side::by_address, .core_side = PortTraits::Side::by_address});
    const Conversation talk("198.18.0.1", 1, "203.0.113.1", 53);
    std::vector<Arrival> burst{{.bytes = talk.udp_up("q"), .verdict = {}},
                               {.bytes = talk.udp_down("a"), .verdict = {}},
                               {.bytes = talk.udp_down("a"), .verdict = {}}};
    wire.send(burst);
    for (const Arrival& arrival : burst)
        EXPECT_EQ(arrival.fate, Fate::dropped);
    EXPECT_EQ(wire.worker().flows.size(), 1u);
}

}  // namespace
}  // namespace sluice::test
