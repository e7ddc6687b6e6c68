// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_police.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "policy/token_bucket.h"
#include "policy/yaml/quantity.h"
#include "policy/yaml/read_rate.h"

namespace sluice {
namespace {

constexpr uint64_t kBurstDefaultNs = 50'000'000;
// Ethernet's largest IP packet: it would never fit into less.
constexpr uint64_t kBurstLeastBytes = 1'500;
// Into less than two of them the credit does not fit that comes in until the next one does, so that
// a low rate would not be kept.
constexpr uint64_t kBurstDefaultLeastBytes = 2 * kBurstLeastBytes;

constexpr std::array<std::string_view, 3> kScopes{"flow", "subscriber", "rule"};

// A burst is stated as bytes or as the time in which the rate brings them.
std::optional<uint64_t> read_burst(const YamlValue& value, uint64_t rate_bps) {
    const auto text = value.text();
    if (!text)
        return std::nullopt;
    uint64_t bytes = 0;
    if (const Quantity duration = parse_duration_ns(*text); duration.value) {
        const auto bits = static_cast<unsigned __int128>(*duration.value) * rate_bps;
        const auto whole = bits / kCreditPerByte;
        bytes = whole > kBurstBytesMax ? kBurstBytesMax + 1 : static_cast<uint64_t>(whole);
    } else if (const Quantity size = parse_size_bytes(*text); size.value) {
        bytes = *size.value;
    } else {
        value.complain("'" + *text +
                       "' is neither a time like 50ms (of the rate) nor a size like 64kB");
        return std::nullopt;
    }
    if (bytes > kBurstBytesMax) {
        value.complain("'" + *text + "' is more than 1GiB at this rate");
        return std::nullopt;
    }
    if (bytes < kBurstLeastBytes) {
        value.complain("'" + *text + "' is " + std::to_string(bytes) +
                       " bytes at this rate, too small for a full packet; write 1500B or more");
        return std::nullopt;
    }
    return bytes;
}

}  // namespace

std::optional<Police> read_police(const YamlValue& value) {
    const auto fields = value.fields({"per", "rate", "burst"});
    if (!fields)
        return std::nullopt;
    Police police;
    if (const auto per = fields->find("per")) {
        if (const auto index = per->one_of(kScopes))
            police.per = static_cast<PoliceScope>(*index);
    }
    const auto rate_value = fields->require("rate");
    const auto rate =
        rate_value
            ? read_rate(*rate_value, "a rate of zero lets nothing pass; write 'drop' as the action")
            : std::nullopt;
    if (!rate)
        return std::nullopt;
    police.rate_bps = *rate;

    const auto usual = static_cast<unsigned __int128>(*rate) * kBurstDefaultNs / kCreditPerByte;
    police.burst_bytes =
        std::clamp(static_cast<uint64_t>(usual), kBurstDefaultLeastBytes, kBurstBytesMax);
    if (const auto burst = fields->find("burst"))
        police.burst_bytes = read_burst(*burst, *rate).value_or(police.burst_bytes);
    return police;
}

}  // namespace sluice
