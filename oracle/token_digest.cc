// SPDX-License-Identifier: Apache-2.0
#include "oracle/token_digest.h"

#include <charconv>

namespace sluice {

std::optional<TokenDigest> read_token_digest(std::string_view text) {
    TokenDigest digest;
    if (text.size() != 2 * digest.size())
        return std::nullopt;
    for (size_t i = 0; i < digest.size(); ++i) {
        const char* const at = text.data() + 2 * i;
        const auto [end, error] = std::from_chars(at, at + 2, digest[i], 16);
        if (error != std::errc{} || end != at + 2)
            return std::nullopt;
    }
    return digest;
}

}  // namespace sluice
