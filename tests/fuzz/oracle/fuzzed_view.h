// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "oracle/alto/alto_service.h"

namespace sluice {

// Two locations, one of them behind a NAT; small limits, so that they are met.
inline AltoView fuzzed_view() {
    const auto prefix = [](const char* text) { return *Prefix::parse(text); };
    CostMap costs(2, 7);
    costs.set(0, 0, 1.5F);
    AltoOptions options;
    options.limits = {8, 8, 16, 3, 3};
    return AltoView(std::make_shared<const Topology>(Topology::Parts{
                        std::make_shared<const NetworkMap>(
                            std::vector<std::string>{"home", "world"},
                            std::vector<std::pair<Prefix, Pid>>{{prefix("192.0.2.0/24"), 0},
                                                                {prefix("2001:db8::/32"), 0},
                                                                {prefix("0.0.0.0/0"), 1}}),
                        costs,
                        costs,
                        {},
                        {{"cgn", {prefix("100.64.0.0/10")}}},
                        "tag"}),
                    options);
}

}  // namespace sluice
