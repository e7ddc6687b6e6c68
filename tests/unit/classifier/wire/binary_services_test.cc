// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/binary_services.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

struct Sample {
    const char* name;
    bool (*is)(Bytes);
    std::vector<uint8_t> bytes;
    bool to_the_end = true;  // a length in it says where the segment ends
};

const std::vector<Sample>& samples() {
    static const std::vector<Sample> kSamples{
        {"tpkt", is_tpkt, hex("03000013 0e e0 0000 0000 00 01 00 0800 03000000")},
        {"smb2", is_smb, hex("00000008 fe534d42 40000000")},
        {"netbios session", is_netbios_session,
         hex("81000044 20") + text_bytes("CKFDENECFDEFFCFGEFFCCACACACACACA") + hex("00 20") +
             text_bytes("EMEBEOEEFJFDEFFCCACACACACACACACA") + hex("00")},
        {"postgresql", is_postgresql,
         hex("00000012 00030000") + text_bytes("user") + hex("00") + text_bytes("eve") +
             hex("0000")},
        {"postgresql tls", is_postgresql, hex("00000008 04d2162f")},
        {"mqtt", is_mqtt, hex("10 10 0004 4d515454 04 02 003c 0004 61626364")},
        {"mqtt 3.1", is_mqtt, hex("10 0e 0006 4d5149736470 03 02 003c 0000")},
        {"tds", is_tds, hex("12 01 0010 0000 01 00 00 000b 0006 ff 0000")},
        {"ldap", is_ldap, hex("30 0c 020101 60 07 020103 0400 8000")},
        {"memcached", is_memcached,
         hex("80 00 0003 00 00 0000 00000003 00000000"
             "0000000000000000 616263")},
        {"amqp", is_amqp, hex("414d5150 00 00 09 01")},
        {"mongodb", is_mongodb, hex("14000000 01000000 00000000 dd070000 00000000")},
        {"oracle", is_oracle, hex("0010 0000 01 00 0000 013a 012c 0000 0000")},
        {"bgp", is_bgp, std::vector<uint8_t>(16, 0xff) + hex("001d 01 04 fde8 00b4 c6120001 00"),
         false},
        {"zeromq", is_zeromq, hex("ff 0000000000000001 7f"), false},
        {"redis", is_redis, text_bytes("*1\r\n$4\r\nPING\r\n"), false},
        {"mysql", is_mysql,
         hex("2c000000 0a") + text_bytes("8.0.35") + hex("00") + std::vector<uint8_t>(36, 0x31)},
        {"rlpx", is_rlpx, hex("0136 04") + std::vector<uint8_t>(0x135, 0x5a)},
    };
    return kSamples;
}

TEST(BinaryServices, RecogniseTheirBeginnings) {
    for (const Sample& sample : samples())
        EXPECT_TRUE(sample.is(sample.bytes)) << sample.name;
}

TEST(BinaryServices, RefuseASegmentThatDoesNotEndWhereItsLengthSays) {
    for (const Sample& sample : samples()) {
        if (!sample.to_the_end)
            continue;
        for (size_t n = 0; n < sample.bytes.size(); ++n)
            EXPECT_FALSE(sample.is(Bytes{sample.bytes}.first(n))) << sample.name << ", " << n;
        EXPECT_FALSE(sample.is(sample.bytes + hex("00"))) << sample.name;
    }
}

TEST(BinaryServices, RefuseAHeaderThatIsCut) {
    for (const Sample& sample : samples())
        for (size_t n = 0; n < 8; ++n)
            EXPECT_FALSE(sample.is(Bytes{sample.bytes}.first(n))) << sample.name << ", " << n;
}

TEST(BinaryServices, TakeNoOtherForTheirs) {
    for (const Sample& sample : samples())
        for (const Sample& other : samples())
            EXPECT_EQ(sample.is(other.bytes), sample.is == other.is)
                << sample.name << ", " << other.name;
}

TEST(IsRtmp, NeedsMostOfAHandshake) {
    auto handshake = hex("03 00001234 00000000") + std::vector<uint8_t>(1528, 0x5a);
    EXPECT_TRUE(is_rtmp(handshake));
    EXPECT_TRUE(is_rtmp(Bytes{handshake}.first(1448)));
    EXPECT_FALSE(is_rtmp(Bytes{handshake}.first(999)));
    EXPECT_FALSE(is_rtmp(handshake + hex("00")));
    handshake[7] = 1;
    EXPECT_FALSE(is_rtmp(handshake));
}

}  // namespace
}  // namespace sluice
