// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "control/radius/packet.h"

namespace sluice {

using RadiusDigest = std::array<uint8_t, 16>;

// MD5 over the packet, with these octets in the authenticator's place, and the secret: zeroes in
// an Accounting-, CoA- or Disconnect-Request (RFC 2866, section 3; RFC 5176, section 2.3), in an
// answer its request's authenticator (RFC 2865, section 3).
RadiusDigest packet_authenticator(Octets packet, std::span<const uint8_t, 16> in_its_place,
                                  std::string_view secret);

// HMAC-MD5 over the packet with zeroes for the Message-Authenticator's value, which is at that
// offset (RFC 2869, section 5.14; of CoA and Disconnect as in RFC 5176, section 3.4).
RadiusDigest message_authenticator(Octets packet, size_t offset,
                                   std::span<const uint8_t, 16> in_the_authenticators_place,
                                   std::string_view secret);

enum class MessageSignature : uint8_t { absent, right, wrong };

// Of a request that is signed by its authenticator: all but Status-Server, whose authenticator is
// random.
bool is_request_authenticator_right(const RadiusPacket& request, std::string_view secret);
MessageSignature check_message_authenticator(const RadiusPacket& request, std::string_view secret);

}  // namespace sluice
