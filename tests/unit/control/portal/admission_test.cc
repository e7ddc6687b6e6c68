// SPDX-License-Identifier: Apache-2.0
#include "control/portal/admission.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

IpAddress address(const char* text) {
    return *IpAddress::parse(text);
}

PortalLimits limits() {
    PortalLimits limits;
    limits.connections = 5;
    limits.connections_per_address = 2;
    limits.requests_per_second = 10;
    return limits;
}

TEST(PortalAdmission, AnAddressHasItsRequestsASecondAndTakesNoneOfAnothers) {
    Admission admission(limits());
    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(admission.request(address("192.0.2.1"), kSecond)) << i;
    EXPECT_FALSE(admission.request(address("192.0.2.1"), kSecond));
    EXPECT_TRUE(admission.request(address("192.0.2.2"), kSecond));
    EXPECT_TRUE(admission.request(address("192.0.2.1"), kSecond + kSecond / 10));
    EXPECT_FALSE(admission.request(address("192.0.2.1"), kSecond + kSecond / 10));
}

TEST(PortalAdmission, AllAddressesOfASlash64AreOne) {
    Admission admission(limits());
    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(admission.request(address("2001:db8:1:1::1"), kSecond));
    EXPECT_FALSE(admission.request(address("2001:db8:1:1:ffff::2"), kSecond));
    EXPECT_TRUE(admission.request(address("2001:db8:1:2::1"), kSecond));
}

TEST(PortalAdmission, ConnectionsAreBoundedByAddressAndInAll) {
    Admission admission(limits());
    EXPECT_TRUE(admission.open(address("192.0.2.1"), 1));
    EXPECT_TRUE(admission.open(address("192.0.2.1"), 1));
    EXPECT_FALSE(admission.open(address("192.0.2.1"), 1));
    EXPECT_TRUE(admission.open(address("192.0.2.2"), 1));
    EXPECT_TRUE(admission.open(address("192.0.2.2"), 1));
    EXPECT_TRUE(admission.open(address("192.0.2.3"), 1));
    EXPECT_FALSE(admission.open(address("192.0.2.4"), 1));
    admission.close(address("192.0.2.1"));
    EXPECT_TRUE(admission.open(address("192.0.2.4"), 1));
    EXPECT_EQ(admission.connections(), 5u);
    admission.close(address("192.0.2.99"));
    EXPECT_EQ(admission.connections(), 5u);
}

TEST(PortalAdmission, AFloodOfAddressesTakesNoMoreMemoryThanItMay) {
    Admission admission(limits());
    EXPECT_TRUE(admission.open(address("192.0.2.1"), kSecond));
    for (uint32_t i = 1; i < Admission::kMostAddresses; ++i)
        EXPECT_TRUE(admission.request(IpAddress::from_ipv4(i), kSecond));
    EXPECT_FALSE(admission.request(address("198.51.100.1"), kSecond));
    EXPECT_EQ(admission.addresses(), Admission::kMostAddresses);
    EXPECT_TRUE(admission.request(address("198.51.100.1"), 4 * kSecond));
    EXPECT_EQ(admission.addresses(), 2u);  // who is connected is not forgotten
}

}  // namespace
}  // namespace sluice
