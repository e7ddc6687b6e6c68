// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/complaint.h"

namespace sluice {

// What stood in a YAML text, with the line of each part. Unlike yaml-cpp's own nodes it keeps
// duplicate keys, so that they can be refused, and reading it never throws.
struct YamlNode {
    enum class Kind : uint8_t { null, scalar, list, mapping };

    Kind kind = Kind::null;
    int line = 0;                    // from 1
    std::string text;                // of a scalar
    std::vector<YamlNode> children;  // of a list; of a mapping, keys and values in turn
};

inline constexpr size_t kYamlBytesMax = size_t{64} << 20;
inline constexpr int kYamlDepthMax = 32;
inline constexpr size_t kYamlAliasNodesMax = 100'000;  // what aliases may multiply a text by

// Reads one document. An empty text is a null node; what is no YAML, too large, too deep or a
// bomb of aliases is one complaint and nothing.
std::optional<YamlNode> read_yaml(std::string_view text, std::string_view file_name,
                                  Complaints& complaints);

}  // namespace sluice
