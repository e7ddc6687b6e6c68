// SPDX-License-Identifier: Apache-2.0
#include "bench/other_traffic.h"

#include "bench/big_endian.h"

namespace sluice::bench {
namespace {

constexpr size_t kStunHeaderBytes = 20;
constexpr size_t kFingerprintBytes = 8;

// The CRC-32 of ISO 3309, which STUN's FINGERPRINT uses.
uint32_t crc32(const std::string& bytes) {
    uint32_t crc = ~uint32_t{0};
    for (const char byte : bytes) {
        crc ^= static_cast<uint8_t>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb8'8320u : 0);
    }
    return ~crc;
}

std::string attribute(uint16_t type, const std::string& value) {
    const size_t padding = (4 - value.size() % 4) % 4;
    return be16(type) + be16(static_cast<uint16_t>(value.size())) + value +
           std::string(padding, '\0');
}

std::string dtls_record(uint8_t type, uint16_t sequence, const std::string& fragment) {
    return be8(type) + be16(0xfefd) + be32(0) + be32(sequence) +
           be16(static_cast<uint16_t>(fragment.size())) + fragment;
}

std::string dtls_handshake(uint8_t type, uint16_t sequence, const std::string& body) {
    const auto length = static_cast<uint16_t>(body.size());
    return dtls_record(22, sequence,
                       be8(type) + be8(0) + be16(length) + be16(sequence) + be8(0) + be16(0) +
                           be8(0) + be16(length) + body);
}

std::string mqtt(uint8_t type, const std::string& body) {
    return be8(type) + be8(static_cast<uint8_t>(body.size())) + body;
}

std::string text16(const std::string& text) {
    return be16(static_cast<uint16_t>(text.size())) + text;
}

}  // namespace

void OtherTraffic::ntp(Endpoint subscriber, Endpoint remote, uint64_t start_ns) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    flow.up(be8(0x23) + std::string(39, '\0') + dice_.bytes(8));
    flow.down(be8(0x24) + be8(2) + be8(6) + be8(0xe9) + std::string(8, '\0') + dice_.bytes(36));
}

void OtherTraffic::ssh(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                       unsigned keystrokes) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    flow.up("SSH-2.0-OpenSSH_9.2p1\r\n");
    flow.down("SSH-2.0-OpenSSH_9.2p1\r\n");
    // RFC 4253, section 7.1: KEXINIT in a binary packet, not yet encrypted.
    flow.up(be32(1'100) + be8(6) + be8(20) + dice_.bytes(1'098));
    flow.down(be32(1'050) + be8(6) + be8(20) + dice_.bytes(1'048));
    for (unsigned i = 0; i < keystrokes; ++i) {
        flow.up(dice_.bytes(36));
        flow.down(dice_.bytes(52));
    }
    flow.close();
}

// With MESSAGE-INTEGRITY, which nobody on the way can check, and a FINGERPRINT, which all can.
std::string OtherTraffic::stun(uint16_t type, const std::string& transaction,
                               const std::string& attributes) {
    const std::string body = attributes + attribute(0x0008, dice_.bytes(20));
    const std::string message = be16(type) +
                                be16(static_cast<uint16_t>(body.size() + kFingerprintBytes)) +
                                be32(0x2112'a442) + transaction + body;
    return message + attribute(0x8028, be32(crc32(message) ^ 0x5354'554eu));
}

void OtherTraffic::call(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                        unsigned datagrams) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    for (const bool up : {true, false}) {
        const std::string transaction = dice_.bytes(kStunHeaderBytes - 8);
        const std::string request =
            stun(0x0001, transaction,
                 attribute(0x0006, "a1b2:c3d4") + attribute(0x0024, be32(0x6e00'1eff)) +
                     attribute(0x802a, dice_.bytes(8)));
        const std::string response =
            stun(0x0101, transaction,
                 attribute(0x0020, be8(0) + be8(1) + be16(subscriber.port ^ 0x2112) +
                                       be32(subscriber.address ^ 0x2112'a442)));
        up ? flow.up(request) : flow.down(request);
        up ? flow.down(response) : flow.up(response);
    }
    flow.up(dtls_handshake(1, 0,
                           be16(0xfefd) + dice_.bytes(32) + be8(0) + be8(0) + be16(4) +
                               be16(0xc02b) + be16(0xc02f) + be8(1) + be8(0)));
    flow.down(
        dtls_handshake(2, 0, be16(0xfefd) + dice_.bytes(32) + be8(0) + be16(0xc02b) + be8(0)) +
        dtls_record(22, 1, dice_.bytes(500)));
    flow.up(dtls_record(22, 1, dice_.bytes(600)));
    flow.down(dtls_record(20, 2, be8(1)) + dtls_record(22, 3, dice_.bytes(48)));
    const std::string up_source = dice_.bytes(4);
    const std::string down_source = dice_.bytes(4);
    for (unsigned i = 0; i < datagrams; ++i) {
        const std::string header = be16(0x8060) + be16(static_cast<uint16_t>(i)) + be32(i * 3'000);
        flow.up(header + up_source + dice_.bytes(700 + dice_.below(400)));
        flow.down(header + down_source + dice_.bytes(900 + dice_.below(300)));
    }
}

void OtherTraffic::wireguard(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                             unsigned datagrams) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    const std::string ours = dice_.bytes(4);
    const std::string theirs = dice_.bytes(4);
    const auto kind = [](uint8_t type) { return be8(type) + std::string(3, '\0'); };
    const auto counter = [](unsigned i) {
        return be32(__builtin_bswap32(i)) + be32(0);  // little-endian
    };
    flow.up(kind(1) + ours + dice_.bytes(32 + 48 + 28 + 16) + std::string(16, '\0'));
    flow.down(kind(2) + theirs + ours + dice_.bytes(32 + 16 + 16) + std::string(16, '\0'));
    for (unsigned i = 0; i < datagrams; ++i) {
        flow.up(kind(4) + theirs + counter(i) + dice_.bytes(16 * (2 + dice_.below(8)) + 16));
        flow.down(kind(4) + ours + counter(i) + dice_.bytes(1'312));
    }
}

void OtherTraffic::game(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                        unsigned datagrams) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    for (unsigned i = 0; i < datagrams; ++i) {
        flow.up(dice_.bytes(30 + dice_.below(60)));
        flow.down(dice_.bytes(80 + dice_.below(400)));
    }
}

void OtherTraffic::mail(Endpoint subscriber, Endpoint remote, uint64_t start_ns) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    flow.down("220 mail.example ESMTP Postfix\r\n");
    flow.up("EHLO client.example\r\n");
    flow.down("250-mail.example\r\n250-SIZE 52428800\r\n250-STARTTLS\r\n250 8BITMIME\r\n");
    flow.up("STARTTLS\r\n");
    flow.down("220 2.0.0 Ready to start TLS\r\n");
    for (int i = 0; i < 8; ++i) {
        flow.up(be8(23) + be16(0x0303) + text16(dice_.bytes(900)));
        flow.down(be8(23) + be16(0x0303) + text16(dice_.bytes(60)));
    }
    flow.close();
}

void OtherTraffic::telemetry(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                             unsigned messages) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    flow.up(mqtt(0x10, text16("MQTT") + be8(4) + be8(2) + be16(60) + text16("meter-0815")));
    flow.down(mqtt(0x20, be16(0)));
    flow.up(mqtt(0x82, be16(1) + text16("house/+/set") + be8(0)));
    flow.down(mqtt(0x90, be16(1) + be8(0)));
    for (unsigned i = 0; i < messages; ++i)
        flow.up(mqtt(0x30, text16("house/power") + std::to_string(dice_.below(10'000))));
    flow.close();
}

void OtherTraffic::unnamed(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                           unsigned messages) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    for (unsigned i = 0; i < messages; ++i) {
        flow.up(text16(dice_.bytes(20 + dice_.below(300))));
        flow.down(text16(dice_.bytes(20 + dice_.below(2'000))));
    }
    flow.close();
}

}  // namespace sluice::bench
