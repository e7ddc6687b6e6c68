// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/tls.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/wire/tls_messages.h"

namespace sluice {
namespace {

constexpr size_t kNameEnd = 153;  // of the server name in tls_client_hello()

TEST(ParseTlsClientHello, TellsTheServerNameAndTheProtocols) {
    const auto stream = tls_client_hello();
    const TlsClientHello hello = parse_tls_client_hello(stream);
    EXPECT_EQ(hello.shape, StreamShape::complete);
    EXPECT_EQ(hello.server_name, "tracker.openwebtorrent.com");
    EXPECT_EQ(std::vector(hello.protocols.begin(), hello.protocols.end()),
              hex("02 6832 08 687474702f312e31"));
    const auto with_more = stream + hex("1703030010");
    EXPECT_EQ(parse_tls_client_hello(with_more).shape, StreamShape::complete);
}

TEST(ParseTlsClientHello, IsPartialWhereverItIsCutAndHasTheNameOnceItWasRead) {
    const auto whole = tls_client_hello();
    for (size_t n = 0; n < whole.size(); ++n) {
        const TlsClientHello hello = parse_tls_client_hello(Bytes{whole}.first(n));
        EXPECT_EQ(hello.shape, StreamShape::partial) << n;
        EXPECT_EQ(!hello.server_name.empty(), n >= kNameEnd) << n;
    }
}

TEST(ParseTlsClientHello, ReadsOnThroughRecordsOfAnySize) {
    for (const size_t bytes : {1, 2, 3, 4, 5, 7, 64, 200}) {
        const auto whole = in_records_of(tls_client_hello(), bytes);
        EXPECT_EQ(parse_tls_client_hello(whole).shape, StreamShape::complete) << bytes;
        EXPECT_EQ(parse_tls_client_hello(whole).server_name.empty(), bytes < 200) << bytes;
        for (size_t n = 0; n < whole.size(); ++n)
            EXPECT_EQ(parse_tls_client_hello(Bytes{whole}.first(n)).shape, StreamShape::partial)
                << bytes << ", " << n;
    }
}

TEST(ParseTlsClientHello, RefusesEveryLengthThatIsOneOff) {
    // Record, handshake, session id, suites, compression, extensions, their first, its list, its
    // name; a list of groups inside an extension is not looked at.
    for (const size_t at : {4, 8, 43, 77, 114, 117, 121, 123, 126})
        for (const int by : {-1, 1}) {
            auto stream = tls_client_hello();
            stream[at] = static_cast<uint8_t>(stream[at] + by);
            EXPECT_NE(parse_tls_client_hello(stream).shape, StreamShape::complete) << at << by;
            stream = std::move(stream) + std::vector<uint8_t>(700, 0);
            EXPECT_EQ(parse_tls_client_hello(stream).shape, StreamShape::absent) << at << by;
        }
}

TEST(ParseTlsClientHello, RefusesEachFixedByteThatIsWrong) {
    for (const size_t at : {0, 1, 2, 3, 5, 6, 9, 10}) {
        auto stream = tls_client_hello();
        stream[at] = static_cast<uint8_t>(stream[at] ^ 0x80);
        for (size_t n = at + 1; n <= stream.size(); ++n)
            EXPECT_EQ(parse_tls_client_hello(Bytes{stream}.first(n)).shape, StreamShape::absent)
                << at << ", " << n;
    }
}

TEST(ParseTlsClientHello, RefusesABrokenListOfProtocols) {
    auto stream = tls_client_hello();
    const auto at =
        std::search(stream.begin(), stream.end(), std::begin("\x02h2"), std::begin("\x02h2") + 3);
    *at = 3;
    EXPECT_EQ(parse_tls_client_hello(stream).shape, StreamShape::absent);
    *at = 0;
    EXPECT_EQ(parse_tls_client_hello(stream).shape, StreamShape::absent);
}

TEST(ParseTlsServerStart, AcceptsAServerHelloAndWhatFollowsInItsRecord) {
    const auto whole = tls_server_hello();
    EXPECT_EQ(parse_tls_server_start(whole), StreamShape::complete);
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_EQ(parse_tls_server_start(Bytes{whole}.first(n)), StreamShape::partial) << n;
    // TLS 1.2 puts the certificate into the same record.
    auto with_certificate = whole + hex("0b000010");
    with_certificate[4] = static_cast<uint8_t>(with_certificate[4] + 20);
    EXPECT_EQ(parse_tls_server_start(with_certificate), StreamShape::complete);
}

TEST(ParseTlsServerStart, RefusesEveryLengthThatIsOneOff) {
    for (const size_t at : {8, 43, 80})
        for (const int by : {-1, 1}) {
            auto stream = tls_server_hello();
            stream[at] = static_cast<uint8_t>(stream[at] + by);
            EXPECT_NE(parse_tls_server_start(stream), StreamShape::complete) << at << by;
        }
    EXPECT_EQ(parse_tls_server_start(tls_client_hello()), StreamShape::absent);
}

TEST(ParseTlsServerStart, AcceptsAnAlert) {
    const auto alert = hex("15030100020228");
    EXPECT_EQ(parse_tls_server_start(alert), StreamShape::complete);
    for (size_t n = 0; n < alert.size(); ++n)
        EXPECT_EQ(parse_tls_server_start(Bytes{alert}.first(n)), StreamShape::partial) << n;
    EXPECT_EQ(parse_tls_server_start(hex("15030100030228")), StreamShape::absent);
    EXPECT_EQ(parse_tls_server_start(hex("15030100020328")), StreamShape::absent);
}

TEST(LooksLikeTlsRecords, FollowsTheHeadersThatASegmentHolds) {
    const auto data = hex("1703030004 01020304");
    EXPECT_TRUE(looks_like_tls_records(data));
    EXPECT_TRUE(looks_like_tls_records(data + data));
    EXPECT_TRUE(looks_like_tls_records(hex("1703034000 0102")));
    EXPECT_FALSE(looks_like_tls_records(data + hex("1803030004")));
    EXPECT_FALSE(looks_like_tls_records(hex("1703034801 0102")));
    EXPECT_FALSE(looks_like_tls_records(hex("1703030000")));
    EXPECT_FALSE(looks_like_tls_records(hex("1403030002")));
    EXPECT_FALSE(looks_like_tls_records(hex("17030500040102")));
    EXPECT_FALSE(looks_like_tls_records(hex("17030300")));
}

}  // namespace
}  // namespace sluice
