// SPDX-License-Identifier: Apache-2.0
#include "control/radius/packet.h"

#include <gtest/gtest.h>

#include "control/radius/attribute_name.h"
#include "control/radius/authenticators.h"
#include "tests/unit/control/radius/requests.h"

namespace sluice {
namespace {

// RFC 2865, section 7.1: the request's authenticator, and the Access-Accept.
const Bytes kRequestAuthenticator = unhex("0f403f9473978057bd83d5cb98f4227a");
const Bytes kAccept = unhex(
    "02000026 86fe220e7624ba2a1005f6bf9b55e0b2"
    "060600000001 0f0600000000 0e06c0a80103");

Bytes a_request() {
    return Request::of_ann(AcctStatusType::start).ipv4("192.0.2.7").sign();
}

TEST(RadiusPacket, IsWhatRfc2865LaysOut) {
    const auto packet = RadiusPacket::parse(kAccept);
    ASSERT_TRUE(packet);
    EXPECT_EQ(static_cast<int>(packet->code()), 2);
    EXPECT_EQ(packet->identifier(), 0);
    std::vector<int> types;
    for (const AttributeView attribute : packet->attributes())
        types.push_back(attribute.type);
    EXPECT_EQ(types, (std::vector<int>{6, 15, 14}));
    EXPECT_EQ(be32_of(*packet->attributes().find(14)), 0xc0a80103u);
    EXPECT_FALSE(packet->attributes().find(1));
}

TEST(RadiusPacket, EveryTruncationIsRefused) {
    const Bytes request = a_request();
    for (size_t n = 0; n < request.size(); ++n)
        EXPECT_FALSE(RadiusPacket::parse(Octets(request).first(n))) << n << " bytes";
}

TEST(RadiusPacket, WhatIsBehindItsLengthIsPadding) {
    Bytes request = a_request();
    const size_t size = request.size();
    request.resize(size + 100, 0xff);
    const auto packet = RadiusPacket::parse(request);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->bytes().size(), size);
}

TEST(RadiusPacket, AnAttributeMustEndWhereThePacketDoes) {
    for (const int length : {0, 1, 5, 7, 255}) {
        Bytes packet = kAccept;
        packet[packet.size() - 5] = static_cast<uint8_t>(length);
        EXPECT_FALSE(RadiusPacket::parse(packet)) << length;
    }
}

TEST(RadiusPacket, IsAtMost4096OctetsLong) {
    Bytes packet(RadiusPacket::kMost + 255);
    packet[0] = 4;
    const auto resize = [&](size_t size) {
        packet[2] = static_cast<uint8_t>(size >> 8);
        packet[3] = static_cast<uint8_t>(size);
        for (size_t at = 20; at < size; at += packet[at + 1]) {
            packet[at] = 33;
            packet[at + 1] = static_cast<uint8_t>(std::min<size_t>(size - at, 4));
        }
    };
    resize(RadiusPacket::kMost);
    EXPECT_TRUE(RadiusPacket::parse(packet));
    resize(RadiusPacket::kMost + 4);
    EXPECT_FALSE(RadiusPacket::parse(packet));
}

TEST(RadiusAuthenticators, AnAnswerIsSignedAsInTheRfcsExample) {
    const std::span<const uint8_t, 16> authenticator(kRequestAuthenticator.data(), 16);
    const auto digest = packet_authenticator(kAccept, authenticator, "xyzzy5461");
    EXPECT_TRUE(std::equal(digest.begin(), digest.end(), kAccept.begin() + 4));
}

TEST(RadiusAuthenticators, ARequestSaysWhetherItWasSignedWithTheSecret) {
    Bytes request = Request::of_ann(AcctStatusType::stop).sign();
    EXPECT_TRUE(is_request_authenticator_right(*RadiusPacket::parse(request), kSecret));
    EXPECT_FALSE(is_request_authenticator_right(*RadiusPacket::parse(request), "another"));
    for (size_t i = 4; i < request.size(); ++i) {
        request[i] ^= 1;
        if (const auto packet = RadiusPacket::parse(request)) {
            EXPECT_FALSE(is_request_authenticator_right(*packet, kSecret)) << "octet " << i;
        }
        request[i] ^= 1;
    }
}

TEST(RadiusAuthenticators, AMessageAuthenticatorIsAbsentOrRightOrWrong) {
    const auto check = [](const Bytes& bytes) {
        return check_message_authenticator(*RadiusPacket::parse(bytes), kSecret);
    };
    using Signed = Request::Signed;
    EXPECT_EQ(check(Request::accounting(AcctStatusType::start).sign()), MessageSignature::absent);
    Bytes right = Request::accounting(AcctStatusType::start, Signed::with).sign();
    EXPECT_EQ(check(right), MessageSignature::right);
    right.back() ^= 1;
    EXPECT_EQ(check(right), MessageSignature::wrong);
    EXPECT_EQ(check(Request::accounting(AcctStatusType::start, Signed::with)
                        .bytes(radius::kMessageAuthenticator, Bytes(16))
                        .sign()),
              MessageSignature::wrong)
        << "a second one";
    EXPECT_EQ(check(Request::accounting(AcctStatusType::start)
                        .bytes(radius::kMessageAuthenticator, Bytes(15))
                        .sign()),
              MessageSignature::wrong)
        << "too short";
}

TEST(AttributeName, IsANameANumberOrAVendors) {
    EXPECT_EQ(AttributeName::parse("User-Name"), AttributeName{.type = 1});
    EXPECT_EQ(AttributeName::parse("Class"), AttributeName{.type = 25});
    EXPECT_EQ(AttributeName::parse("attribute 90"), AttributeName{.type = 90});
    EXPECT_EQ(AttributeName::parse("vendor 14988 type 8"), (AttributeName{26, 14'988, 8}));
    for (const char* wrong : {"", "user-name", "User-Name ", "attribute", "attribute 0",
                              "attribute 256", "attribute 26", "attribute 1x", "vendor 14988",
                              "vendor 14988 type 0", "vendor 14988 type 8 ", "vendor 0 type 8",
                              "vendor 16777216 type 8", "vendor  9 type 1", "26"})
        EXPECT_FALSE(AttributeName::parse(wrong)) << wrong;
}

TEST(AttributeName, FindsAVendorsAttributeAmongOthers) {
    const AttributeName name{26, 14'988, 8};
    const auto find = [&](const Bytes& value) {
        const Bytes bytes = Request::accounting(AcctStatusType::start)
                                .bytes(26, unhex("00000009 0105 616263"))
                                .bytes(26, value)
                                .sign();
        const auto found = find_attribute(*RadiusPacket::parse(bytes), name);
        return found ? std::string(text_of(*found)) : "none";
    };
    EXPECT_EQ(find(unhex("00003a8c 0806 676f6c64")), "gold");
    EXPECT_EQ(find(unhex("00003a8c 0103 ff 0806 676f6c64")), "gold");
    EXPECT_EQ(find(unhex("00003a8d 0806 676f6c64")), "none");
    EXPECT_EQ(find(unhex("00003a8c 0906 676f6c64")), "none");
    EXPECT_EQ(find(unhex("00003a8c 0807 676f6c64")), "none") << "longer than the rest";
    EXPECT_EQ(find(unhex("00003a8c 0801 676f6c64")), "none") << "shorter than its own header";
    EXPECT_EQ(find(unhex("003a8c")), "none");
}

}  // namespace
}  // namespace sluice
