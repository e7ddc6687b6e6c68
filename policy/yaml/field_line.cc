// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/field_line.h"

#include <algorithm>
#include <charconv>

namespace sluice {
namespace {

struct Step {
    const YamlNode* node = nullptr;  // null: there is no such thing
    int line = 0;
};

Step step_to_key(const YamlNode& node, std::string_view key) {
    if (node.kind != YamlNode::Kind::mapping)
        return {};
    for (size_t i = 0; i + 1 < node.children.size(); i += 2)
        if (node.children[i].text == key)
            return {&node.children[i + 1], node.children[i].line};
    return {};
}

// Where a list is meant, one thing may stand for itself.
Step step_to_item(const YamlNode& node, std::string_view digits) {
    size_t index = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), index);
    if (node.kind != YamlNode::Kind::list)
        return index == 0 ? Step{&node, node.line} : Step{};
    if (index >= node.children.size())
        return {};
    return {&node.children[index], node.children[index].line};
}

}  // namespace

int line_of_field(const YamlNode& document, std::string_view path) {
    const YamlNode* node = &document;
    int line = 0;
    while (!path.empty()) {
        const bool is_item = path.front() == '[';
        const size_t end = is_item ? path.find(']') : path.find_first_of(".[");
        const std::string_view name = path.substr(is_item ? 1 : 0, end - (is_item ? 1 : 0));
        const Step step = is_item ? step_to_item(*node, name) : step_to_key(*node, name);
        if (step.node == nullptr)
            return line;
        node = step.node;
        line = step.line;
        path.remove_prefix(std::min(path.size(), is_item && end != path.npos ? end + 1 : end));
        if (path.starts_with('.'))
            path.remove_prefix(1);
    }
    return line;
}

}  // namespace sluice
