// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ssh.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

StreamShape shape_of(std::string_view text) {
    return parse_ssh_identification(text_bytes(text));
}

TEST(ParseSshIdentification, AcceptsALineOfBothVersionsAndWhatFollows) {
    EXPECT_EQ(shape_of("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"), StreamShape::complete);
    EXPECT_EQ(shape_of("SSH-1.99-Cisco-1.25\n"), StreamShape::complete);
    EXPECT_EQ(shape_of("SSH-2.0-Go\r\n\x01\x02"), StreamShape::complete);
}

TEST(ParseSshIdentification, IsPartialWhereverItIsCut) {
    const std::string_view whole = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n";
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_EQ(shape_of(whole.substr(0, n)), StreamShape::partial) << n;
}

TEST(ParseSshIdentification, RefusesOtherVersionsUnprintableAndEndlessLines) {
    EXPECT_EQ(shape_of("SSH-1.5-1.2.26\n"), StreamShape::absent);
    EXPECT_EQ(shape_of("SSH-2.0-\r\n"), StreamShape::absent);
    EXPECT_EQ(shape_of("SSH-2.0-a\rb"), StreamShape::absent);
    EXPECT_EQ(shape_of("SSH-2.0-a\x7f\r\n"), StreamShape::absent);
    EXPECT_EQ(shape_of("SSI"), StreamShape::absent);
    const std::string longest = "SSH-2.0-" + std::string(245, 'a') + "\r\n";
    EXPECT_EQ(shape_of(longest), StreamShape::complete);
    EXPECT_EQ(shape_of("SSH-2.0-" + std::string(300, 'a')), StreamShape::absent);
    EXPECT_EQ(shape_of("SSH-2.0-" + std::string(246, 'a') + "\r\n"), StreamShape::absent);
}

}  // namespace
}  // namespace sluice
