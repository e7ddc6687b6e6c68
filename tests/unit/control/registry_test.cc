// SPDX-License-Identifier: Apache-2.0
#include "control/subscribers/registry.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

using Layer = SubscriberRegistry::Layer;

Subscriber someone(const std::string& id, const std::string& address) {
    return {.id = id,
            .tier = {},
            .group = {},
            .addresses = {{*Prefix::parse(address), PortSet::all()}}};
}

class RegistryTest : public testing::Test {
 protected:
    // "s-1" for who came or changed, "-0" for a record that is nobody's.
    std::string changed() {
        std::string text;
        registry_.for_each_changed(seen_, [&](uint32_t record, const Subscriber* subscriber) {
            text += (subscriber != nullptr ? subscriber->id : "-" + std::to_string(record)) + " ";
        });
        return text;
    }

    Subscribers live_;
    SubscriberRegistry registry_{live_};
    std::vector<uint32_t> seen_;
};

TEST_F(RegistryTest, TellsWhoCameChangedOrWentSinceItWasLastAsked) {
    EXPECT_EQ(changed(), "");
    registry_.put(Layer::api, someone("s-1", "192.0.2.1"));
    registry_.put(Layer::api, someone("s-2", "192.0.2.2"));
    EXPECT_EQ(changed(), "s-1 s-2 ");
    EXPECT_EQ(changed(), "");
    registry_.put(Layer::api, someone("s-2", "192.0.2.3"));
    EXPECT_EQ(changed(), "s-2 ");
    registry_.put(Layer::api, someone("s-2", "192.0.2.3"));
    EXPECT_EQ(changed(), "") << "it is as it was";
    registry_.remove(Layer::api, "s-1");
    EXPECT_EQ(changed(), "-0 ");
}

TEST_F(RegistryTest, ConditionsAreOfWhoHasTheRecord) {
    registry_.put(Layer::api, someone("s-1", "192.0.2.1"));
    const uint32_t record = registry_.record_of("s-1");
    Conditions conditions;
    conditions.set(Condition::heavy, Direction::up, true);
    registry_.set_conditions(record, "s-1", conditions);
    EXPECT_EQ(live_.conditions(record), conditions);
    registry_.remove(Layer::api, "s-1");
    registry_.put(Layer::api, someone("s-2", "192.0.2.2"));
    ASSERT_EQ(registry_.record_of("s-2"), record);
    EXPECT_EQ(live_.conditions(record), Conditions{});
    registry_.set_conditions(record, "s-1", conditions);
    EXPECT_EQ(live_.conditions(record), Conditions{});
}

}  // namespace
}  // namespace sluice
