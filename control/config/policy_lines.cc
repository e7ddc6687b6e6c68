// SPDX-License-Identifier: Apache-2.0
#include "control/config/policy_lines.h"

#include <algorithm>
#include <vector>

namespace sluice {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

bool begins_with_key(std::string_view line, std::string_view key) {
    if (!line.empty() && (line.front() == '"' || line.front() == '\''))
        line.remove_prefix(1);
    return line.starts_with(key);
}

// The first line of the comment that leads to the given one.
size_t comment_above(const std::vector<std::string_view>& lines, size_t line) {
    while (line > 0 && lines[line - 1].starts_with('#'))
        --line;
    return line;
}

}  // namespace

std::optional<SplitText> split_config_text(std::string_view text, const YamlNode& root,
                                           std::span<const std::string_view> box_keys) {
    const auto lines = lines_of(text);
    SplitText split;
    bool in_box = true;  // what stands above the first key
    size_t next = 0;
    const auto take_until = [&](size_t end) {
        for (; next < end; ++next)
            (in_box ? split.box : split.policy) += lines[next];
    };
    for (size_t i = 0; i + 1 < root.children.size(); i += 2) {
        const YamlNode& key = root.children[i];
        const auto line = static_cast<size_t>(key.line) - 1;
        if (key.line < 1 || line >= lines.size() || line < next ||
            !begins_with_key(lines[line], key.text))
            return std::nullopt;
        take_until(std::max(next, comment_above(lines, line)));
        in_box = std::find(box_keys.begin(), box_keys.end(), key.text) != box_keys.end();
    }
    take_until(lines.size());
    return split;
}

}  // namespace sluice
