// SPDX-License-Identifier: Apache-2.0
#include "policy/socket_address.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(SocketAddress, IsWrittenAsItIsRead) {
    for (const char* text : {"127.0.0.1:9464", "[::1]:9464", "[2001:db8::7]:65535"}) {
        const auto address = SocketAddress::parse(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(address->to_string(), text);
    }
}

TEST(SocketAddress, WhatIsNoNumericAddressWithAPortIsRefused) {
    for (const char* text :
         {"", ":", "9464", "localhost:9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0",
          "127.0.0.1:65536", "127.0.0.1:1x", "::1:9464", "[127.0.0.1]:9464", "[::1]", "[]:1"})
        EXPECT_FALSE(SocketAddress::parse(text)) << text;
}

TEST(SocketAddress, GoesThroughTheKernelsFormUnchanged) {
    for (const char* text : {"192.0.2.9:1813", "[2001:db8::9]:3799"}) {
        const auto address = SocketAddress::parse(text);
        sockaddr_storage kernel;
        EXPECT_GT(address->fill(kernel), 0u);
        EXPECT_EQ(SocketAddress::from(kernel).to_string(), text);
    }
}

}  // namespace
}  // namespace sluice
