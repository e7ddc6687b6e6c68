// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/tcp_reset.h"

#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "dataplane/answers/ip_checksums.h"
#include "dataplane/answers/own_answers.h"

namespace sluice {

size_t write_tcp_reset(std::span<uint8_t> out, const AnsweredPacket& answered, Way way,
                       const ResetNumbers& numbers, uint8_t ttl, uint64_t mark_key) {
    constexpr size_t kSegment = 20;
    constexpr uint8_t kHeaderWords = kSegment / 4;
    const size_t length = answered.header_bytes() + kSegment;
    if (out.size() < length)
        return 0;
    uint8_t* const ip = out.data();
    write_ip_header(ip, answered, way, IPPROTO_TCP, kSegment, ttl);

    uint8_t* const tcp = ip + answered.header_bytes();
    std::memset(tcp, 0, kSegment);
    write_ports(tcp, answered, way);
    put_be32(tcp + 4, numbers.sequence);
    put_be32(tcp + 8, numbers.has_acknowledgement ? numbers.acknowledgement : 0);
    tcp[12] = kHeaderWords << 4;
    tcp[13] = static_cast<uint8_t>(TH_RST | (numbers.has_acknowledgement ? TH_ACK : 0));
    mark_answer(ip, tcp, mark_key);
    put_be16(tcp + 16, transport_checksum(ip, IPPROTO_TCP, Bytes(tcp, kSegment)));
    if (answered.is_ipv4())
        set_ipv4_checksum(ip);
    return length;
}

}  // namespace sluice
