// SPDX-License-Identifier: Apache-2.0
#include "dataplane/arena.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Arena, IsZeroedAndAligned) {
    for (const size_t bytes : {size_t{1}, size_t{5000}, size_t{3} << 20}) {
        const Arena arena(bytes);
        EXPECT_GE(arena.size(), bytes);
        EXPECT_EQ(reinterpret_cast<uintptr_t>(arena.data()) % 4096, 0u);
        const std::span<uint8_t> all(static_cast<uint8_t*>(arena.data()), arena.size());
        EXPECT_TRUE(std::all_of(all.begin(), all.end(), [](uint8_t byte) { return byte == 0; }));
        EXPECT_FALSE(name(arena.pages()).empty());
    }
}

TEST(Arena, SaysHowMuchItCouldNotGet) {
    try {
        const Arena arena(size_t{1} << 55);
        FAIL() << "32 PiB were to be had";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("34359738368 MiB"), std::string::npos)
            << error.what();
    }
}

}  // namespace
}  // namespace sluice
