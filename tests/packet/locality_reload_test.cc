// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "dataplane/publish.h"
#include "policy/locality/locality_table.h"
#include "tests/packet/capture_file.h"
#include "tests/packet/dataplane_fixture.h"
#include "tests/packet/traffic.h"

namespace sluice::test {
namespace {

// Of as many workers as the test's box has, of a byte a packet.
constexpr uint64_t kOneBurstBytes = 2 * 64 * 29;

TEST_F(DataplaneTest, CountsByAnotherTableOfLocalitiesUnderLoad) {
    Frames frames;
    for (uint16_t port = 1; port <= 100; ++port)
        frames.push_back(
            Conversation("198.18.0." + std::to_string(port), port, "203.0.113.1", 53).udp_up("x"));
    write_capture(file("access-in"), frames);
    in_own_process([this] {
        const auto dataplane = Dataplane::start(configuration("infinite_rx=1"),
                                                compile("rules: []", 1), no_subscribers());
        const auto bytes = [&](Locality locality) {
            uint64_t sum = 0;
            for (const WorkerReport& worker : dataplane->workers())
                for (size_t label = 0; label < kLabelCount; ++label)
                    sum += worker.counters
                               ->ip_bytes(locality, static_cast<Label>(label), Direction::up)
                               .get();
            return sum;
        };
        const auto publish = [&](Locality locality) {
            dataplane->publish(std::make_shared<const LocalityTable>(
                std::vector{std::pair(*Prefix::parse("203.0.113.0/24"), locality)}));
        };
        EXPECT_TRUE(wait_until([&] { return bytes(Locality::unknown) > 10'000; }));
        // The table before is gone when this returns, whatever workers do.
        for (int i = 0; i < 200; ++i)
            publish(i % 2 == 0 ? Locality::local : Locality::peering);
        const uint64_t unknown = bytes(Locality::unknown);
        const uint64_t local = bytes(Locality::local);
        const uint64_t peering = bytes(Locality::peering);
        EXPECT_TRUE(wait_until([&] { return bytes(Locality::peering) > peering + 10'000; }));
        EXPECT_LE(bytes(Locality::unknown), unknown + kOneBurstBytes);
        EXPECT_LE(bytes(Locality::local), local + kOneBurstBytes);
        dataplane->publish(std::shared_ptr<const LocalityTable>());
        EXPECT_TRUE(wait_until([&] { return bytes(Locality::unknown) > unknown + 10'000; }));
    });
}

}  // namespace
}  // namespace sluice::test
