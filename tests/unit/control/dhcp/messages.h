// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "policy/address.h"

namespace sluice::test {

using Octets = std::vector<uint8_t>;

inline Octets octets(std::string_view text) {
    return {text.begin(), text.end()};
}

inline void put(Octets& out, uint64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<uint8_t>(value >> shift));
}

inline Octets number(uint64_t value, int bytes) {
    Octets out;
    put(out, value, bytes);
    return out;
}

inline Octets joined(std::initializer_list<Octets> parts) {
    Octets all;
    for (const Octets& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

inline Octets ipv4(const std::string& text) {
    return number(IpAddress::parse(text)->ipv4(), 4);
}
inline Octets ipv6(const std::string& text) {
    const IpAddress address = *IpAddress::parse(text);
    return {address.bytes.begin(), address.bytes.end()};
}

// A DHCPv4 option or suboption.
inline Octets option4(uint8_t code, const Octets& value) {
    return joined({{code, static_cast<uint8_t>(value.size())}, value});
}

// RFC 2131, figure 1.
struct Dhcpv4 {
    uint8_t op = 1;
    uint8_t type = 0;
    uint32_t transaction = 0x11223344;
    std::string client = "0.0.0.0";
    std::string yours = "0.0.0.0";
    std::string relay = "0.0.0.0";
    Octets hardware = {2, 0, 0, 0, 0, 1};
    Octets server_name = {};
    Octets file = {};
    Octets options = {};  // after the type
    bool end = true;

    Octets bytes() const {
        Octets out = {op, 1, static_cast<uint8_t>(hardware.size()), 1};
        put(out, transaction, 4);
        put(out, 0, 4);
        for (const std::string* address : {&client, &yours})
            out = joined({out, ipv4(*address)});
        put(out, 0, 4);
        out = joined({out, ipv4(relay), hardware});
        out.resize(44);
        out = joined({out, server_name});
        out.resize(44 + 64);
        out = joined({out, file});
        out.resize(44 + 64 + 128);
        put(out, 0x63825363, 4);
        out = joined({out, option4(53, {type}), options});
        if (end)
            out.push_back(255);
        return out;
    }
};

inline Octets line4(std::string_view remote_id) {
    return option4(82, option4(2, octets(remote_id)));
}
inline Octets lease_time(uint32_t seconds) {
    return option4(51, number(seconds, 4));
}
inline Dhcpv4 discover(const Octets& options = {}) {
    return {.type = 1, .options = options};
}
inline Dhcpv4 request(const std::string& address, const Octets& options = {}) {
    return {.type = 3, .options = joined({option4(50, ipv4(address)), options})};
}
inline Dhcpv4 renewal(const std::string& address) {
    return {.type = 3, .client = address};
}
inline Dhcpv4 ack(const std::string& address, uint32_t seconds, const Octets& options = {}) {
    return {
        .op = 2, .type = 5, .yours = address, .options = joined({lease_time(seconds), options})};
}
inline Dhcpv4 release(const std::string& address) {
    return {.type = 7, .client = address};
}

// A DHCPv6 option.
inline Octets option6(uint16_t code, const Octets& value) {
    return joined({number(code, 2), number(value.size(), 2), value});
}
inline Octets duid(uint8_t host = 1) {
    return {0, 3, 0, 1, 2, 0, 0, 0, 0, host};
}
inline Octets status(uint16_t code) {
    return option6(13, joined({number(code, 2), octets("why")}));
}
inline Octets ia_address(const std::string& address, uint32_t valid_s, const Octets& more = {}) {
    return option6(5, joined({ipv6(address), number(valid_s / 2, 4), number(valid_s, 4), more}));
}
inline Octets ia_prefix(const std::string& prefix, uint8_t length, uint32_t valid_s,
                        const Octets& more = {}) {
    return option6(
        26, joined({number(valid_s / 2, 4), number(valid_s, 4), {length}, ipv6(prefix), more}));
}
inline Octets ia_na(const Octets& inside) {
    return option6(3, joined({number(1, 4), number(0, 8), inside}));
}
inline Octets ia_ta(const Octets& inside) {
    return option6(4, joined({number(1, 4), inside}));
}
inline Octets ia_pd(const Octets& inside) {
    return option6(25, joined({number(1, 4), number(0, 8), inside}));
}
inline Octets dhcpv6(uint8_t type, const Octets& options, uint32_t transaction = 0x010203) {
    return joined({{type}, number(transaction, 3), options});
}
inline Octets dhcpv6_of(uint8_t host, uint8_t type, const Octets& options) {
    return dhcpv6(type, joined({option6(1, duid(host)), options}));
}
inline Octets relayed(const Octets& message, const Octets& options = {}, uint8_t type = 12) {
    return joined(
        {{type, 0}, ipv6("2001:db8:1::1"), ipv6("fe80::1"), options, option6(9, message)});
}
inline Octets line6(std::string_view remote_id) {
    return option6(37, joined({number(9, 4), octets(remote_id)}));
}

}  // namespace sluice::test
