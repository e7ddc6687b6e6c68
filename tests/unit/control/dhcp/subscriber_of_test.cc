// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/subscriber_of.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

using enum DhcpIdSource;

std::optional<std::string> of_remote_id(const std::string& bytes) {
    constexpr DhcpIdSource kSources[] = {remote_id};
    return subscriber_of({.remote_id = bytes}, kSources);
}

TEST(SubscriberOf, TheFirstThatIsSaidCounts) {
    constexpr DhcpIdSource kSources[] = {subscriber_id, circuit_id, hardware_address};
    EXPECT_EQ(subscriber_of({.subscriber_id = "s", .circuit_id = "c"}, kSources), "s");
    EXPECT_EQ(subscriber_of({.remote_id = "r", .circuit_id = "c"}, kSources), "c");
    EXPECT_EQ(subscriber_of({.remote_id = "r"}, kSources), std::nullopt);
}

TEST(SubscriberOf, WhatIsNoNameIsWrittenInHex) {
    EXPECT_EQ(of_remote_id("modem-1"), "modem-1");
    EXPECT_EQ(of_remote_id("eth 1/7"), "hex:65746820312f37");
    EXPECT_EQ(of_remote_id(std::string("\0\6\2", 3)), "hex:000602");
    EXPECT_EQ(of_remote_id(std::string(129, 'x')), std::nullopt) << "too long in hex, too";
}

TEST(SubscriberOf, NoClientCanBeWhomARelayAgentNames) {
    constexpr DhcpIdSource kSources[] = {remote_id, client_id, hardware_address};
    EXPECT_EQ(subscriber_of({.client_id = "modem-1"}, kSources), "client:6d6f64656d2d31");
    EXPECT_EQ(subscriber_of({.hardware_address = std::string("\2\0\0\0\0\1", 6)}, kSources),
              "mac:02:00:00:00:00:01");
    EXPECT_EQ(of_remote_id("mac:1"), "hex:6d61633a31");
    EXPECT_EQ(of_remote_id("client:1"), "hex:636c69656e743a31");
    EXPECT_EQ(of_remote_id("hex:1"), "hex:6865783a31");
}

}  // namespace
}  // namespace sluice
