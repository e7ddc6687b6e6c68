// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

// A number with its unit, or what is wrong with it and what would be right. Decimals are exact:
// "1.5mbps" is 1,500,000; what is no whole number of the base unit is wrong.
struct Quantity {
    std::optional<uint64_t> value;
    std::string wrong;
};

Quantity parse_rate_bps(std::string_view text);     // bps, kbps, mbps, gbps, tbps: powers of 1,000
Quantity parse_duration_ns(std::string_view text);  // ns, us, ms, s, m, h, d
Quantity parse_size_bytes(std::string_view text);   // B, kB, MB, GB, TB; KiB, MiB, GiB, TiB
Quantity parse_permille(std::string_view text);     // %: thousandths of the whole
Quantity parse_per_second(std::string_view text);   // /s

// As parse_rate_bps() reads it, exactly: "2.5gbps".
std::string rate_text(uint64_t rate_bps);
// As parse_permille() does: "12.5%".
std::string permille_text(uint64_t permille);

}  // namespace sluice
