// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "classifier/wire/ip_literal.h"
#include "classifier/wire/peer_address.h"
#include "classifier/wire/proxy.h"

namespace sluice {
namespace {

using Outcome = ProxyNegotiation::Outcome;

constexpr size_t kLongestText = 255;  // what a length byte of SOCKS 5 can say

bool is_text(Bytes text) {
    return std::all_of(text.begin(), text.end(),
                       [](uint8_t byte) { return byte >= ' ' && byte != 0x7f; });
}

// A direction's bytes in order. What is not there yet is no error: waiting() tells. A byte that the
// protocol does not have there is one.
class Side {
 public:
    explicit Side(Bytes bytes) : in_(bytes) {}

    bool waiting() const { return !in_.ok(); }
    bool wrong() const { return wrong_; }
    bool going() const { return !waiting() && !wrong_; }
    size_t position() const { return in_.position(); }
    bool empty() const { return in_.remaining() == 0; }

    uint8_t u8() { return in_.u8(); }
    uint16_t be16() { return in_.be16(); }
    Bytes take(size_t count) { return in_.take(count); }

    void expect(bool fits) { wrong_ = wrong_ || (in_.ok() && !fits); }

    // Up to a zero byte.
    Bytes take_terminated() {
        const Bytes rest = in_.rest();
        const auto end = std::find(rest.begin(), rest.end(), uint8_t{0});
        const auto length = static_cast<size_t>(end - rest.begin());
        wrong_ = wrong_ || length > kLongestText || !is_text(rest.first(length));
        const Bytes text = in_.take(length);
        in_.skip(1);
        return text;
    }

 private:
    Reader in_;
    bool wrong_ = false;
};

bool is_name(Bytes text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](uint8_t byte) {
        return byte > ' ' && byte < 0x7f && byte != '/' && byte != '@';
    });
}

// RFC 1928, section 5: type, address, port. The address is nothing where it is a name.
std::optional<PeerAddress> read_target(Side& side) {
    const uint8_t type = side.u8();
    side.expect(type == 1 || type == 3 || type == 4);
    std::optional<PeerAddress> at;
    if (type == 3) {
        const Bytes name = side.take(side.u8());
        side.expect(is_name(name));
        if (const auto address =
                parse_ip_literal({reinterpret_cast<const char*>(name.data()), name.size()}))
            at = PeerAddress{*address, 0};
    } else {
        if (const auto address = read_address(side.take(type == 1 ? 4 : 16)))
            at = PeerAddress{*address, 0};
    }
    const uint16_t port = side.be16();
    if (at)
        at->port = port;
    return at;
}

class Socks {
 public:
    Socks(Bytes client, Bytes server) : client_(client), server_(server) {}

    ProxyNegotiation read() {
        // Clients speak first.
        if (client_.empty())
            return {.outcome = server_.empty() ? Outcome::partial : Outcome::absent};
        const uint8_t version = client_.u8();
        const bool granted = version == 5   ? read_version5()
                             : version == 4 ? read_version4()
                                            : false;
        if (version < 4 || version > 5 || client_.wrong() || server_.wrong())
            return {};
        if (refused_)
            return {.outcome = Outcome::refused};
        if (client_.waiting() || server_.waiting())
            return {.outcome = Outcome::partial};
        if (!granted)
            return {};
        found_.outcome = Outcome::established;
        found_.client_bytes = client_.position();
        found_.server_bytes = server_.position();
        return found_;
    }

 private:
    // A bind is answered a second time, when the peer has connected.
    size_t replies() const { return found_.command == ProxyCommand::bind ? 2 : 1; }

    bool read_version4() {
        const uint8_t command = client_.u8();
        client_.expect(command == 1 || command == 2);
        found_.command = command == 2 ? ProxyCommand::bind : ProxyCommand::connect;
        const uint16_t port = client_.be16();
        client_.expect(port != 0);
        const Bytes address = client_.take(4);
        client_.take_terminated();  // user id
        if (!client_.wrong() && address.size() == 4) {
            // 4a: 0.0.0.x, x not zero, stands for the name that follows.
            if (address[0] == 0 && address[1] == 0 && address[2] == 0)
                client_.expect(address[3] != 0 && is_name(client_.take_terminated()));
            else
                found_.target = PeerAddress{*read_address(address), port};
        }
        for (size_t i = 0; i < replies() && client_.going() && server_.going() && !refused_; ++i) {
            server_.expect(server_.u8() == 0);
            const uint8_t result = server_.u8();
            server_.expect(result >= 90 && result <= 93);
            const uint16_t bound_port = server_.be16();
            const Bytes bound = server_.take(4);
            if (bound.size() == 4)
                found_.bound = PeerAddress{*read_address(bound), bound_port};
            refused_ = server_.going() && result != 90;
        }
        return true;
    }

    bool read_version5() {
        const Bytes methods = client_.take(client_.u8());
        client_.expect(!methods.empty());
        if (!client_.going())
            return true;
        server_.expect(server_.u8() == 5);
        const uint8_t method = server_.u8();
        refused_ = server_.going() && method == 0xff;
        if (refused_ || !server_.going())
            return true;
        server_.expect(std::find(methods.begin(), methods.end(), method) != methods.end());
        // GSSAPI (RFC 1961) and what else there is may wrap all that follows.
        if (method == 2)
            authenticate();
        else if (method != 0)
            return false;
        if (!refused_ && client_.going() && server_.going())
            request();
        return true;
    }

    void authenticate() {  // RFC 1929
        client_.expect(client_.u8() == 1);
        const Bytes user = client_.take(client_.u8());
        client_.expect(!user.empty());
        client_.take(client_.u8());
        server_.expect(server_.u8() == 1);
        refused_ = server_.u8() != 0 && server_.going();
    }

    void request() {
        client_.expect(client_.u8() == 5);
        const uint8_t command = client_.u8();
        client_.expect(command >= 1 && command <= 3);
        client_.expect(client_.u8() == 0);
        found_.command = static_cast<ProxyCommand>(command - 1);
        found_.target = read_target(client_);
        for (size_t i = 0; i < replies() && client_.going() && server_.going() && !refused_; ++i) {
            server_.expect(server_.u8() == 5);
            const uint8_t result = server_.u8();
            server_.expect(result <= 8);
            server_.expect(server_.u8() == 0);
            found_.bound = read_target(server_);
            refused_ = result != 0 && server_.going();
        }
    }

    Side client_;
    Side server_;
    ProxyNegotiation found_;
    bool refused_ = false;
};

}  // namespace

ProxyNegotiation parse_socks(Bytes client, Bytes server) {
    return Socks{client, server}.read();
}

std::optional<SocksUdpHeader> parse_socks_udp(Bytes datagram) {
    Side side{datagram};
    side.expect(side.be16() == 0);
    side.expect(side.u8() == 0);  // a fragment's datagram is not there as a whole
    SocksUdpHeader header;
    header.remote = read_target(side);
    header.bytes = side.position();
    if (!side.going() || side.empty())
        return std::nullopt;
    return header;
}

}  // namespace sluice
