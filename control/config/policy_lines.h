// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "policy/yaml/document.h"

namespace sluice {

struct SplitText {
    std::string box;
    std::string policy;
};

// Takes a config file apart into the lines of the box's keys and the others, comments included: a
// comment at the margin goes with the key below it. Nothing if the top-level keys do not begin
// lines of their own, as in a flow mapping.
std::optional<SplitText> split_config_text(std::string_view text, const YamlNode& root,
                                           std::span<const std::string_view> box_keys);

}  // namespace sluice
