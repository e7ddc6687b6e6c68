// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

// Of a token that a client shows (RFC 6750): nobody who reads the configuration learns it.
using TokenDigest = std::array<uint8_t, 32>;  // SHA-256

// From 64 hexadecimal digits, as sha256sum prints it.
std::optional<TokenDigest> read_token_digest(std::string_view text);

}  // namespace sluice
