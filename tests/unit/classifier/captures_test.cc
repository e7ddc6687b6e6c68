// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <map>
#include <tuple>

#include <gtest/gtest.h>
#include <pcap/pcap.h>

#include "classifier/wire/krpc.h"
#include "classifier/wire/utp.h"
#include "tests/unit/captures_folder.h"
#include "tests/unit/classifier/flow_under_test.h"

namespace sluice {
namespace {

// The flows of a capture over Ethernet and plain IPv4; sluice-replay knows more of them.
class CapturedFlows {
 public:
    explicit CapturedFlows(const std::string& name) { path_ = test::captures_folder() / name; }
    bool present() const { return std::filesystem::exists(path_); }

    // Calls visit(flow number, segment) for each packet with a payload.
    template <class Visit>
    void for_each(Visit visit) {
        char error[PCAP_ERRBUF_SIZE];
        pcap_t* const capture = pcap_open_offline(path_.c_str(), error);
        ASSERT_NE(capture, nullptr) << error;
        pcap_pkthdr* header = nullptr;
        const u_char* data = nullptr;
        while (pcap_next_ex(capture, &header, &data) == 1)
            read({data, header->caplen}, visit);
        pcap_close(capture);
    }

 private:
    using End = std::pair<uint32_t, uint16_t>;

    template <class Visit>
    void read(Bytes frame, Visit& visit) {
        Reader ip{frame.subspan(14)};
        const size_t header_bytes = (ip.u8() & 0x0fu) * 4;
        ip.skip(1);
        const size_t ip_bytes = ip.be16();
        ip.skip(5);
        const uint8_t protocol = ip.u8();
        ip.skip(2);
        End source{ip.be32(), 0};
        End destination{ip.be32(), 0};
        ip.skip(header_bytes - 20);
        source.second = ip.be16();
        destination.second = ip.be16();
        Segment segment;
        segment.sequence = protocol == 6 ? ip.be32() : 0;
        ip.skip(4);
        size_t transport_bytes = 8;
        if (protocol == 6) {
            transport_bytes = (ip.u8() >> 4) * 4u;
            segment.syn = (ip.u8() & 0x02) != 0;
        } else {
            segment.transport = Transport::udp;
        }
        const size_t payload = 14 + header_bytes + transport_bytes;
        segment.wire_bytes = static_cast<uint32_t>(ip_bytes - header_bytes - transport_bytes);
        segment.payload = frame.subspan(payload);
        if (segment.payload.size() > segment.wire_bytes)
            segment.payload = segment.payload.first(segment.wire_bytes);
        segment.direction = source < destination ? Direction::up : Direction::down;
        const auto key = std::minmax(source, destination);
        visit(numbers_.emplace(key, numbers_.size()).first->second, segment);
    }

    std::filesystem::path path_;
    std::map<std::pair<End, End>, size_t> numbers_;
};

std::map<std::string, int> labels_of(CapturedFlows& flows) {
    std::map<size_t, FlowUnderTest> found;
    flows.for_each([&](size_t flow, const Segment& segment) { found[flow].observe(segment); });
    std::map<std::string, int> labels;
    for (const auto& [number, flow] : found)
        labels[flow.verdict()]++;
    return labels;
}

TEST(Captures, EachTcpFlowOfTheSampleIsPeerWire) {
    CapturedFlows flows{"p2p/bittorrent.pcap"};
    if (!flows.present())
        GTEST_SKIP() << "no captures; SLUICE_CAPTURES says where they are";
    EXPECT_EQ(labels_of(flows), (std::map<std::string, int>{{"bittorrent.peer exact", 24}}));
}

TEST(Captures, TheTwoWayFlowOfTheSampleIsUtp) {
    CapturedFlows flows{"p2p/bittorrent_utp.pcap"};
    if (!flows.present())
        GTEST_SKIP() << "no captures; SLUICE_CAPTURES says where they are";
    const auto labels = labels_of(flows);
    EXPECT_EQ(labels.count("bittorrent.utp exact"), 1u);
}

TEST(Captures, TheDatagramsOfTheSampleParseAsUtpOrKrpc) {
    CapturedFlows flows{"p2p/bittorrent_utp.pcap"};
    if (!flows.present())
        GTEST_SKIP() << "no captures; SLUICE_CAPTURES says where they are";
    int parsed = 0;
    int refused = 0;
    flows.for_each([&](size_t, const Segment& segment) {
        const bool known = parse_utp(segment.payload) || parse_krpc(segment.payload);
        (known ? parsed : refused)++;
    });
    EXPECT_EQ(parsed, 91);
    EXPECT_EQ(refused, 1) << "a FIN whose extensions run past the datagram";
}

}  // namespace
}  // namespace sluice
