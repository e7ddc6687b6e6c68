// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/info_hash.h"

#include <charconv>

namespace sluice {

std::optional<InfoHash> InfoHash::parse(std::string_view text) {
    InfoHash hash;
    if (text.size() != 2 * hash.bytes.size())
        return std::nullopt;
    for (size_t i = 0; i < hash.bytes.size(); ++i) {
        const char* const digits = text.data() + 2 * i;
        const auto [stopped, error] = std::from_chars(digits, digits + 2, hash.bytes[i], 16);
        if (error != std::errc{} || stopped != digits + 2)
            return std::nullopt;
    }
    return hash;
}

}  // namespace sluice
