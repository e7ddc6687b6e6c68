// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/dtls.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

// What OpenSSL 3.0 sends for DTLS 1.2 with one suite.
std::vector<uint8_t> client_hello() {
    return hex(
        "16 feff 0000 000000000000 008c 01 000080 0000 000000 000080 fefd"
        "4f4568716994986e9c814969e165f92a1572ba4cf7d7ae53e72310816d9a5052 00 00"
        "0004 c02b00ff 0100 0052"
        "000b000403000102 000a000c000a001d0017001e00190018 00230000 00160000 00170000"
        "000d002a0028040305030603080708080809080a080b080408050806040105010601030303"
        "010302040205020602");
}

TEST(ParseDtls, AcceptsAClientHello) {
    EXPECT_EQ(parse_dtls(client_hello()), DtlsDatagram::hello);
}

TEST(ParseDtls, AcceptsAHelloVerifyRequest) {
    const auto verify =
        hex("16 feff 0000 000000000000 0013 03 000007 0000 000000 000007"
            "feff 04 01020304");
    EXPECT_EQ(parse_dtls(verify), DtlsDatagram::hello);
    auto cookie = verify;
    cookie[27] = 3;
    EXPECT_EQ(parse_dtls(cookie), DtlsDatagram::absent);
}

TEST(ParseDtls, RefusesEveryTruncationAndAByteTooMany) {
    const auto whole = client_hello();
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_EQ(parse_dtls(Bytes{whole}.first(n)), DtlsDatagram::absent) << n;
    EXPECT_EQ(parse_dtls(whole + hex("16")), DtlsDatagram::absent);
}

TEST(ParseDtls, RefusesEveryLengthAndVersionThatIsOneOff) {
    // Version, record, offset, fragment, the hello's version.
    for (const size_t at : {1, 2, 12, 21, 24, 25, 26})
        for (const int by : {-1, 1}) {
            auto datagram = client_hello();
            datagram[at] = static_cast<uint8_t>(datagram[at] + by);
            EXPECT_EQ(parse_dtls(datagram), DtlsDatagram::absent) << at << by;
        }
    auto session = client_hello();
    session[59] = 33;
    EXPECT_EQ(parse_dtls(session), DtlsDatagram::absent);
}

TEST(ParseDtls, AcceptsEncryptedRecordsThatFillTheDatagram) {
    const auto data = hex("17 fefd 0001 000000000007 0004 01020304");
    EXPECT_EQ(parse_dtls(data), DtlsDatagram::records);
    EXPECT_EQ(parse_dtls(data + data), DtlsDatagram::records);
    EXPECT_EQ(parse_dtls(data + hex("18")), DtlsDatagram::absent);
    EXPECT_EQ(parse_dtls(hex("17 fefd 0001 000000000007 0000")), DtlsDatagram::absent);
}

TEST(ParseDtls, ReadsWhatIsInTheClear) {
    EXPECT_EQ(parse_dtls(hex("15 fefd 0000 000000000001 0002 0228")), DtlsDatagram::records);
    EXPECT_EQ(parse_dtls(hex("15 fefd 0000 000000000001 0002 0328")), DtlsDatagram::absent);
    EXPECT_EQ(parse_dtls(hex("14 fefd 0000 000000000001 0001 01")), DtlsDatagram::records);
    EXPECT_EQ(parse_dtls(hex("17 fefd 0000 000000000001 0001 01")), DtlsDatagram::absent);
    // A fragment from the middle of a certificate.
    EXPECT_EQ(
        parse_dtls(hex("16 fefd 0000 000000000001 0010 0b 000100 0001 000004 000004 01020304")),
        DtlsDatagram::records);
    EXPECT_EQ(
        parse_dtls(hex("16 fefd 0000 000000000001 0010 0b 000007 0001 000004 000004 01020304")),
        DtlsDatagram::absent);
}

}  // namespace
}  // namespace sluice
