// SPDX-License-Identifier: Apache-2.0
#include "control/radius/authenticators.h"

#include <nettle/hmac.h>
#include <nettle/md5.h>
#include <nettle/memops.h>

namespace sluice {
namespace {

constexpr RadiusDigest kZeroes{};

const uint8_t* octets_of(std::string_view text) {
    return reinterpret_cast<const uint8_t*>(text.data());
}

}  // namespace

RadiusDigest packet_authenticator(Octets packet, std::span<const uint8_t, 16> in_its_place,
                                  std::string_view secret) {
    md5_ctx md5;
    md5_init(&md5);
    md5_update(&md5, 4, packet.data());
    md5_update(&md5, in_its_place.size(), in_its_place.data());
    const Octets attributes = packet.subspan(RadiusPacket::kHeader);
    md5_update(&md5, attributes.size(), attributes.data());
    md5_update(&md5, secret.size(), octets_of(secret));
    RadiusDigest digest;
    md5_digest(&md5, digest.size(), digest.data());
    return digest;
}

RadiusDigest message_authenticator(Octets packet, size_t offset,
                                   std::span<const uint8_t, 16> in_the_authenticators_place,
                                   std::string_view secret) {
    hmac_md5_ctx hmac;
    hmac_md5_set_key(&hmac, secret.size(), octets_of(secret));
    hmac_md5_update(&hmac, 4, packet.data());
    hmac_md5_update(&hmac, in_the_authenticators_place.size(), in_the_authenticators_place.data());
    const Octets before = packet.subspan(RadiusPacket::kHeader, offset - RadiusPacket::kHeader);
    hmac_md5_update(&hmac, before.size(), before.data());
    hmac_md5_update(&hmac, kZeroes.size(), kZeroes.data());
    const Octets after = packet.subspan(offset + kZeroes.size());
    hmac_md5_update(&hmac, after.size(), after.data());
    RadiusDigest digest;
    hmac_md5_digest(&hmac, digest.size(), digest.data());
    return digest;
}

bool is_request_authenticator_right(const RadiusPacket& request, std::string_view secret) {
    const auto expected = packet_authenticator(request.bytes(), kZeroes, secret);
    return memeql_sec(expected.data(), request.authenticator().data(), expected.size()) != 0;
}

// Two of them cannot both be right.
MessageSignature check_message_authenticator(const RadiusPacket& request, std::string_view secret) {
    MessageSignature result = MessageSignature::absent;
    for (const AttributeView attribute : request.attributes()) {
        if (attribute.type != radius::kMessageAuthenticator)
            continue;
        if (result != MessageSignature::absent || attribute.value.size() != kZeroes.size())
            return MessageSignature::wrong;
        const auto offset = static_cast<size_t>(attribute.value.data() - request.bytes().data());
        const std::span<const uint8_t, 16> authenticator =
            request.code() == RadiusCode::status_server ? request.authenticator()
                                                        : std::span<const uint8_t, 16>(kZeroes);
        const auto expected = message_authenticator(request.bytes(), offset, authenticator, secret);
        if (memeql_sec(expected.data(), attribute.value.data(), expected.size()) == 0)
            return MessageSignature::wrong;
        result = MessageSignature::right;
    }
    return result;
}

}  // namespace sluice
