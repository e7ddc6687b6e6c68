// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "control/radius/packet.h"

namespace sluice {

// Makes a packet and signs it. Nothing comes of one that would be longer than RFC 2865 allows, or
// an attribute of which would.
class RadiusPacketBuilder {
 public:
    enum class MessageAuthenticator : uint8_t { without, with };

    // With one, the Message-Authenticator is the first attribute.
    RadiusPacketBuilder(RadiusCode code, uint8_t identifier, MessageAuthenticator wanted);

    RadiusPacketBuilder& add(uint8_t type, Octets value);
    RadiusPacketBuilder& add(uint8_t type, std::string_view text);
    RadiusPacketBuilder& add(uint8_t type, uint32_t number);
    RadiusPacketBuilder& add_all(const RadiusPacket& from, uint8_t type);

    // Ends it; the builder is not to be used any more.
    std::optional<std::vector<uint8_t>> request(std::string_view secret);
    std::optional<std::vector<uint8_t>> response_to(const RadiusPacket& request,
                                                    std::string_view secret);

 private:
    std::optional<std::vector<uint8_t>> sign(std::span<const uint8_t, 16> in_its_place,
                                             std::string_view secret);

    std::vector<uint8_t> bytes_;
    bool fits_ = true;
    MessageAuthenticator message_authenticator_;
};

}  // namespace sluice
