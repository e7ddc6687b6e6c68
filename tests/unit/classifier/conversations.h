// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "classifier/attributes.h"
#include "classifier/label.h"
#include "tests/unit/classifier/ciphertext.h"
#include "tests/unit/classifier/hex.h"
#include "tests/unit/classifier/peer_wire_messages.h"
#include "tests/unit/classifier/wire/krpc_messages.h"
#include "tests/unit/classifier/wire/tls_messages.h"
#include "tests/unit/classifier/wire/udp_tracker_messages.h"

namespace sluice {

// What the two ends of a flow say, one segment or datagram each, and what it is.
struct Said {
    Direction direction = Direction::up;
    std::vector<uint8_t> bytes;
};
struct Conversation {
    std::string_view name;
    Transport transport = Transport::tcp;
    std::vector<Said> said;
    Label label = Label::unknown;
    bool opens = true;      // TCP: its SYNs are seen
    bool in_pieces = true;  // TCP: however it is cut, the label is the same
    Label also = label;     // that a part of it may leave it with
};

// One of each wire form.
inline std::vector<Conversation> conversations() {
    constexpr Direction up = Direction::up;
    constexpr Direction down = Direction::down;
    constexpr Transport udp = Transport::udp;
    const auto text = [](std::string_view words) { return text_bytes(words); };
    const std::string hash =
        "info_hash=%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11%12%13%14";
    const auto get = [&](const std::string& target) {
        return text("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    };
    const auto announce =
        get("/announce?" + hash + "&peer_id=-XX0001-abcdefghijkl&port=6881&left=0");
    const auto reply = text(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
        "d8:completei1e10:incompletei2e8:intervali1800e5:peers6:abcdefe");
    const auto metainfo = text(
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-bittorrent\r\n\r\n"
        "d8:announce28:http://tracker.example/share4:infod6:lengthi16384e4:name1:a12:piece length"
        "i16384e6:pieces20:abcdefghijklmnopqrstee");
    const auto ppsp = text(
        "HTTP/1.1 200 OK\r\nContent-Type: application/ppsp-tracker+json\r\n\r\n"
        R"({"PPSPTrackerProtocol":{"version":1,"response_type":0,"error_code":0,)"
        R"("transaction_id":"12345"}})");
    const auto switching = text("HTTP/1.1 101 Switching\r\n\r\n");
    const auto connected = text("HTTP/1.1 200 OK\r\n\r\n");
    const auto ed2k_hello =
        hex("e336000000 01 10 5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a c6120001 3612 02000000"
            "02 0100 01 0600 6e6f626f6479 03 0100 11 3c000000 c6120002 3612");
    const auto utp_syn = hex("41 00 1234 10eeb2f0 00000000 00000000 e7f5 0000");
    const auto utp_answer = hex("21 00 1234 06ff3f5f 7fffffff 0000f000 49c7 e7f5");
    const auto utp_data = hex("01 00 1235 10f06876 09f12917 00100000 e7f6 49c6");
    const auto stun = hex("0001 0008 2112a442 000102030405060708090a0b 0006 0004 61626364");

    return {
        {"peer wire",
         {},
         {{up, handshake() + have()}, {down, handshake() + unchoke() + request()}},
         Label::bittorrent_peer},
        {"peer wire without its SYNs",
         {},
         {{up, handshake()}, {down, handshake() + have()}},
         Label::bittorrent_peer,
         false},
        {"peer wire joined",
         {},
         {{up, request() + request()}, {up, have()}},
         Label::bittorrent_peer,
         false,
         false},
        {"peer wire behind MSE",
         {},
         {{up, ciphertext(300, 1)},
          {down, ciphertext(200, 2)},
          {up, ciphertext(180, 3)},
          {down, ciphertext(100, 4) + handshake() + have()}},
         Label::bittorrent_peer,
         true,
         false,
         Label::suspect_encrypted},
        {"MSE",
         {},
         {{up, ciphertext(300, 1)},
          {down, ciphertext(200, 2)},
          {up, ciphertext(180, 3)},
          {down, ciphertext(400, 4)}},
         Label::suspect_encrypted,
         true,
         false},
        {"HTTP tracker", {}, {{up, announce}, {down, reply}}, Label::bittorrent_tracker_http},
        {"HTTP tracker's reply", {}, {{down, reply}}, Label::bittorrent_tracker_http},
        {"scrape", {}, {{up, get("/scrape?" + hash)}}, Label::bittorrent_tracker_http},
        {"metainfo",
         {},
         {{up, get("/a.torrent")}, {down, metainfo}},
         Label::bittorrent_metainfo,
         true,
         true,
         Label::http},
        {"HTTP seed", {}, {{up, get("/seed?" + hash + "&piece=3")}}, Label::bittorrent_webseed},
        {"web seed",
         {},
         {{up, text("GET /a.iso HTTP/1.1\r\nHost: a\r\nUser-Agent: libtorrent/2.0.8\r\n"
                    "Range: bytes=0-16383\r\n\r\n")}},
         Label::bittorrent_webseed},
        {"PPSP tracker", {}, {{down, ppsp}}, Label::ppsp_tracker},
        {"peer wire inside HTTP",
         {},
         {{up, get("/chat")}, {down, switching}, {up, handshake() + have()}},
         Label::bittorrent_peer,
         true,
         true,
         Label::http},
        {"peer wire behind CONNECT",
         {},
         {{up, text("CONNECT 198.18.0.77:6881 HTTP/1.1\r\n\r\n")},
          {down, connected},
          {up, handshake() + have()}},
         Label::bittorrent_peer,
         true,
         true,
         Label::http},
        {"peer wire behind SOCKS",
         {},
         {{up, hex("05 01 00")},
          {down, hex("05 00")},
          {up, hex("05 01 00 01 c612004d 1ae1")},
          {down, hex("05 00 00 01 c612004d 1ae1")},
          {up, handshake()}},
         Label::bittorrent_peer,
         true,
         true,
         Label::other},
        {"eD2k", {}, {{up, ed2k_hello}}, Label::ed2k_tcp},
        {"SSH", {}, {{up, text("SSH-2.0-OpenSSH_9.2\r\n")}}, Label::ssh},
        {"HTTP", {}, {{up, get("/")}, {down, connected}}, Label::http},
        {"TLS joined",
         {},
         {{down, hex("17 0303 0100") + ciphertext(256)}},
         Label::tls,
         false,
         false},
        {"SMTP",
         {},
         {{down, text("220 mail.example ESMTP Postfix\r\n")}},
         Label::other,
         true,
         false},
        {"DHT",
         udp,
         {{up, text(krpc_ping())}, {down, text(krpc_reply(""))}},
         Label::bittorrent_dht},
        {"UDP tracker",
         udp,
         {{up, tracker_connect()},
          {down, tracker_connect_reply()},
          {up, tracker_announce()},
          {down, tracker_announce_reply()}},
         Label::bittorrent_tracker_udp},
        {"UDP tracker's announce",
         udp,
         {{up, tracker_announce()}, {down, tracker_announce_reply()}},
         Label::bittorrent_tracker_udp},
        {"uTP",
         udp,
         {{up, utp_syn}, {down, utp_answer}, {up, utp_data + handshake()}},
         Label::bittorrent_utp},
        {"DHT, then uTP",
         udp,
         {{up, text(krpc_ping())}, {up, utp_syn}, {down, utp_answer}},
         Label::bittorrent_utp,
         true,
         true,
         Label::bittorrent_dht},
        {"LSD",
         udp,
         {{up, text("BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 6881\r\n"
                    "Infohash: 0123456789abcdef0123456789abcdef01234567\r\n\r\n\r\n")}},
         Label::bittorrent_lsd},
        {"Kad", udp, {{up, hex("e4 60")}, {down, hex("e4 61 1236")}}, Label::kad},
        {"eD2k by UDP",
         udp,
         {{up, hex("e396 3412aa55")},
          {down, hex("c590 5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a 0900 ff01 0500")}},
         Label::ed2k_udp},
        {"PPSPP",
         udp,
         {{up, hex("0000000000000000010001010102002047474747474747474747474747474747474747474747474"
                   "747474747474747470301040206020900000400ff")},
          {down, hex("00000001000000000800010301040206020900000400ff030000000000000000")}},
         Label::ppsp_peer},
        {"HTTPS tracker",
         {},
         {{up, tls_client_hello()}, {down, tls_server_hello()}},
         Label::bittorrent_tracker},
        {"WireGuard",
         udp,
         {{up, hex("01000000 a1000000") + std::vector<uint8_t>(124, 0x5a) +
                   std::vector<uint8_t>(16, 0)},
          {down, hex("02000000 b2000000 a1000000") + std::vector<uint8_t>(64, 0x5a) +
                     std::vector<uint8_t>(16, 0)}},
         Label::wireguard},
        {"STUN", udp, {{up, stun}}, Label::webrtc},
        {"DNS",
         udp,
         {{up, hex("1234 0100 0001 0000 0000 0000 03777777 00 0001 0001")}},
         Label::dns},
        {"DHT behind SOCKS",
         udp,
         {{up, hex("000000 01 c6120042 1ae1") + text(krpc_ping())}},
         Label::bittorrent_dht},
    };
}

}  // namespace sluice
