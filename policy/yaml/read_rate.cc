// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_rate.h"

#include <string>

#include "policy/yaml/quantity.h"

namespace sluice {
namespace {

constexpr std::array<std::string_view, kDirectionCount> kDirections{"up", "down"};

}  // namespace

std::optional<uint64_t> read_rate(const YamlValue& value, std::string_view why_not_zero) {
    const auto rate = value.rate_bps();
    if (rate == uint64_t{0}) {
        value.complain(std::string(why_not_zero));
        return std::nullopt;
    }
    if (rate && *rate > kRateMostBps) {
        value.complain("is more than 10tbps");
        return std::nullopt;
    }
    return rate;
}

Rates read_both_rates(const YamlFields& fields, std::string_view why_not_zero) {
    Rates rates{};
    for (size_t i = 0; i < kDirectionCount; ++i)
        if (const auto value = fields.require(kDirections[i]))
            rates[i] = read_rate(*value, why_not_zero).value_or(0);
    return rates;
}

Rates read_minimum_rates(const YamlValue& value) {
    Rates rates{};
    const auto fields = value.fields({"up", "down"});
    if (!fields)
        return rates;
    for (size_t i = 0; i < kDirectionCount; ++i)
        if (const auto one = fields->find(kDirections[i]))
            rates[i] =
                read_rate(*one, "a minimum of nothing; leave it out if there is none").value_or(0);
    if (value.node().children.empty())
        value.complain("says nothing; write up, down or both");
    return rates;
}

void check_minimum(const YamlValue& minimum, const Rates& minimum_bps, const Rates& whole_bps,
                   std::string_view whole) {
    for (size_t i = 0; i < kDirectionCount; ++i)
        if (whole_bps[i] != 0 && minimum_bps[i] > whole_bps[i])
            minimum.complain(rate_text(minimum_bps[i]) + " " + std::string(kDirections[i]) +
                             " is more than " + std::string(whole) + " of " +
                             rate_text(whole_bps[i]));
}

}  // namespace sluice
