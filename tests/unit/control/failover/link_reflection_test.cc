// SPDX-License-Identifier: Apache-2.0
#include "control/failover/link_reflection.h"

#include <map>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using namespace std::chrono_literals;

// Interfaces whose cables are pulled, and that have no carrier while they are down.
struct Cables {
    struct Port {
        bool plugged = true;
        bool up = true;
        bool refuses = false;
    };
    std::map<std::string, Port> ports{{"acc0", {}}, {"core0", {}}};
    LinkReflection::Time now{};

    LinkReflection reflection() {
        return {{[this](const std::string& port) { return ports[port].plugged && ports[port].up; },
                 [this](const std::string& port, bool up) {
                     if (ports[port].refuses)
                         return false;
                     ports[port].up = up;
                     return true;
                 }},
                {{"acc0", "core0"}}};
    }
};

using Lines = std::vector<std::string>;

TEST(LinkReflection, APulledCableTakesThePortOppositeDownAndBack) {
    Cables cables;
    LinkReflection reflection = cables.reflection();
    EXPECT_EQ(reflection.look(cables.now), Lines{});

    cables.ports["acc0"].plugged = false;
    EXPECT_EQ(reflection.look(cables.now),
              Lines{"core0: taken down, since acc0 has lost its carrier"});
    EXPECT_FALSE(cables.ports["core0"].up);
    EXPECT_TRUE(cables.ports["acc0"].up) << "or nobody would see it come back";
    EXPECT_EQ(reflection.look(cables.now), Lines{});

    cables.ports["acc0"].plugged = true;
    EXPECT_EQ(reflection.look(cables.now),
              Lines{"core0: up again, since acc0 has its carrier back"});
    EXPECT_TRUE(cables.ports["core0"].up);
    EXPECT_EQ(reflection.look(cables.now), Lines{});
}

TEST(LinkReflection, TheCoreSideIsReflectedAsWell) {
    Cables cables;
    LinkReflection reflection = cables.reflection();
    cables.ports["core0"].plugged = false;
    reflection.look(cables.now);
    EXPECT_FALSE(cables.ports["acc0"].up);
}

TEST(LinkReflection, APortThatStillNegotiatesAfterItCameUpIsNotTakenForAPulledCable) {
    Cables cables;
    LinkReflection reflection = cables.reflection();
    cables.ports["acc0"].plugged = false;
    reflection.look(cables.now);
    cables.ports["acc0"].plugged = true;
    cables.ports["core0"].plugged = false;  // no carrier yet
    reflection.look(cables.now);
    EXPECT_EQ(reflection.look(cables.now + 9s), Lines{});
    EXPECT_TRUE(cables.ports["acc0"].up);
    // By then it is one.
    EXPECT_EQ(reflection.look(cables.now + 11s),
              Lines{"acc0: taken down, since core0 has lost its carrier"});
}

TEST(LinkReflection, BothCablesPulledAreNobodysNews) {
    Cables cables;
    LinkReflection reflection = cables.reflection();
    cables.ports["acc0"].plugged = cables.ports["core0"].plugged = false;
    EXPECT_EQ(reflection.look(cables.now), Lines{});
    EXPECT_TRUE(cables.ports["acc0"].up && cables.ports["core0"].up);
}

TEST(LinkReflection, WhatItTookDownItBringsUpAtItsEnd) {
    Cables cables;
    LinkReflection reflection = cables.reflection();
    cables.ports["acc0"].plugged = false;
    reflection.look(cables.now);
    reflection.undo();
    EXPECT_TRUE(cables.ports["core0"].up);
}

TEST(LinkReflection, WhatAKilledPredecessorTookDownComesUpAtTheStart) {
    Cables cables;
    cables.ports["core0"].up = false;
    LinkReflection reflection = cables.reflection();
    EXPECT_TRUE(cables.ports["core0"].up);
}

TEST(LinkReflection, ARefusalIsTriedAgain) {
    Cables cables;
    LinkReflection reflection = cables.reflection();
    cables.ports["acc0"].plugged = false;
    cables.ports["core0"].refuses = true;
    EXPECT_EQ(reflection.look(cables.now), Lines{});
    cables.ports["core0"].refuses = false;
    EXPECT_EQ(reflection.look(cables.now).size(), 1U);
}

}  // namespace
}  // namespace sluice
