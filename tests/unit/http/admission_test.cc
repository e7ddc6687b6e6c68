// SPDX-License-Identifier: Apache-2.0
#include "http/admission.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

IpAddress address(const char* text) {
    return *IpAddress::parse(text);
}

HttpLimits small_limits() {
    HttpLimits limits;
    limits.connections = 5;
    limits.connections_per_address = 2;
    limits.requests_per_second = 10;
    return limits;
}

TEST(HttpAdmission, AnAddressHasItsRequestsASecondAndTakesNoneOfAnothers) {
    const HttpLimits limits = small_limits();
    Admission admission(limits);
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(admission.request(address("192.0.2.1"), kSecond), Admitted::yes) << i;
    EXPECT_EQ(admission.request(address("192.0.2.1"), kSecond), Admitted::too_many_of_address);
    EXPECT_EQ(admission.request(address("192.0.2.2"), kSecond), Admitted::yes);
    EXPECT_EQ(admission.request(address("192.0.2.1"), kSecond + kSecond / 10), Admitted::yes);
    EXPECT_EQ(admission.request(address("192.0.2.1"), kSecond + kSecond / 10),
              Admitted::too_many_of_address);
}

TEST(HttpAdmission, AllAddressesOfASlash64AreOne) {
    const HttpLimits limits = small_limits();
    Admission admission(limits);
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(admission.request(address("2001:db8:1:1::1"), kSecond), Admitted::yes);
    EXPECT_EQ(admission.request(address("2001:db8:1:1:ffff::2"), kSecond),
              Admitted::too_many_of_address);
    EXPECT_EQ(admission.request(address("2001:db8:1:2::1"), kSecond), Admitted::yes);
}

TEST(HttpAdmission, ConnectionsAreBoundedByAddressAndInAll) {
    const HttpLimits limits = small_limits();
    Admission admission(limits);
    EXPECT_EQ(admission.open(address("192.0.2.1"), 1), Admitted::yes);
    EXPECT_EQ(admission.open(address("192.0.2.1"), 1), Admitted::yes);
    EXPECT_EQ(admission.open(address("192.0.2.1"), 1), Admitted::too_many_of_address);
    EXPECT_EQ(admission.open(address("192.0.2.2"), 1), Admitted::yes);
    EXPECT_EQ(admission.open(address("192.0.2.2"), 1), Admitted::yes);
    EXPECT_EQ(admission.open(address("192.0.2.3"), 1), Admitted::yes);
    EXPECT_EQ(admission.open(address("192.0.2.4"), 1), Admitted::too_many);
    admission.close(address("192.0.2.1"));
    EXPECT_EQ(admission.open(address("192.0.2.4"), 1), Admitted::yes);
    EXPECT_EQ(admission.connections(), 5u);
    admission.close(address("192.0.2.99"));
    EXPECT_EQ(admission.connections(), 5u);
}

TEST(HttpAdmission, AFloodOfAddressesTakesNoMoreMemoryThanItMay) {
    const HttpLimits limits = small_limits();
    Admission admission(limits);
    EXPECT_EQ(admission.open(address("192.0.2.1"), kSecond), Admitted::yes);
    for (uint32_t i = 1; i < Admission::kMostAddresses; ++i)
        EXPECT_EQ(admission.request(IpAddress::from_ipv4(i), kSecond), Admitted::yes);
    EXPECT_EQ(admission.request(address("198.51.100.1"), kSecond), Admitted::too_many);
    EXPECT_EQ(admission.addresses(), Admission::kMostAddresses);
    EXPECT_EQ(admission.request(address("198.51.100.1"), 4 * kSecond), Admitted::yes);
    EXPECT_EQ(admission.addresses(), 2u);  // who is connected is not forgotten
}

TEST(HttpAdmission, AllTogetherHaveARateToo) {
    HttpLimits limits = small_limits();
    limits.requests_per_second_in_all = 15;
    Admission admission(limits);
    for (uint32_t i = 0; i < 15; ++i)
        EXPECT_EQ(admission.request(IpAddress::from_ipv4(1 + i), kSecond), Admitted::yes);
    EXPECT_EQ(admission.request(address("192.0.2.1"), kSecond), Admitted::too_many);
    EXPECT_EQ(admission.request(address("192.0.2.1"), 2 * kSecond), Admitted::yes);
}

TEST(HttpAdmission, WhoAsksForManyIsNotHeldToWhatOneMayHave) {
    HttpLimits limits = small_limits();
    limits.not_counted = {*Prefix::parse("192.0.2.0/28")};
    Admission admission(limits);
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(admission.request(address("192.0.2.1"), kSecond), Admitted::yes) << i;
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(admission.open(address("192.0.2.1"), kSecond), Admitted::yes) << i;
    EXPECT_EQ(admission.open(address("192.0.2.1"), kSecond), Admitted::too_many);  // in all
    admission.close(address("192.0.2.1"));
    EXPECT_EQ(admission.connections(), 4u);
    EXPECT_EQ(admission.addresses(), 0u);
}

}  // namespace
}  // namespace sluice
