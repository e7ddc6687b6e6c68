// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/utp_reset.h"

#include <cstring>

#include <netinet/in.h>

#include "dataplane/answers/ip_checksums.h"
#include "dataplane/answers/own_answers.h"

namespace sluice {
namespace {

constexpr uint8_t kReset = 3 << 4 | 1;  // type and version
constexpr size_t kUdpHeader = 8;

}  // namespace

UtpIds utp_ids(const UtpNumbers& seen, bool is_syn, const UtpNumbers* last_back, Way way) {
    if (is_syn)
        return way == Way::back ? UtpIds{.ids = {seen.connection_id}, .count = 1} : UtpIds{};
    if (way == Way::onward)
        return {.ids = {seen.connection_id}, .count = 1};
    const auto below = static_cast<uint16_t>(seen.connection_id - 1);
    const auto above = static_cast<uint16_t>(seen.connection_id + 1);
    if (last_back != nullptr &&
        (last_back->connection_id == below || last_back->connection_id == above))
        return {.ids = {last_back->connection_id}, .count = 1};
    return {.ids = {below, above}, .count = 2};
}

UtpNumbers utp_reset_numbers(const UtpNumbers& seen, UtpType type, Way way) {
    if (way == Way::onward)
        return {.sequence = seen.sequence, .acknowledged = seen.acknowledged};
    // BEP 29: packets without payload do not increase seq_nr, so an ST_STATE has that of the data
    // after it. What it has sent ends one before.
    const int unsent = type == UtpType::state ? 1 : 0;
    return {.sequence = static_cast<uint16_t>(seen.acknowledged + 1),
            .acknowledged = static_cast<uint16_t>(seen.sequence - unsent)};
}

size_t write_utp_reset(std::span<uint8_t> out, const AnsweredPacket& answered, Way way,
                       const UtpNumbers& numbers, uint32_t now_us, uint8_t ttl, uint64_t mark_key) {
    constexpr size_t kDatagram = kUdpHeader + kUtpReset;
    const size_t length = answered.header_bytes() + kDatagram;
    const uint16_t port = get_be16(answered.transport + (way == Way::back ? 0 : 2));
    if (out.size() < length || port == 0)
        return 0;
    uint8_t* const ip = out.data();
    write_ip_header(ip, answered, way, IPPROTO_UDP, kDatagram, ttl);

    uint8_t* const udp = ip + answered.header_bytes();
    std::memset(udp, 0, kDatagram);
    write_ports(udp, answered, way);
    put_be16(udp + 4, kDatagram);
    uint8_t* const utp = udp + kUdpHeader;
    utp[0] = kReset;
    put_be16(utp + 2, numbers.connection_id);
    put_be32(utp + 4, now_us);
    put_be16(utp + 16, numbers.sequence);
    put_be16(utp + 18, numbers.acknowledged);
    mark_answer(ip, udp, mark_key);
    set_udp_checksum(ip, udp, kDatagram);
    if (answered.is_ipv4())
        set_ipv4_checksum(ip);
    return length;
}

bool is_utp_reset(Bytes datagram) {
    return datagram.size() == kUtpReset && datagram[0] == kReset;
}

}  // namespace sluice
