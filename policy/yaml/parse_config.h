// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "policy/complaint.h"
#include "policy/yaml/document.h"
#include "policy/yaml/value.h"

namespace sluice {

template <typename Config>
struct ParsedConfig {
    std::optional<Config> config;  // if there is no complaint
    Complaints complaints;         // all of them, by line
};

// A program's configuration, from a text that may be anything: read() fills it from the document
// and complains.
template <typename Config>
ParsedConfig<Config> parse_config(std::string_view text, std::string_view file_name,
                                  void (*read)(const YamlNode&, YamlReport&, Config&)) {
    Complaints complaints;
    const auto root = read_yaml(text, file_name, complaints);
    Config config;
    YamlReport report(file_name);
    if (root)
        read(*root, report, config);
    for (Complaint& complaint : report.take())
        complaints.push_back(std::move(complaint));
    std::stable_sort(complaints.begin(), complaints.end(),
                     [](const Complaint& a, const Complaint& b) { return a.line < b.line; });
    if (!root || !complaints.empty())
        return {std::nullopt, std::move(complaints)};
    return {std::move(config), {}};
}

}  // namespace sluice
