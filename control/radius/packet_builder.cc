// SPDX-License-Identifier: Apache-2.0
#include "control/radius/packet_builder.h"

#include <algorithm>

#include "control/radius/authenticators.h"

namespace sluice {

RadiusPacketBuilder::RadiusPacketBuilder(RadiusCode code, uint8_t identifier,
                                         MessageAuthenticator wanted)
    : bytes_(RadiusPacket::kHeader), message_authenticator_(wanted) {
    bytes_[0] = static_cast<uint8_t>(code);
    bytes_[1] = identifier;
    if (wanted == MessageAuthenticator::with)
        add(radius::kMessageAuthenticator, RadiusDigest{});
}

RadiusPacketBuilder& RadiusPacketBuilder::add(uint8_t type, Octets value) {
    if (value.size() + 2 > UINT8_MAX || bytes_.size() + value.size() + 2 > RadiusPacket::kMost) {
        fits_ = false;
        return *this;
    }
    bytes_.push_back(type);
    bytes_.push_back(static_cast<uint8_t>(value.size() + 2));
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
}

RadiusPacketBuilder& RadiusPacketBuilder::add(uint8_t type, std::string_view text) {
    return add(type, Octets(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

RadiusPacketBuilder& RadiusPacketBuilder::add(uint8_t type, uint32_t number) {
    const uint8_t value[] = {static_cast<uint8_t>(number >> 24), static_cast<uint8_t>(number >> 16),
                             static_cast<uint8_t>(number >> 8), static_cast<uint8_t>(number)};
    return add(type, Octets(value));
}

RadiusPacketBuilder& RadiusPacketBuilder::add_all(const RadiusPacket& from, uint8_t type) {
    for (const AttributeView attribute : from.attributes())
        if (attribute.type == type)
            add(type, attribute.value);
    return *this;
}

std::optional<std::vector<uint8_t>> RadiusPacketBuilder::request(std::string_view secret) {
    return sign(RadiusDigest{}, secret);
}

std::optional<std::vector<uint8_t>> RadiusPacketBuilder::response_to(const RadiusPacket& request,
                                                                     std::string_view secret) {
    return sign(request.authenticator(), secret);
}

// The Message-Authenticator first, since the authenticator covers it.
std::optional<std::vector<uint8_t>> RadiusPacketBuilder::sign(
    std::span<const uint8_t, 16> in_its_place, std::string_view secret) {
    if (!fits_)
        return std::nullopt;
    bytes_[2] = static_cast<uint8_t>(bytes_.size() >> 8);
    bytes_[3] = static_cast<uint8_t>(bytes_.size());
    if (message_authenticator_ == MessageAuthenticator::with) {
        constexpr size_t kOffset = RadiusPacket::kHeader + 2;
        const auto digest = message_authenticator(bytes_, kOffset, in_its_place, secret);
        std::copy(digest.begin(), digest.end(), bytes_.begin() + kOffset);
    }
    const auto digest = packet_authenticator(bytes_, in_its_place, secret);
    std::copy(digest.begin(), digest.end(), bytes_.begin() + 4);
    return std::move(bytes_);
}

}  // namespace sluice
