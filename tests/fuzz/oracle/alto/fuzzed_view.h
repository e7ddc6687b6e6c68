// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "oracle/alto/alto_service.h"

namespace sluice {

// Two locations, one of them behind a NAT, and costs between them that are others at night; small
// limits, so that they are met.
inline AltoView fuzzed_view() {
    const auto prefix = [](const char* text) { return *Prefix::parse(text); };
    CostMap costs(2, 7);
    costs.set(0, 0, 1.5F);
    AltoOptions options;
    options.limits = {8, 8, 16, 3, 3};
    return AltoView(
        std::make_shared<const Topology>(Topology::Parts{
            std::make_shared<const NetworkMap>(
                std::vector<std::string>{"home", "world"},
                std::vector<std::pair<Prefix, Pid>>{{prefix("192.0.2.0/24"), 0},
                                                    {prefix("2001:db8::/32"), 0},
                                                    {prefix("0.0.0.0/0"), 1}}),
            costs,
            costs,
            {},
            {{"cgn", {prefix("100.64.0.0/10")}}},
            "tag",
            nullptr,
            std::make_shared<const CostCalendar>(CostCalendar::Day{43'200, 0, 1}, costs, costs,
                                                 CostCalendar::Changes{
                                                     {0, 1, 1, 0},
                                                     {{CostChange{}, CostChange{}},
                                                      {CostChange{0.5, 0}, CostChange{}}}}),
            0}),
        options);
}

// Knows one account, and anybody may ask for it.
class FuzzedAccounts : public AccountSource {
 public:
    bool may_ask_for_all(std::string_view) const override { return true; }
    Answer ask(const IpAddress& address, std::optional<uint16_t>, UsedBytes& out) override {
        out = {1, 2, "2026-11-01T00:00:00Z"};
        return address == *IpAddress::parse("192.0.2.1") ? Answer::told : Answer::nobody;
    }
};

}  // namespace sluice
