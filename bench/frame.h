// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::bench {

struct Endpoint {
    uint32_t address = 0;  // IPv4, host order
    uint16_t port = 0;
};

// Ethernet, IPv4 without options, then UDP or TCP without options, so that rewriting knows where
// the addresses and ports are. Lengths and checksums are right.
inline constexpr size_t kAddressesOffset = 14 + 12;  // source, then destination
inline constexpr size_t kPortsOffset = 14 + 20;
inline constexpr size_t kMaximumPayload = 1'460;  // of TCP in 1,500 bytes of IP

inline constexpr uint8_t kTcp = 6;
inline constexpr uint8_t kUdp = 17;

enum TcpFlag : uint8_t { kFin = 1, kSyn = 2, kRst = 4, kPsh = 8, kAck = 16 };

using Frame = std::vector<uint8_t>;

// transport is a TCP or UDP header and what it carries; its checksum is made right.
Frame ip_frame(uint32_t from, uint32_t to, uint8_t protocol, std::string transport);
Frame udp_frame(Endpoint from, Endpoint to, const std::string& payload);
Frame tcp_frame(Endpoint from, Endpoint to, uint32_t sequence, uint32_t acknowledged, uint8_t flags,
                const std::string& payload);

}  // namespace sluice::bench
