// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp/rank_keys.h"

namespace sluice {
namespace {

constexpr size_t kLeastBytes = 16;
constexpr size_t kMostBytes = 64;  // longer ones would be hashed first (RFC 2104, section 3)

std::optional<uint8_t> digit(char c) {
    if (c >= '0' && c <= '9')
        return static_cast<uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<uint8_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F')
        return static_cast<uint8_t>(c - 'A' + 10);
    return std::nullopt;
}

}  // namespace

std::optional<std::vector<uint8_t>> parse_rank_key(std::string_view text) {
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.remove_suffix(1);
    if (text.size() % 2 != 0 || text.size() < 2 * kLeastBytes || text.size() > 2 * kMostBytes)
        return std::nullopt;
    std::vector<uint8_t> secret;
    for (size_t i = 0; i < text.size(); i += 2) {
        const auto high = digit(text[i]);
        const auto low = digit(text[i + 1]);
        if (!high || !low)
            return std::nullopt;
        secret.push_back(static_cast<uint8_t>(*high << 4 | *low));
    }
    return secret;
}

bool RankKeys::add(uint32_t id, Bytes secret) {
    hmac_sha256_ctx prepared;
    hmac_sha256_set_key(&prepared, secret.size(), secret.data());
    return id != 0 && prepared_.emplace(id, prepared).second;
}

void RankKeys::authenticate(uint32_t id, Bytes reply, Bytes request,
                            std::span<uint8_t, kRankMacBytes> mac) const {
    hmac_sha256_ctx hmac = prepared_.at(id);
    hmac_sha256_update(&hmac, reply.size(), reply.data());
    hmac_sha256_update(&hmac, request.size(), request.data());
    hmac_sha256_digest(&hmac, mac.size(), mac.data());
}

}  // namespace sluice
