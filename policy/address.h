// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

// An IPv4 or IPv6 address in network byte order. IPv4 is kept as ::ffff:a.b.c.d (RFC 4291,
// section 2.5.5.2), so that one key, one compare and one hash serve both.
struct IpAddress {
    std::array<uint8_t, 16> bytes{};

    static IpAddress from_ipv4(uint32_t host_order);
    static IpAddress from_ipv6(const uint8_t* sixteen_bytes);
    static std::optional<IpAddress> parse(std::string_view text);

    // Its first and its second eight bytes, as they lie in memory.
    uint64_t half(size_t number) const {
        static_assert(std::endian::native == std::endian::little);
        uint64_t value;
        std::memcpy(&value, bytes.data() + 8 * number, sizeof value);
        return value;
    }
    bool is_ipv4() const { return half(0) == 0 && (half(1) & 0xffff'ffff) == 0xffff'0000; }
    // One host's: no group's (RFC 1112, RFC 4291), not everybody's (RFC 919), not nobody's.
    bool is_unicast() const {
        if (!is_ipv4())
            return bytes[0] != 0xff && (half(0) | half(1)) != 0;
        const auto ipv4 = static_cast<uint32_t>(half(1) >> 32);
        return bytes[12] >> 4 != 14 && ipv4 != 0 && ipv4 != UINT32_MAX;
    }
    uint32_t ipv4() const;  // host order; only where is_ipv4()
    std::string to_string() const;

    friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

// An address and how many leading bits count: at most 32 for IPv4, 128 for IPv6.
struct Prefix {
    IpAddress address;   // bits beyond the length are zero
    uint8_t length = 0;  // in the family's own bits

    // "192.0.2.0/24", "2001:db8::/32", or a bare address. Bits beyond the length are an error.
    static std::optional<Prefix> parse(std::string_view text);
    // The prefix of that length (in the family's own bits) that the address is in.
    static Prefix covering(const IpAddress& address, uint8_t length);

    bool contains(const IpAddress& candidate) const;
    IpAddress last() const;       // of its addresses; the first is address
    bool is_one_address() const;  // a bare address is the whole of it
    std::string to_string() const;

    friend auto operator<=>(const Prefix&, const Prefix&) = default;
};

}  // namespace sluice
