// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oracle/rank_udp/rank_request.h"
#include "oracle/udp/datagram_writer.h"
#include "policy/socket_address.h"

namespace sluice {

inline std::vector<uint8_t> rank_connect(uint32_t transaction = 0xcafe0000) {
    std::vector<uint8_t> datagram(16);
    DatagramWriter(datagram).be64(kRankProtocolId).be32(0).be32(transaction);
    return datagram;
}

struct RankQuestion {
    uint64_t connection_id = 0x1122334455667788;
    uint32_t transaction = 0xcafe0001;
    uint32_t key_id = 0;
    SharedAddress shared_address = SharedAddress::apart;
    std::vector<std::string> ipv4 = {"198.18.1.7:6881", "198.18.0.9:51413"};
    std::vector<std::string> ipv6 = {"[2001:db8::5]:6881"};
};

inline std::vector<uint8_t> rank_datagram(const RankQuestion& question) {
    std::vector<uint8_t> datagram(kRankRequestHead + question.ipv4.size() * kRankIpv4Bytes +
                                  question.ipv6.size() * kRankIpv6Bytes);
    DatagramWriter writer(datagram);
    writer.be64(question.connection_id)
        .be32(static_cast<uint32_t>(RankAction::rank))
        .be32(question.transaction)
        .be32(question.key_id)
        .u8(static_cast<uint8_t>(question.shared_address))
        .u8(0)
        .u8(static_cast<uint8_t>(question.ipv4.size()))
        .u8(static_cast<uint8_t>(question.ipv6.size()));
    for (const auto* family : {&question.ipv4, &question.ipv6})
        for (const std::string& text : *family) {
            const SocketAddress at = SocketAddress::parse(text).value();
            for (size_t i = at.address.is_ipv4() ? 12 : 0; i < 16; ++i)
                writer.u8(at.address.bytes[i]);
            writer.be16(at.port);
        }
    return datagram;
}

inline std::vector<uint8_t> from_hex(const std::string& digits) {
    std::vector<uint8_t> bytes;
    for (size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes.push_back(static_cast<uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
    return bytes;
}

// The example of docs/rank-service.md, as tests/lab/rank_client.py writes it.
inline std::vector<uint8_t> shown_request() {
    return from_hex(
        "1122334455667788"
        "00000001"
        "cafe0001"
        "00000007"
        "01000201"
        "c61201071ae1"
        "c6120009c8d5"
        "20010db80000000000000000000000051ae1");
}
inline std::vector<uint8_t> shown_reply() {
    return from_hex("00000001cafe0001003c0003010002000001");
}
// By the key 00 01 ... 1f.
inline std::vector<uint8_t> shown_mac() {
    return from_hex("ba162e67c9e24c4c4828b1c04f1e2198");
}

}  // namespace sluice
