// SPDX-License-Identifier: Apache-2.0
#include "bench/frame.h"

#include "bench/big_endian.h"

namespace sluice::bench {
namespace {

// RFC 1071.
uint32_t add_words(uint32_t sum, const std::string& bytes) {
    for (size_t i = 0; i < bytes.size(); ++i)
        sum += static_cast<uint8_t>(bytes[i]) << (i % 2 == 0 ? 8 : 0);
    return sum;
}

uint16_t fold(uint32_t sum) {
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<uint16_t>(~sum);
}

void put_checksum(std::string& bytes, size_t offset, uint16_t checksum) {
    bytes[offset] = static_cast<char>(checksum >> 8);
    bytes[offset + 1] = static_cast<char>(checksum);
}

}  // namespace

Frame ip_frame(uint32_t from, uint32_t to, uint8_t protocol, std::string transport) {
    const size_t checksum_offset = protocol == kTcp ? 16 : 6;
    const std::string addresses = be32(from) + be32(to);
    const auto length = static_cast<uint32_t>(transport.size());
    put_checksum(transport, checksum_offset, 0);
    put_checksum(transport, checksum_offset,
                 fold(add_words(add_words(protocol + length, addresses), transport)));

    std::string ip = be16(0x4500) + be16(static_cast<uint16_t>(20 + length)) + be16(0) +
                     be16(0x4000) + be8(64) + be8(protocol) + be16(0) + addresses;
    put_checksum(ip, 10, fold(add_words(0, ip)));

    const std::string frame =
        std::string("\x02\0\0\0\0\x02\x02\0\0\0\0\x01", 12) + be16(0x0800) + ip + transport;
    return Frame(frame.begin(), frame.end());
}

Frame udp_frame(Endpoint from, Endpoint to, const std::string& payload) {
    const auto length = static_cast<uint16_t>(8 + payload.size());
    return ip_frame(from.address, to.address, kUdp,
                    be16(from.port) + be16(to.port) + be16(length) + be16(0) + payload);
}

Frame tcp_frame(Endpoint from, Endpoint to, uint32_t sequence, uint32_t acknowledged, uint8_t flags,
                const std::string& payload) {
    return ip_frame(from.address, to.address, kTcp,
                    be16(from.port) + be16(to.port) + be32(sequence) + be32(acknowledged) +
                        be8(0x50) + be8(flags) + be16(0xffff) + be16(0) + be16(0) + payload);
}

}  // namespace sluice::bench
