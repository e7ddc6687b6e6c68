// SPDX-License-Identifier: Apache-2.0
#include "bench/bittorrent_traffic.h"

#include <cstdio>

#include "bench/big_endian.h"

namespace sluice::bench {
namespace {

constexpr size_t kBlockBytes = 16'384;  // of TCP's pieces: 12 segments
constexpr size_t kUtpPayload = 1'380;   // that fits a datagram

std::string message(uint8_t id, const std::string& body) {
    return be32(static_cast<uint32_t>(1 + body.size())) + be8(id) + body;
}

std::string percent_encoded(const std::string& bytes) {
    std::string encoded;
    for (const char byte : bytes) {
        char text[4];
        std::snprintf(text, sizeof text, "%%%02x", static_cast<uint8_t>(byte));
        encoded += text;
    }
    return encoded;
}

enum UtpType : uint8_t { kData = 0, kFinish = 1, kState = 2, kStart = 4 };

std::string utp_packet(UtpType type, uint16_t connection, uint16_t sequence, uint16_t acknowledged,
                       const std::string& payload) {
    return be8(static_cast<uint8_t>(type << 4 | 1)) + be8(0) + be16(connection) +
           be32(0x01000000u + sequence * 3'000u) + be32(12'000) + be32(0x100000) + be16(sequence) +
           be16(acknowledged) + payload;
}

}  // namespace

std::string BitTorrentTraffic::handshake() {
    // Reserved bits: extension protocol (BEP 10), fast extension (BEP 6), DHT (BEP 5).
    return "\x13"
           "BitTorrent protocol" +
           be64(0x0000'0000'0010'0005) + dice_.bytes(20) + "-XX0001-" + dice_.bytes(12);
}

std::string BitTorrentTraffic::bitfield() {
    return message(5, dice_.bytes(60 + dice_.below(200)));
}

std::string BitTorrentTraffic::extended_handshake() {
    return message(20, be8(0) +
                           "d1:md11:ut_metadatai2e6:ut_pexi1ee13:metadata_sizei31235e"
                           "4:reqqi500e1:v9:Bench 0.1e");
}

std::string BitTorrentTraffic::request() {
    return message(6, be32(static_cast<uint32_t>(dice_.below(1'000))) +
                          be32(static_cast<uint32_t>(dice_.below(16) * kBlockBytes)) +
                          be32(kBlockBytes));
}

std::string BitTorrentTraffic::piece(size_t block_bytes) {
    return message(7, be32(static_cast<uint32_t>(dice_.below(1'000))) +
                          be32(static_cast<uint32_t>(dice_.below(16) * kBlockBytes)) +
                          dice_.bytes(block_bytes));
}

void BitTorrentTraffic::dht(Endpoint subscriber, Endpoint remote, uint64_t start_ns) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    const std::string transaction = dice_.bytes(2);
    flow.up("d1:ad2:id20:" + dice_.bytes(20) + "9:info_hash20:" + dice_.bytes(20) +
            "e1:q9:get_peers1:t2:" + transaction + "1:v4:XX011:y1:qe");
    if (dice_.chance(25))
        return;  // nobody there any more
    flow.down("d1:rd2:id20:" + dice_.bytes(20) + "5:nodes208:" + dice_.bytes(208) +
              "5:token8:" + dice_.bytes(8) + "e1:t2:" + transaction + "1:y1:re");
}

void BitTorrentTraffic::udp_tracker(Endpoint subscriber, Endpoint remote, uint64_t start_ns) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    const std::string transaction = dice_.bytes(4);
    const std::string connection = dice_.bytes(8);
    flow.up(be64(0x41727101980) + be32(0) + transaction);
    flow.down(be32(0) + transaction + connection);
    flow.up(connection + be32(1) + transaction + dice_.bytes(20) + "-XX0001-" + dice_.bytes(12) +
            be64(0) + be64(1'000'000) + be64(0) + be32(2) + be32(0) + dice_.bytes(4) + be32(50) +
            be16(subscriber.port));
    flow.down(be32(1) + transaction + be32(1'800) + be32(12) + be32(80) + dice_.bytes(50 * 6));
}

void BitTorrentTraffic::http_tracker(Endpoint subscriber, Endpoint remote, uint64_t start_ns) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    flow.up("GET /announce?info_hash=" + percent_encoded(dice_.bytes(20)) + "&peer_id=-XX0001-" +
            percent_encoded(dice_.bytes(12)) + "&port=" + std::to_string(subscriber.port) +
            "&uploaded=0&downloaded=0&left=1000000"
            "&event=started&numwant=50&compact=1 HTTP/1.1\r\nHost: tracker.example\r\n"
            "User-Agent: Bench/0.1\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
    flow.down(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 345\r\n\r\n"
        "d8:completei80e10:incompletei12e8:intervali1800e5:peers300:" +
        dice_.bytes(300) + "e");
    flow.close();
}

// opening: what the two sides say before the stream comes down, in turn, the subscriber first.
void BitTorrentTraffic::utp(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                            const std::vector<std::string>& opening, const std::string& stream) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    // BEP 29: the SYN carries the id that the other side will send with, one less than ours.
    const auto connection = static_cast<uint16_t>(1'000 + dice_.below(60'000));
    const auto ours = static_cast<uint16_t>(connection + 1);
    uint16_t up = 1;
    uint16_t down = static_cast<uint16_t>(1 + dice_.below(30'000));
    flow.up(utp_packet(kStart, connection, up, 0, {}));
    flow.down(utp_packet(kState, connection, down, up, {}));
    // A STATE has the number of the next packet with data, and takes none.
    --down;
    bool upward = true;
    for (const std::string& said : opening) {
        if (upward) {
            flow.up(utp_packet(kData, ours, ++up, down, said));
            flow.down(utp_packet(kState, connection, static_cast<uint16_t>(down + 1), up, {}));
        } else {
            flow.down(utp_packet(kData, connection, ++down, up, said));
            flow.up(utp_packet(kState, ours, static_cast<uint16_t>(up + 1), down, {}));
        }
        upward = !upward;
    }
    for (size_t sent = 0; sent < stream.size(); sent += kUtpPayload) {
        flow.down(utp_packet(kData, connection, ++down, up, stream.substr(sent, kUtpPayload)));
        flow.up(utp_packet(kState, ours, static_cast<uint16_t>(up + 1), down, {}));
    }
    flow.up(utp_packet(kFinish, ours, ++up, down, {}));
    flow.down(utp_packet(kState, connection, static_cast<uint16_t>(down + 1), up, {}));
}

void BitTorrentTraffic::utp(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                            unsigned blocks) {
    utp(subscriber, remote, start_ns,
        {handshake() + extended_handshake(), handshake() + bitfield(), message(2, {}) + request()},
        blocks == 0 ? "" : piece(blocks * kUtpPayload - 13));
}

std::string BitTorrentTraffic::encrypted_flight(size_t fixed_bytes, size_t most_padding) {
    return dice_.bytes(fixed_bytes + dice_.below(most_padding + 1));
}

// MSE: a key of 96 bytes and up to 512 of padding either way; then hashes, the crypto offer,
// padding and the handshake from one side; the choice and the handshake from the other.
void BitTorrentTraffic::encrypted_utp(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                                      unsigned blocks) {
    utp(subscriber, remote, start_ns,
        {encrypted_flight(96, 512), encrypted_flight(96, 512), encrypted_flight(56 + 68, 512),
         encrypted_flight(14 + 68 + 200, 512), encrypted_flight(22, 0)},
        dice_.bytes(blocks * kUtpPayload));
}

void BitTorrentTraffic::encrypted_peer(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                                       unsigned blocks) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    flow.up(encrypted_flight(96, 512));
    flow.down(encrypted_flight(96, 512));
    flow.up(encrypted_flight(56 + 68, 512));
    flow.down(encrypted_flight(14 + 68 + 200, 512));
    for (unsigned block = 0; block < blocks; ++block) {
        flow.up(encrypted_flight(17, 0));
        flow.down(encrypted_flight(13 + kBlockBytes, 0));
    }
    flow.close();
}

void BitTorrentTraffic::peer(Endpoint subscriber, Endpoint remote, uint64_t start_ns,
                             unsigned blocks) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    flow.up(handshake());
    flow.down(handshake());
    flow.up(bitfield() + extended_handshake());
    flow.down(bitfield() + extended_handshake());
    if (blocks > 0) {
        flow.up(message(2, {}));
        flow.down(message(1, {}));
    }
    for (unsigned block = 0; block < blocks; ++block) {
        flow.up(request());
        flow.down(piece(kBlockBytes));
        if (block % 4 == 3)
            flow.up(message(4, be32(block)));
    }
    flow.close();
}

}  // namespace sluice::bench
