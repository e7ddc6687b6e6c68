// SPDX-License-Identifier: Apache-2.0
#include "policy/shared_ports.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

uint32_t naive(const std::vector<SharedPorts::Owned>& sets, uint16_t port) {
    for (const auto& [ports, owner] : sets)
        if (ports.contains(port))
            return owner;
    return SharedPorts::kNone;
}

void expect_as_naive(const std::vector<SharedPorts::Owned>& sets) {
    Retired retired([] {});
    SharedPorts shared(1'024, retired);
    shared.add(std::vector<SharedPorts::Owned>{{PortSet::range(7, 9), 99}});
    const uint32_t address = shared.add(sets).value();
    shared.add(std::vector<SharedPorts::Owned>{{PortSet::masked(0, 1), 98}});
    EXPECT_EQ(shared.sets_of(address).size(), sets.size());
    for (uint32_t port = 0; port <= UINT16_MAX; ++port)
        ASSERT_EQ(shared.find(address, static_cast<uint16_t>(port)),
                  naive(sets, static_cast<uint16_t>(port)))
            << port;
}

TEST(SharedPorts, GivesEachPortToItsPsid) {
    std::vector<SharedPorts::Owned> sets;
    for (uint16_t psid = 0; psid < 256; psid += 3)
        sets.push_back({PortSet::of_psid(psid, 8, 6), psid});
    expect_as_naive(sets);
}

TEST(SharedPorts, GivesEachPortToItsPsidWhereAllAreThere) {
    std::vector<SharedPorts::Owned> sets;
    for (uint16_t psid = 0; psid < 16; ++psid)
        sets.push_back({PortSet::of_psid(psid, 4, 6), psid});
    expect_as_naive(sets);
}

TEST(SharedPorts, UsesMemoryAgainOnceNobodyLooksAtIt) {
    int waits = 0;
    Retired retired([&] { ++waits; });
    SharedPorts shared(64, retired);
    const std::vector<SharedPorts::Owned> sets{{PortSet::range(7, 9), 99}};
    std::optional<uint32_t> last;
    for (int i = 0; i < 1'000; ++i) {
        auto block = shared.add(sets);
        if (!block) {
            retired.free_all();
            block = shared.add(sets);
        }
        ASSERT_TRUE(block);
        if (last)
            shared.remove(*last);
        last = block;
    }
    EXPECT_GT(waits, 0);
    retired.free_all();
}

TEST(SharedPorts, GivesEachPortToItsRange) {
    expect_as_naive({{PortSet::range(2'048, 3'071), 1},
                     {PortSet::range(1'024, 2'047), 0},
                     {PortSet::range(65'535, 65'535), 2},
                     {PortSet::range(0, 5), 3}});
}

// Disjoint sets of any notation, as many as fit.
TEST(SharedPorts, GivesEachPortToItsOwnerWhateverTheNotations) {
    std::mt19937 random(3);
    for (int round = 0; round < 20; ++round) {
        std::vector<SharedPorts::Owned> sets;
        for (uint32_t i = 0; i < 60; ++i) {
            const auto first = static_cast<uint16_t>(random());
            const auto mask = static_cast<uint16_t>(random() | 0xf000);
            const PortSet candidate =
                i % 3 == 0   ? PortSet::range(first, static_cast<uint16_t>(first | 0xff))
                : i % 3 == 1 ? PortSet::masked(static_cast<uint16_t>(first & mask), mask)
                             : PortSet::of_psid(static_cast<uint16_t>(first % 64), 6, 4);
            bool disjoint = true;
            for (const auto& other : sets)
                disjoint &= !common_port(candidate, other.ports);
            if (disjoint)
                sets.push_back({candidate, i});
        }
        ASSERT_GT(sets.size(), 10u);
        expect_as_naive(sets);
    }
}

}  // namespace
}  // namespace sluice
