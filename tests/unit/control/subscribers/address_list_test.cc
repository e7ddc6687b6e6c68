// SPDX-License-Identifier: Apache-2.0
#include "control/subscribers/address_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/control/subscribers/sessions.h"

namespace sluice {
namespace {

using testing::ElementsAre;

std::vector<SubscriberAddress> all_of(const std::vector<SubscriberAddress>& added) {
    std::vector<SubscriberAddress> addresses;
    for (const SubscriberAddress& one : added)
        add_address(addresses, one);
    return addresses;
}

TEST(AddressList, RangesThatOverlapAreOne) {
    EXPECT_THAT(all_of({address("192.0.2.1", PortSet::range(1000, 1999)),
                        address("192.0.2.1", PortSet::range(3000, 3999)),
                        address("192.0.2.1", PortSet::range(1500, 3000))}),
                ElementsAre(address("192.0.2.1", PortSet::range(1000, 3999))));
}

TEST(AddressList, AWholeAddressHasAllItsPorts) {
    EXPECT_THAT(all_of({address("192.0.2.1", PortSet::range(1000, 1999)), address("192.0.2.1")}),
                ElementsAre(address("192.0.2.1")));
}

TEST(AddressList, RangesSideBySideStayApart) {
    EXPECT_EQ(all_of({address("192.0.2.1", PortSet::range(1000, 1999)),
                      address("192.0.2.1", PortSet::range(2000, 2999)),
                      address("192.0.2.2", PortSet::range(1000, 1999))})
                  .size(),
              3u);
}

TEST(AddressList, OfMaskedSetsThatOverlapTheFirstStays) {
    const auto first = address("192.0.2.1", PortSet::masked(0x0400, 0x0c00));
    EXPECT_THAT(all_of({first, address("192.0.2.1", PortSet::masked(0x0400, 0x0400)),
                        address("192.0.2.1", PortSet::range(1024, 1030))}),
                ElementsAre(first));
}

}  // namespace
}  // namespace sluice
