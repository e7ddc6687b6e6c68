// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cctype>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "control/radius/accounting_request.h"
#include "control/radius/packet_builder.h"

namespace sluice {

using Bytes = std::vector<uint8_t>;

inline constexpr std::string_view kSecret = "shared secret";
inline const SocketAddress kNasSocket{*IpAddress::parse("192.0.2.1"), 40'000};

inline Bytes unhex(std::string_view text) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    Bytes bytes;
    int high = -1;
    for (const char c : text) {
        if (c == ' ')
            continue;
        if (high >= 0)
            bytes.push_back(static_cast<uint8_t>(high << 4 | digit(c)));
        high = high < 0 ? digit(c) : -1;
    }
    return bytes;
}

// A request in the making, signed when it is used as bytes. Each has an identifier of its own
// unless told.
class Request {
 public:
    using Signed = RadiusPacketBuilder::MessageAuthenticator;

    explicit Request(RadiusCode code, Signed sign = Signed::without, int identifier = -1)
        : identifier_(identifier < 0 ? ++last_identifier() : static_cast<uint8_t>(identifier)),
          builder_(code, identifier_, sign) {}
    static Request accounting(AcctStatusType type, Signed sign = Signed::without,
                              int identifier = -1) {
        Request request(RadiusCode::accounting_request, sign, identifier);
        request.number(radius::kAcctStatusType, static_cast<uint32_t>(type));
        return request;
    }
    // Of NAS bng-1, about that session of ann's.
    static Request of_ann(AcctStatusType type, const std::string& session = "s1") {
        Request request = accounting(type);
        request.text(radius::kNasIdentifier, "bng-1")
            .text(radius::kAcctSessionId, session)
            .text(radius::kUserName, "ann");
        return request;
    }

    Request& text(uint8_t type, std::string_view value) {
        builder_.add(type, value);
        return *this;
    }
    Request& number(uint8_t type, uint32_t value) {
        builder_.add(type, value);
        return *this;
    }
    Request& bytes(uint8_t type, const Bytes& value) {
        builder_.add(type, Octets(value));
        return *this;
    }
    Request& ipv4(const std::string& address, uint8_t type = radius::kFramedIpAddress) {
        return number(type, IpAddress::parse(address)->ipv4());
    }
    Request& prefix(uint8_t type, const std::string& text) {
        const Prefix prefix = *Prefix::parse(text);
        Bytes value = {0, prefix.length};
        const size_t used = (prefix.length + 7u) / 8;
        value.insert(value.end(), prefix.address.bytes.begin(),
                     prefix.address.bytes.begin() + static_cast<long>(used));
        return bytes(type, value);
    }
    // RFC 8045's IP-Port-Range; an address of "" is left out.
    Request& ports(uint32_t alloc, const std::string& address, uint32_t first, uint32_t last) {
        Bytes value = {6};
        const auto tlv = [&](uint8_t type, uint32_t number) {
            for (const uint32_t octet : {uint32_t{type}, 6u, number >> 24, number >> 16 & 255,
                                         number >> 8 & 255, number & 255})
                value.push_back(static_cast<uint8_t>(octet));
        };
        tlv(8, alloc);
        if (!address.empty())
            tlv(3, IpAddress::parse(address)->ipv4());
        if (first != 0 || last != 0) {
            tlv(9, first);
            tlv(10, last);
        }
        return bytes(radius::kExtendedType1, value);
    }
    Bytes sign(std::string_view secret = kSecret) const {
        RadiusPacketBuilder copy = builder_;
        return copy.request(secret).value();
    }

 private:
    static uint8_t& last_identifier() {
        static uint8_t last = 0;
        return last;
    }

    uint8_t identifier_;
    RadiusPacketBuilder builder_;
};

}  // namespace sluice
