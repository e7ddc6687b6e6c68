// SPDX-License-Identifier: Apache-2.0
#include "bench/broad_traffic.h"

#include "bench/big_endian.h"

namespace sluice::bench {
namespace {

std::string with_length16(const std::string& bytes) {
    return be16(static_cast<uint16_t>(bytes.size())) + bytes;
}

std::string tls_record(uint8_t type, const std::string& fragment) {
    return be8(type) + be16(0x0303) + with_length16(fragment);
}

std::string tls_handshake(uint8_t type, const std::string& body) {
    const auto length = static_cast<uint16_t>(body.size());
    return tls_record(22, be8(type) + be8(0) + be16(length) + body);
}

std::string server_name(const std::string& host) {
    return be16(0) + with_length16(with_length16(be8(0) + with_length16(host)));
}

}  // namespace

void BroadTraffic::dns(Endpoint subscriber, Endpoint remote, uint64_t start_ns) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    const std::string id = dice_.bytes(2);
    const std::string question = std::string("\3www\7example\0", 13) + be16(1) + be16(1);
    flow.up(id + be16(0x0100) + be16(1) + be16(0) + be32(0) + question);
    flow.down(id + be16(0x8180) + be16(1) + be16(1) + be32(0) + question + be16(0xc00c) + be16(1) +
              be16(1) + be32(300) + with_length16(dice_.bytes(4)));
}

void BroadTraffic::ntp(Endpoint subscriber, Endpoint remote, uint64_t start_ns) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    flow.up(be8(0x23) + std::string(39, '\0') + dice_.bytes(8));
    flow.down(be8(0x24) + be8(2) + be8(6) + be8(0xe9) + std::string(8, '\0') + dice_.bytes(36));
}

void BroadTraffic::tls(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned records) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    const std::string extensions =
        server_name("www.example") + be16(43) +
        with_length16(be8(4) + be16(0x0304) + be16(0x0303)) + be16(51) +
        with_length16(with_length16(be16(0x001d) + with_length16(dice_.bytes(32)))) + be16(21) +
        with_length16(std::string(180, '\0'));
    flow.up(tls_handshake(1, be16(0x0303) + dice_.bytes(32) + be8(32) + dice_.bytes(32) +
                                 with_length16(be16(0x1301) + be16(0x1302) + be16(0x1303)) +
                                 be16(0x0100) + with_length16(extensions)));
    flow.down(tls_handshake(2, be16(0x0303) + dice_.bytes(32) + be8(32) + dice_.bytes(32) +
                                   be16(0x1301) + be8(0) +
                                   with_length16(be16(43) + with_length16(be16(0x0304)))) +
              tls_record(23, dice_.bytes(2'400)));
    flow.up(tls_record(23, dice_.bytes(74)));
    flow.up(tls_record(23, dice_.bytes(300)));
    for (unsigned i = 0; i < records; ++i)
        flow.down(tls_record(23, dice_.bytes(1'400)));
    flow.close();
}

void BroadTraffic::http(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                        size_t body_bytes) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    flow.up(
        "GET /picture.jpg HTTP/1.1\r\nHost: www.example\r\nUser-Agent: Mozilla/5.0\r\n"
        "Accept: image/*\r\n\r\n");
    flow.down("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: " +
              std::to_string(body_bytes) + "\r\n\r\n" + dice_.bytes(body_bytes));
    flow.close();
}

void BroadTraffic::quic(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                        unsigned datagrams) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    const std::string initial = be8(0xc3) + be32(1) + be8(8) + dice_.bytes(8) + be8(8) +
                                dice_.bytes(8) + be8(0) + be16(0x4000 | 1'174);
    flow.up(initial + dice_.bytes(1'174));
    flow.down(initial + dice_.bytes(1'174));
    for (unsigned i = 0; i < datagrams; ++i) {
        flow.down(be8(0x47) + dice_.bytes(1'249));
        if (i % 4 == 3)
            flow.up(be8(0x47) + dice_.bytes(40));
    }
}

void BroadTraffic::ssh(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                       unsigned keystrokes) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    flow.up("SSH-2.0-OpenSSH_9.2p1\r\n");
    flow.down("SSH-2.0-OpenSSH_9.2p1\r\n");
    flow.up(dice_.bytes(1'100));
    flow.down(dice_.bytes(1'050));
    for (unsigned i = 0; i < keystrokes; ++i) {
        flow.up(dice_.bytes(36));
        flow.down(dice_.bytes(52));
    }
    flow.close();
}

void BroadTraffic::video(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                         unsigned datagrams) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    const std::string up_source = dice_.bytes(4);
    const std::string down_source = dice_.bytes(4);
    for (unsigned i = 0; i < datagrams; ++i) {
        const std::string header = be16(0x8060) + be16(static_cast<uint16_t>(i)) + be32(i * 3'000);
        flow.up(header + up_source + dice_.bytes(700 + dice_.below(400)));
        flow.down(header + down_source + dice_.bytes(900 + dice_.below(300)));
    }
}

}  // namespace sluice::bench
