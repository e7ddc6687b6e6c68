// SPDX-License-Identifier: Apache-2.0
#include "bench/web_traffic.h"

#include "bench/big_endian.h"
#include "bench/quic_initial.h"

namespace sluice::bench {
namespace {

std::string with_length8(const std::string& bytes) {
    return be8(static_cast<uint8_t>(bytes.size())) + bytes;
}

std::string with_length16(const std::string& bytes) {
    return be16(static_cast<uint16_t>(bytes.size())) + bytes;
}

std::string with_length24(const std::string& bytes) {
    return be8(0) + with_length16(bytes);
}

std::string tls_record(uint8_t type, const std::string& fragment) {
    return be8(type) + be16(0x0303) + with_length16(fragment);
}

enum TlsHandshake : uint8_t {
    kClientHello = 1,
    kServerHello = 2,
    kCertificate = 11,
    kServerKeyExchange = 12,
    kServerHelloDone = 14,
    kClientKeyExchange = 16,
};

std::string tls_handshake(TlsHandshake type, const std::string& body) {
    return tls_record(22, be8(type) + with_length24(body));
}

std::string extension(uint16_t type, const std::string& body) {
    return be16(type) + with_length16(body);
}

std::string change_cipher_spec() {
    return tls_record(20, be8(1));
}

}  // namespace

std::string WebTraffic::host() {
    return "cdn" + std::to_string(dice_.below(100)) + ".site" + std::to_string(dice_.below(1'000)) +
           ".example";
}

void WebTraffic::dns(Endpoint subscriber, Endpoint remote, uint64_t start_ns) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    const std::string id = dice_.bytes(2);
    const std::string name = host();
    const size_t dot = name.find('.');
    const size_t top = name.rfind('.');
    const std::string question = with_length8(name.substr(0, dot)) +
                                 with_length8(name.substr(dot + 1, top - dot - 1)) +
                                 with_length8(name.substr(top + 1)) + be8(0) + be16(1) + be16(1);
    flow.up(id + be16(0x0100) + be16(1) + be16(0) + be32(0) + question);
    flow.down(id + be16(0x8180) + be16(1) + be16(1) + be32(0) + question + be16(0xc00c) + be16(1) +
              be16(1) + be32(300) + with_length16(dice_.bytes(4)));
}

std::string WebTraffic::client_hello(const std::string& versions) {
    const std::string signature_algorithms =
        be64(0x0403'0804'0401'0503) + be64(0x0805'0501'0806'0601);
    std::string extensions =
        extension(0, with_length16(be8(0) + with_length16(host()))) +       // server_name
        extension(10, with_length16(be16(0x001d) + be16(23) + be16(24))) +  // supported_groups
        extension(11, with_length8(be8(0))) +                               // ec_point_formats
        extension(16, with_length16(with_length8("h2") + with_length8("http/1.1"))) +  // ALPN
        extension(13, with_length16(signature_algorithms)) +
        extension(43, with_length8(versions)) +  // supported_versions
        extension(51, with_length16(be16(0x001d) + with_length16(dice_.bytes(32))));  // key_share
    // RFC 7685: browsers pad to 517 bytes.
    extensions += extension(21, std::string(400 - extensions.size(), '\0'));
    return tls_handshake(
        kClientHello, be16(0x0303) + dice_.bytes(32) + with_length8(dice_.bytes(32)) +
                          with_length16(be64(0x1301'1302'1303'c02b) + be64(0xc02f'c02c'c030'cca9)) +
                          with_length8(be8(0)) + with_length16(extensions));
}

void WebTraffic::records(TcpConversation& flow, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        if (i % 12 == 0)
            flow.up(tls_record(23, dice_.bytes(150 + dice_.below(400))));
        flow.down(tls_record(23, dice_.bytes(1'400)));
    }
}

void WebTraffic::tls13(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned count) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    flow.up(client_hello(be16(0x0304) + be16(0x0303)));
    flow.down(tls_handshake(
                  kServerHello,
                  be16(0x0303) + dice_.bytes(32) + with_length8(dice_.bytes(32)) + be16(0x1301) +
                      be8(0) +
                      with_length16(extension(43, be16(0x0304)) +
                                    extension(51, be16(0x001d) + with_length16(dice_.bytes(32))))) +
              change_cipher_spec() + tls_record(23, dice_.bytes(2'400)));
    flow.up(change_cipher_spec() + tls_record(23, dice_.bytes(69)));
    records(flow, count);
    flow.close();
}

void WebTraffic::tls12(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned count) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    flow.up(client_hello(be16(0x0303)));
    const auto certificate = [this](size_t bytes) {
        return with_length24(be16(0x3082) + with_length16(dice_.bytes(bytes)));
    };
    flow.down(
        tls_handshake(kServerHello, be16(0x0303) + dice_.bytes(32) + with_length8(dice_.bytes(32)) +
                                        be16(0xc02f) + be8(0) + with_length16(extension(23, {}))) +
        tls_handshake(kCertificate, with_length24(certificate(1'250) + certificate(1'100))) +
        tls_handshake(kServerKeyExchange, be8(3) + be16(0x001d) + with_length8(dice_.bytes(32)) +
                                              be16(0x0804) + with_length16(dice_.bytes(256))) +
        tls_handshake(kServerHelloDone, {}));
    flow.up(tls_handshake(kClientKeyExchange, with_length8(dice_.bytes(32))) +
            change_cipher_spec() + tls_record(22, dice_.bytes(40)));
    flow.down(change_cipher_spec() + tls_record(22, dice_.bytes(40)));
    records(flow, count);
    flow.close();
}

void WebTraffic::http(Endpoint subscriber, Endpoint remote, uint64_t start_ns, size_t body_bytes) {
    TcpConversation flow(frames_, subscriber, remote, start_ns);
    flow.open();
    flow.up("GET /picture" + std::to_string(dice_.below(1'000)) +
            ".jpg HTTP/1.1\r\nHost: " + host() +
            "\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101\r\n"
            "Accept: image/*\r\nAccept-Encoding: gzip\r\n\r\n");
    flow.down("HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: image/jpeg\r\nContent-Length: " +
              std::to_string(body_bytes) + "\r\n\r\n" + dice_.bytes(body_bytes));
    flow.close();
}

void WebTraffic::quic(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned datagrams) {
    UdpConversation flow(frames_, subscriber, remote, start_ns);
    const std::string server = dice_.bytes(8);  // its connection id; the client's is empty
    flow.up(quic_client_initial());
    flow.down(be8(0xc1) + be32(1) + be8(0) + with_length8(server) + be8(0) + be16(0x4000 | 1'183) +
              dice_.bytes(1'183));
    flow.down(be8(0xe2) + be32(1) + be8(0) + with_length8(server) + be16(0x4000 | 900) +
              dice_.bytes(900));
    flow.up(be8(0xe7) + be32(1) + with_length8(server) + be8(0) + be16(0x4000 | 60) +
            dice_.bytes(60));
    for (unsigned i = 0; i < datagrams; ++i) {
        flow.down(be8(static_cast<uint8_t>(0x40 | dice_.below(64))) + dice_.bytes(1'249));
        if (i % 4 == 3)
            flow.up(be8(static_cast<uint8_t>(0x40 | dice_.below(64))) + server + dice_.bytes(28));
    }
}

}  // namespace sluice::bench
