// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>

#include "classifier/bytes.h"
#include "dataplane/checksum.h"
#include "policy/address.h"

namespace sluice::test {

inline IpAddress address(const std::string& text) {
    IpAddress result;
    if (inet_pton(AF_INET6, text.c_str(), result.bytes.data()) == 1)
        return result;
    result.bytes[10] = result.bytes[11] = 0xff;
    if (inet_pton(AF_INET, text.c_str(), result.bytes.data() + 12) != 1)
        throw std::invalid_argument("not an address: " + text);
    return result;
}

namespace tcp_flag {
inline constexpr uint8_t kFin = 0x01, kSyn = 0x02, kRst = 0x04, kPsh = 0x08, kAck = 0x10;
}

// A frame, built from the outside in:
//
//   Frame().ethernet().vlan(100).ipv4("198.18.0.1", "198.18.0.2").tcp(40000, 6881).payload("...")
//
// Each layer names the next one in its type or protocol field. bytes() fills in lengths and
// checksums. A frame may begin with any layer.
class Frame {
 public:
    Frame& ethernet() {
        begin(0x6558, 0, 0);
        put({0x02, 0, 0, 0, 0, 2, 0x02, 0, 0, 0, 0, 1});
        return next_is(Next::ethertype);
    }
    Frame& ethertype(uint16_t value) {
        set16(next_at_, value);
        return *this;
    }
    Frame& vlan(uint16_t id, uint16_t tag_protocol = 0x8100) {
        begin(tag_protocol, 0, 0);
        put16(id);
        return next_is(Next::ethertype);
    }
    Frame& pppoe(uint16_t session = 1) {
        begin(0x8864, 0, 0);
        add(Layer::pppoe);
        put({0x11, 0});
        put16(session);
        put16(0);
        return next_is(Next::ppp);
    }
    Frame& mpls(uint32_t label) {
        begin(0x8847, 0, 0x0281);
        if (!layers_.empty() && layers_.back().kind == Layer::mpls)
            bytes_[layers_.back().at + 2] &= 0xfe;  // no longer the bottom of the stack
        add(Layer::mpls);
        put32(label << 12 | 0x100 | 64);
        return next_is(Next::nothing);
    }

    Frame& ipv4(const std::string& source, const std::string& destination) {
        begin(0x0800, 4, 0x0021);
        add(Layer::ipv4);
        put({0x45, 0, 0, 0, 0x12, 0x34, 0x40, 0, 64});
        next_ = Next::protocol;
        next_at_ = bytes_.size();
        put({255, 0, 0});
        put(Bytes(address(source).bytes).subspan(12));
        put(Bytes(address(destination).bytes).subspan(12));
        return *this;
    }
    // Right after ipv4(); a multiple of four bytes, at most 40.
    Frame& options(Bytes options) {
        bytes_[last(Layer::ipv4)] += static_cast<uint8_t>(options.size() / 4);
        put(options);
        return *this;
    }
    Frame& ipv6(const std::string& source, const std::string& destination) {
        begin(0x86dd, 41, 0x0057);
        add(Layer::ipv6);
        put({0x60, 0x0f, 0xbc, 0xde, 0, 0});  // a flow label, so that one sees who spoils it
        next_ = Next::protocol;
        next_at_ = bytes_.size();
        put({59, 64});
        put(address(source).bytes);
        put(address(destination).bytes);
        return *this;
    }
    // The whole octet, ECN included, of the last IP header.
    Frame& traffic_class(uint8_t value) {
        const size_t at = last_ip();
        if (bytes_[at] >> 4 == 4)
            bytes_[at + 1] = value;
        else
            set16(at, static_cast<uint16_t>(0x600f | value << 4));
        return *this;
    }
    // The same of the time to live, or the hop limit.
    Frame& ttl(uint8_t value) {
        const size_t at = last_ip();
        bytes_[at + (bytes_[at] >> 4 == 4 ? 8 : 7)] = value;
        return *this;
    }
    // Makes an IPv4 packet a fragment; in IPv6 adds the header. The offset is in bytes.
    Frame& fragment(uint32_t id, uint16_t offset, bool more) {
        const size_t at = last_ip();
        if (bytes_[at] >> 4 == 4) {
            set16(at + 4, static_cast<uint16_t>(id));
            set16(at + 6, static_cast<uint16_t>(offset / 8 | (more ? 0x2000 : 0)));
            return *this;
        }
        extension(44, {0, 0, 0, 0, 0, 0, 0});
        set16(bytes_.size() - 6, static_cast<uint16_t>(offset | (more ? 1 : 0)));
        set32(bytes_.size() - 4, id);
        return *this;
    }
    // What the next header would be, where none follows: a later fragment, an unknown protocol.
    Frame& protocol(uint8_t value) {
        bytes_[next_at_] = value;
        return *this;
    }
    // PadN (RFC 8200, section 4.2) fills the options.
    Frame& hop_by_hop() { return extension(0, {0, 1, 4, 0, 0, 0, 0}); }
    Frame& destination_options() { return extension(60, {0, 1, 4, 0, 0, 0, 0}); }
    Frame& routing() { return extension(43, {0, 4, 0, 0, 0, 0, 0}); }
    Frame& authentication() {
        return extension(51, {4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    Frame& gre(bool checksum = false, bool key = false, bool sequence = false) {
        begin(0, 47, 0);
        put16(static_cast<uint16_t>((checksum ? 0x8000 : 0) | (key ? 0x2000 : 0) |
                                    (sequence ? 0x1000 : 0)));
        next_is(Next::ethertype);
        const size_t optional_words = size_t{checksum} + size_t{key} + size_t{sequence};
        put(std::vector<uint8_t>(4 * optional_words, 0));
        return *this;
    }
    Frame& gtp_u(uint32_t tunnel = 1) { return gtp_u_header(0x30, tunnel); }
    // With a sequence number and one extension header: a PDU session container (TS 38.415).
    Frame& gtp_u_extended(uint32_t tunnel = 1) {
        gtp_u_header(0x36, tunnel);
        put({0, 7, 0, 0x85, 1, 0x10, 9, 0});
        return *this;
    }
    Frame& l2tp(bool length = true, bool sequence = false, bool offset = false) {
        add(length ? Layer::l2tp : Layer::plain);
        put16(static_cast<uint16_t>(0x0002 | (length ? 0x4000 : 0) | (sequence ? 0x0800 : 0) |
                                    (offset ? 0x0200 : 0)));
        if (length)
            put16(0);
        put({0, 1, 0, 2});
        if (sequence)
            put({0, 1, 0, 1});
        if (offset)
            put({0, 2, 0, 0});
        put16(0xff03);
        return next_is(Next::ppp);
    }
    Frame& vxlan(uint32_t network = 1) {
        put32(0x08000000);
        put32(network << 8);
        return *this;
    }

    Frame& tcp(uint16_t source, uint16_t destination, uint32_t sequence = 1,
               uint8_t flags = tcp_flag::kAck, uint32_t acknowledgement = 1) {
        begin(0, 6, 0);
        add(Layer::tcp);
        put16(source);
        put16(destination);
        put32(sequence);
        put32(acknowledgement);
        put({0x50, flags, 0xff, 0xff, 0, 0, 0, 0});
        return *this;
    }
    Frame& udp(uint16_t source, uint16_t destination) {
        begin(0, 17, 0);
        add(Layer::udp);
        put16(source);
        put16(destination);
        put32(0);
        return *this;
    }
    // The checksum is left zero: nobody looks at it.
    Frame& icmp(uint8_t type, uint16_t identifier = 0) {
        begin(0, 1, 0);
        put({type, 0, 0, 0});
        put16(identifier);
        put16(1);
        return *this;
    }
    Frame& payload(Bytes payload) {
        put(payload);
        return *this;
    }
    Frame& payload(std::string_view text) {
        return payload(Bytes(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
    }
    Frame& payload(size_t count, uint8_t fill) {
        return payload(std::vector<uint8_t>(count, fill));
    }
    // After the last layer: what a link adds to short frames.
    Frame& padding(size_t count) {
        padding_ += count;
        return *this;
    }

    // Where the next layer will start, to be noted by a test that spoils it later.
    size_t size() const { return bytes_.size(); }

    std::vector<uint8_t> bytes() const {
        Frame done = *this;
        for (size_t i = layers_.size(); i-- > 0;)
            done.finish(i);
        done.bytes_.insert(done.bytes_.end(), padding_, 0);
        return done.bytes_;
    }

 private:
    enum class Layer { plain, pppoe, mpls, ipv4, ipv6, gtp_u, l2tp, tcp, udp };
    enum class Next { nothing, ethertype, ppp, protocol };
    struct Placed {
        Layer kind;
        size_t at;
    };

    // Tells the layer around what comes now.
    void begin(uint16_t ethertype, uint8_t protocol, uint16_t ppp) {
        if (next_ == Next::ethertype)
            set16(next_at_, ethertype);
        if (next_ == Next::ppp)
            set16(next_at_, ppp);
        if (next_ == Next::protocol)
            bytes_[next_at_] = protocol;
        next_ = Next::nothing;
    }
    void add(Layer kind) { layers_.push_back({kind, bytes_.size()}); }
    Frame& next_is(Next next) {
        next_ = next;
        next_at_ = bytes_.size();
        if (next != Next::nothing)
            put16(0);
        return *this;
    }
    // All but the first byte, which names the next header.
    Frame& extension(uint8_t number, std::initializer_list<uint8_t> rest) {
        begin(0, number, 0);
        next_ = Next::protocol;
        next_at_ = bytes_.size();
        put({59});
        put(rest);
        return *this;
    }
    Frame& gtp_u_header(uint8_t flags, uint32_t tunnel) {
        add(Layer::gtp_u);
        put({flags, 0xff, 0, 0});
        put32(tunnel);
        return *this;
    }

    size_t last(Layer kind) const {
        for (size_t i = layers_.size(); i-- > 0;) {
            if (layers_[i].kind == kind)
                return layers_[i].at;
        }
        throw std::logic_error("no such layer");
    }
    size_t last_ip(size_t below = SIZE_MAX) const {
        for (size_t i = std::min(below, layers_.size()); i-- > 0;) {
            if (layers_[i].kind == Layer::ipv4 || layers_[i].kind == Layer::ipv6)
                return layers_[i].at;
        }
        throw std::logic_error("no IP header");
    }

    void finish(size_t index) {
        const auto [kind, at] = layers_[index];
        const auto length = static_cast<uint16_t>(bytes_.size() - at);
        switch (kind) {
            case Layer::ipv4:
                set16(at + 2, length);
                set16(at + 10, internet_checksum(Bytes(bytes_).subspan(at, header_of(at))));
                break;
            case Layer::ipv6:
                set16(at + 4, static_cast<uint16_t>(length - 40));
                break;
            case Layer::pppoe:
                set16(at + 4, static_cast<uint16_t>(length - 6));
                break;
            case Layer::gtp_u:
                set16(at + 2, static_cast<uint16_t>(length - 8));
                break;
            case Layer::l2tp:
                set16(at + 2, length);
                break;
            case Layer::tcp:
                set16(at + 16, transport_checksum(index, 6));
                break;
            case Layer::udp: {
                set16(at + 4, length);
                const uint16_t checksum = transport_checksum(index, 17);
                set16(at + 6, checksum == 0 ? 0xffff : checksum);
                break;
            }
            case Layer::plain:
            case Layer::mpls:
                break;
        }
    }
    size_t header_of(size_t ipv4_at) const { return (bytes_[ipv4_at] & 0x0f) * 4u; }

    // RFC 9293, section 3.1, and RFC 8200, section 8.1: over a pseudo-header too.
    uint16_t transport_checksum(size_t index, uint8_t protocol) const {
        const size_t at = layers_[index].at;
        const size_t ip = last_ip(index);
        const bool ipv4 = bytes_[ip] >> 4 == 4;
        const Bytes addresses = Bytes(bytes_).subspan(ip + (ipv4 ? 12 : 8), ipv4 ? 8 : 32);
        const auto length = static_cast<uint32_t>(bytes_.size() - at);
        const auto sum = static_cast<uint16_t>(~internet_checksum(addresses, protocol + length));
        return internet_checksum(Bytes(bytes_).subspan(at), sum);
    }

    void put(std::initializer_list<uint8_t> values) { bytes_.insert(bytes_.end(), values); }
    void put(Bytes values) { bytes_.insert(bytes_.end(), values.begin(), values.end()); }
    void put16(uint16_t value) {
        bytes_.resize(bytes_.size() + 2);
        set16(bytes_.size() - 2, value);
    }
    void put32(uint32_t value) {
        put16(static_cast<uint16_t>(value >> 16));
        put16(static_cast<uint16_t>(value));
    }
    void set16(size_t at, uint16_t value) {
        bytes_[at] = static_cast<uint8_t>(value >> 8);
        bytes_[at + 1] = static_cast<uint8_t>(value);
    }
    void set32(size_t at, uint32_t value) {
        set16(at, static_cast<uint16_t>(value >> 16));
        set16(at + 2, static_cast<uint16_t>(value));
    }

    std::vector<uint8_t> bytes_;
    std::vector<Placed> layers_;
    Next next_ = Next::nothing;
    size_t next_at_ = 0;
    size_t padding_ = 0;
};

}  // namespace sluice::test
