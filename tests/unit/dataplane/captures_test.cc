// SPDX-License-Identifier: Apache-2.0
// Real frames, where the folder of captures is.
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "dataplane/parser.h"
#include "tests/unit/captures_folder.h"

namespace sluice {
namespace {

struct Captured {
    std::vector<uint8_t> bytes;
    uint32_t wire_length;
};

// Classic pcap in this machine's byte order: the headers are plain 32-bit words.
std::vector<Captured> read_pcap(const std::filesystem::path& path) {
    constexpr size_t kFileHeader = 24, kRecordHeader = 16;
    std::ifstream in(path, std::ios::binary);
    const std::vector<char> file{std::istreambuf_iterator<char>(in), {}};
    std::vector<Captured> frames;
    for (size_t at = kFileHeader; at + kRecordHeader <= file.size();) {
        uint32_t lengths[2];
        std::memcpy(lengths, file.data() + at + 8, sizeof lengths);
        at += kRecordHeader;
        if (lengths[0] > file.size() - at)
            break;
        frames.push_back({{file.begin() + at, file.begin() + at + lengths[0]}, lengths[1]});
        at += lengths[0];
    }
    return frames;
}

class Captures : public testing::Test {
 protected:
    void SetUp() override {
        if (!std::filesystem::exists(folder_ / "other/6in4tunnel.pcap"))
            GTEST_SKIP() << "no captures; SLUICE_CAPTURES says where they are";
    }
    std::vector<ParsedPacket> parse(const std::string& file, TunnelView view) const {
        std::vector<ParsedPacket> packets;
        for (const Captured& frame : read_pcap(folder_ / file))
            parse_packet(frame.bytes, frame.wire_length, view, packets.emplace_back());
        return packets;
    }

 private:
    const std::filesystem::path folder_ = test::captures_folder();
};

TEST_F(Captures, InsideA6in4TunnelAreIpv6Flows) {
    const auto packets = parse("other/6in4tunnel.pcap", TunnelView::inner);
    ASSERT_EQ(packets.size(), 127u);
    for (const ParsedPacket& packet : packets) {
        EXPECT_EQ(packet.oddity, Oddity::none);
        EXPECT_EQ(packet.source.bytes[0] & 0xe0, 0x20) << "not a global unicast address";
        EXPECT_TRUE(packet.protocol == 6 || packet.protocol == 17 || packet.protocol == 58);
        EXPECT_NE(packet.ip_offset, packet.outer_ip_offset);
    }
}

TEST_F(Captures, AroundA6in4TunnelIsOneIpv4Flow) {
    for (const ParsedPacket& packet : parse("other/6in4tunnel.pcap", TunnelView::outer)) {
        EXPECT_EQ(packet.oddity, Oddity::none);
        EXPECT_EQ(packet.protocol, 41);
    }
}

TEST_F(Captures, NothingIsOddAboutOrdinaryBitTorrent) {
    const auto packets = parse("p2p/bittorrent.pcap", TunnelView::inner);
    ASSERT_EQ(packets.size(), 299u);
    for (const ParsedPacket& packet : packets) {
        EXPECT_EQ(packet.oddity, Oddity::none);
        EXPECT_EQ(packet.protocol, 6);
    }
}

}  // namespace
}  // namespace sluice
