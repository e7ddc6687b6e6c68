// SPDX-License-Identifier: Apache-2.0
#include "policy/address.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>

namespace sluice {
namespace {

constexpr size_t kIpv4Offset = 12;
constexpr uint8_t kIpv4Bits = 32;
constexpr uint8_t kIpv6Bits = 128;

uint8_t family_bits(const IpAddress& address) {
    return address.is_ipv4() ? kIpv4Bits : kIpv6Bits;
}

// In the 128 bits that both families are kept in.
unsigned kept_length(const Prefix& prefix) {
    return prefix.length + (prefix.address.is_ipv4() ? kIpv6Bits - kIpv4Bits : 0u);
}

// How many of a byte's bits are among the first kept ones of the address.
unsigned kept_bits(unsigned kept, unsigned byte) {
    return static_cast<unsigned>(
        std::clamp<int>(static_cast<int>(kept) - static_cast<int>(8 * byte), 0, 8));
}

}  // namespace

IpAddress IpAddress::from_ipv4(uint32_t host_order) {
    IpAddress address;
    address.bytes[10] = address.bytes[11] = 0xff;
    for (size_t i = 0; i < 4; ++i)
        address.bytes[kIpv4Offset + i] = static_cast<uint8_t>(host_order >> (24 - 8 * i));
    return address;
}

IpAddress IpAddress::from_ipv6(const uint8_t* sixteen_bytes) {
    IpAddress address;
    std::copy_n(sixteen_bytes, address.bytes.size(), address.bytes.begin());
    return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    std::copy(text.begin(), text.end(), terminated.begin());

    in_addr ipv4{};
    if (inet_pton(AF_INET, terminated.data(), &ipv4) == 1)
        return from_ipv4(ntohl(ipv4.s_addr));
    IpAddress address;
    if (inet_pton(AF_INET6, terminated.data(), address.bytes.data()) == 1)
        return address;
    return std::nullopt;
}

uint32_t IpAddress::ipv4() const {
    uint32_t host_order = 0;
    for (size_t i = kIpv4Offset; i < bytes.size(); ++i)
        host_order = host_order << 8 | bytes[i];
    return host_order;
}

std::string IpAddress::to_string() const {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const char* printed = is_ipv4()
                              ? inet_ntop(AF_INET, &bytes[kIpv4Offset], text.data(), text.size())
                              : inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
    return printed;
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
    const size_t slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    // ::ffff:192.0.2.1 would be kept as IPv4, whose lengths count from elsewhere.
    if (address->is_ipv4() && text.find(':') != std::string_view::npos)
        return std::nullopt;
    if (slash == std::string_view::npos)
        return Prefix{*address, family_bits(*address)};

    const std::string_view digits = text.substr(slash + 1);
    uint8_t length = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (error != std::errc{} || end != digits.data() + digits.size() ||
        length > family_bits(*address) || (digits.size() > 1 && digits.front() == '0'))
        return std::nullopt;
    const Prefix prefix = covering(*address, length);
    return prefix.address == *address ? std::optional(prefix) : std::nullopt;
}

Prefix Prefix::covering(const IpAddress& address, uint8_t length) {
    Prefix prefix{address, length};
    const unsigned kept = kept_length(prefix);
    for (unsigned i = 0; i < prefix.address.bytes.size(); ++i) {
        prefix.address.bytes[i] &= static_cast<uint8_t>(0xff00 >> kept_bits(kept, i));
    }
    return prefix;
}

bool Prefix::contains(const IpAddress& candidate) const {
    return candidate.is_ipv4() == address.is_ipv4() &&
           covering(candidate, length).address == address;
}

IpAddress Prefix::last() const {
    IpAddress last = address;
    const unsigned kept = kept_length(*this);
    for (unsigned i = 0; i < last.bytes.size(); ++i) {
        last.bytes[i] |= static_cast<uint8_t>(0xff >> kept_bits(kept, i));
    }
    return last;
}

bool Prefix::is_one_address() const {
    return length == family_bits(address);
}

std::string Prefix::to_string() const {
    return address.to_string() + "/" + std::to_string(length);
}

}  // namespace sluice
