// SPDX-License-Identifier: Apache-2.0
#include "control/policy_difference.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace sluice {
namespace {

using Kind = PolicyDifference::Kind;

constexpr std::string_view kNames[] = {"name", "id"};  // of what lists have

const YamlNode* find(const YamlNode& mapping, std::string_view key) {
    for (size_t i = 0; i + 1 < mapping.children.size(); i += 2) {
        if (mapping.children[i].text == key)
            return &mapping.children[i + 1];
    }
    return nullptr;
}

std::string_view name_of(const YamlNode& entry) {
    if (entry.kind != YamlNode::Kind::mapping)
        return "";
    for (const std::string_view key : kNames) {
        if (const YamlNode* const name = find(entry, key);
            name != nullptr && name->kind == YamlNode::Kind::scalar)
            return name->text;
    }
    return "";
}

bool is_list_of_named(const YamlNode& node) {
    return node.kind == YamlNode::Kind::list && !node.children.empty() &&
           std::all_of(node.children.begin(), node.children.end(),
                       [](const YamlNode& entry) { return !name_of(entry).empty(); });
}

std::string flow_text(const YamlNode& node) {
    std::string text;
    switch (node.kind) {
        case YamlNode::Kind::null:
            return "null";
        case YamlNode::Kind::scalar:
            return node.text;
        case YamlNode::Kind::list:
            if (node.children.size() == 1 && node.children[0].kind == YamlNode::Kind::scalar)
                return node.children[0].text;
            for (const YamlNode& entry : node.children)
                text += (text.empty() ? "" : ", ") + flow_text(entry);
            return "[" + text + "]";
        case YamlNode::Kind::mapping:
            for (size_t i = 0; i + 1 < node.children.size(); i += 2)
                text += (text.empty() ? "" : ", ") + node.children[i].text + ": " +
                        flow_text(node.children[i + 1]);
            return "{ " + text + " }";
    }
    return text;
}

// `action: drop` as the mapping that it stands for.
YamlNode action_of(const YamlNode& node) {
    if (node.kind != YamlNode::Kind::scalar)
        return node;
    YamlNode key = node;
    YamlNode yes{YamlNode::Kind::scalar, node.line, "true", {}};
    return {YamlNode::Kind::mapping, node.line, {}, {std::move(key), std::move(yes)}};
}

// The entries that come before one which they came after, as few as explain the new order: all
// but a longest run that kept its order.
std::vector<std::string_view> moved(const std::vector<std::string_view>& after,
                                    const std::unordered_map<std::string_view, size_t>& places) {
    std::vector<size_t> ends;  // by length, the entry that ends a run of it
    std::vector<size_t> previous(after.size(), SIZE_MAX);
    const auto place = [&](size_t at) { return places.at(after[at]); };
    for (size_t at = 0; at < after.size(); ++at) {
        const auto longer = std::lower_bound(
            ends.begin(), ends.end(), at, [&](size_t a, size_t b) { return place(a) < place(b); });
        if (longer != ends.begin())
            previous[at] = *std::prev(longer);
        if (longer == ends.end())
            ends.push_back(at);
        else
            *longer = at;
    }
    std::vector<bool> stayed(after.size(), false);
    for (size_t at = ends.empty() ? SIZE_MAX : ends.back(); at != SIZE_MAX; at = previous[at])
        stayed[at] = true;
    std::vector<std::string_view> out;
    for (size_t at = 0; at < after.size(); ++at) {
        if (!stayed[at])
            out.push_back(after[at]);
    }
    return out;
}

class Comparison {
 public:
    void compare(const YamlNode& before, const YamlNode& after, const std::string& path) {
        const bool mappings =
            before.kind == YamlNode::Kind::mapping && after.kind == YamlNode::Kind::mapping;
        if (mappings)
            return compare_mappings(before, after, path);
        if (is_list_of_named(before) && is_list_of_named(after))
            return compare_named(before, after, path);
        std::string was = flow_text(before);
        std::string is = flow_text(after);
        if (was != is)
            differences.push_back({Kind::changed, path, std::move(was), std::move(is)});
    }

    std::vector<PolicyDifference> differences;

 private:
    using Entries = std::vector<std::pair<std::string_view, const YamlNode*>>;

    static Entries entries_of(const YamlNode& node) {
        Entries entries;
        if (node.kind == YamlNode::Kind::mapping) {
            for (size_t i = 0; i + 1 < node.children.size(); i += 2)
                entries.emplace_back(node.children[i].text, &node.children[i + 1]);
        } else {
            for (const YamlNode& entry : node.children)
                entries.emplace_back(name_of(entry), &entry);
        }
        return entries;
    }

    void compare_entries(const Entries& before, const Entries& after, const std::string& path) {
        const std::unordered_map<std::string_view, const YamlNode*> old(before.begin(),
                                                                        before.end());
        const std::unordered_map<std::string_view, const YamlNode*> now(after.begin(), after.end());
        const auto below = [&](std::string_view key) {
            return path.empty() ? std::string(key) : path + "." + std::string(key);
        };
        for (const auto& [key, node] : after) {
            const auto found = old.find(key);
            if (found == old.end())
                add(Kind::added, below(key), *node);
            else if (key == "action")
                compare(action_of(*found->second), action_of(*node), below(key));
            else
                compare(*found->second, *node, below(key));
        }
        for (const auto& [key, node] : before) {
            if (!now.contains(key))
                add(Kind::removed, below(key), *node);
        }
    }

    void compare_mappings(const YamlNode& before, const YamlNode& after, const std::string& path) {
        compare_entries(entries_of(before), entries_of(after), path);
    }

    void compare_named(const YamlNode& before, const YamlNode& after, const std::string& path) {
        const Entries old = entries_of(before);
        const Entries now = entries_of(after);
        compare_entries(old, now, path);
        if (path != "rules")
            return;
        std::unordered_map<std::string_view, size_t> places;
        for (const auto& [name, node] : old)
            places.emplace(name, places.size());
        std::vector<std::string_view> kept;
        for (const auto& [name, node] : now) {
            if (places.contains(name))
                kept.push_back(name);
        }
        for (const std::string_view name : moved(kept, places))
            differences.push_back({Kind::moved, path + "." + std::string(name),
                                   neighbour(old, name), neighbour(now, name)});
    }

    static std::string neighbour(const Entries& entries, std::string_view name) {
        const auto at = std::find_if(entries.begin(), entries.end(),
                                     [&](const auto& entry) { return entry.first == name; });
        return at == entries.begin() ? "first" : "after " + std::string(std::prev(at)->first);
    }

    // Entry by entry where those have names.
    void add(Kind kind, const std::string& path, const YamlNode& node) {
        if (is_list_of_named(node)) {
            for (const auto& [name, entry] : entries_of(node))
                add(kind, path + "." + std::string(name), *entry);
            return;
        }
        const bool is_new = kind == Kind::added;
        differences.push_back(
            {kind, path, is_new ? "" : flow_text(node), is_new ? flow_text(node) : ""});
    }
};

// An empty document is one without anything.
YamlNode root_of(const YamlNode& node) {
    return node.kind == YamlNode::Kind::null ? YamlNode{YamlNode::Kind::mapping, node.line, {}, {}}
                                             : node;
}

}  // namespace

std::vector<PolicyDifference> policy_differences(const YamlNode& before, const YamlNode& after) {
    Comparison comparison;
    comparison.compare(root_of(before), root_of(after), "");
    return std::move(comparison.differences);
}

}  // namespace sluice
