// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sluice {

using Octets = std::span<const uint8_t>;

enum class RadiusCode : uint8_t {
    accounting_request = 4,  // RFC 2866
    accounting_response = 5,
    status_server = 12,       // RFC 5997
    disconnect_request = 40,  // RFC 5176
    disconnect_ack = 41,
    disconnect_nak = 42,
    coa_request = 43,
    coa_ack = 44,
    coa_nak = 45,
};

// Attribute types that are looked at here.
namespace radius {
inline constexpr uint8_t kUserName = 1;
inline constexpr uint8_t kNasIpAddress = 4;
inline constexpr uint8_t kServiceType = 6;
inline constexpr uint8_t kFramedIpAddress = 8;
inline constexpr uint8_t kFilterId = 11;
inline constexpr uint8_t kReplyMessage = 18;
inline constexpr uint8_t kState = 24;
inline constexpr uint8_t kClass = 25;
inline constexpr uint8_t kVendorSpecific = 26;
inline constexpr uint8_t kNasIdentifier = 32;
inline constexpr uint8_t kProxyState = 33;
inline constexpr uint8_t kAcctStatusType = 40;
inline constexpr uint8_t kAcctDelayTime = 41;
inline constexpr uint8_t kAcctSessionId = 44;
inline constexpr uint8_t kAcctTerminateCause = 49;
inline constexpr uint8_t kEventTimestamp = 55;
inline constexpr uint8_t kMessageAuthenticator = 80;
inline constexpr uint8_t kNasIpv6Address = 95;
inline constexpr uint8_t kFramedIpv6Prefix = 97;
inline constexpr uint8_t kErrorCause = 101;
inline constexpr uint8_t kDelegatedIpv6Prefix = 123;
inline constexpr uint8_t kFramedIpv6Address = 168;
inline constexpr uint8_t kExtendedType1 = 241;
}  // namespace radius

struct AttributeView {
    uint8_t type = 0;
    Octets value;
};

// Type, length and value one after the other, as attributes and the TLVs in them are. Walks only
// what is_whole() has said yes to.
class AttributeList {
 public:
    class Iterator {
     public:
        explicit Iterator(Octets rest) : rest_(rest) {}
        AttributeView operator*() const { return {rest_[0], rest_.subspan(2, rest_[1] - 2u)}; }
        Iterator& operator++() {
            rest_ = rest_.subspan(rest_[1]);
            return *this;
        }
        bool operator==(const Iterator& other) const { return rest_.size() == other.rest_.size(); }

     private:
        Octets rest_;
    };

    AttributeList() = default;
    explicit AttributeList(Octets bytes) : bytes_(bytes) {}
    // Every length is at least 2 and the last one ends where the bytes do.
    static bool is_whole(Octets bytes);

    Iterator begin() const { return Iterator(bytes_); }
    Iterator end() const { return Iterator(bytes_.last(0)); }
    // The value of the first of that type.
    std::optional<Octets> find(uint8_t type) const;

 private:
    Octets bytes_;
};

// A packet as RFC 2865, section 3, lays it out; a view of the datagram, which outlives it. What
// its attributes hold is not looked at.
class RadiusPacket {
 public:
    static constexpr size_t kHeader = 20;
    static constexpr size_t kMost = 4096;

    // Nothing: to be discarded silently. What is behind the packet's length is padding.
    static std::optional<RadiusPacket> parse(Octets datagram);

    RadiusCode code() const { return static_cast<RadiusCode>(bytes_[0]); }
    uint8_t identifier() const { return bytes_[1]; }
    std::span<const uint8_t, 16> authenticator() const { return bytes_.subspan<4, 16>(); }
    AttributeList attributes() const { return AttributeList(bytes_.subspan(kHeader)); }
    Octets bytes() const { return bytes_; }  // without the padding

 private:
    explicit RadiusPacket(Octets bytes) : bytes_(bytes) {}

    Octets bytes_;
};

// RFC 2865's integer, time and address: four octets. Nothing if it has another length.
std::optional<uint32_t> be32_of(Octets value);
std::string_view text_of(Octets value);

}  // namespace sluice
