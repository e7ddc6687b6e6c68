// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/value.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "policy/subscriber_notation.h"
#include "policy/yaml/nearest.h"
#include "policy/yaml/quantity.h"

namespace sluice {
namespace {

constexpr size_t kLongestQuoted = 64;

// What was written, short enough for one line.
std::string quoted(std::string_view text) {
    return "'" + std::string(text.substr(0, kLongestQuoted)) +
           (text.size() > kLongestQuoted ? "...'" : "'");
}

std::string_view kind_name(const YamlNode& node) {
    switch (node.kind) {
        case YamlNode::Kind::null:
            return "nothing";
        case YamlNode::Kind::scalar:
            return "a single value";
        case YamlNode::Kind::list:
            return "a list";
        case YamlNode::Kind::mapping:
            return "a mapping";
    }
    return "";
}

std::string expected(std::string_view wanted, const YamlNode& node) {
    return "expected " + std::string(wanted) + ", found " + std::string(kind_name(node));
}

std::optional<uint64_t> quantity(const YamlValue& value, Quantity (*parse)(std::string_view)) {
    const auto text = value.text();
    if (!text)
        return std::nullopt;
    Quantity read = parse(text->size() > kLongestQuoted ? quoted(*text) : *text);
    if (!read.value)
        value.complain(std::move(read.wrong));
    return read.value;
}

}  // namespace

void YamlReport::complain(int line, std::string field, std::string message) {
    if (complaints_.size() > kMost)
        return;
    if (complaints_.size() == kMost)
        complaints_.push_back({file_name_, 0, "", "more is wrong than is listed here"});
    else
        complaints_.push_back(
            {file_name_, line, one_line(std::move(field)), one_line(std::move(message))});
}

std::optional<std::string> YamlValue::text() const {
    if (!is_scalar()) {
        complain(expected("a single value", *node_));
        return std::nullopt;
    }
    if (node_->text.empty()) {
        complain("is empty");
        return std::nullopt;
    }
    return node_->text;
}

std::optional<std::string> YamlValue::name() const {
    auto read = text();
    if (!read)
        return std::nullopt;
    if (!is_name(*read)) {
        complain(quoted(*read) + " is no name; " + std::string(kWhatANameIs));
        return std::nullopt;
    }
    return read;
}

std::optional<bool> YamlValue::boolean() const {
    const auto read = text();
    if (!read)
        return std::nullopt;
    if (*read == "true")
        return true;
    if (*read == "false")
        return false;
    complain(quoted(*read) + " is neither true nor false");
    return std::nullopt;
}

std::optional<uint64_t> YamlValue::integer(uint64_t lowest, uint64_t highest) const {
    const auto read = text();
    if (!read)
        return std::nullopt;
    uint64_t value = 0;
    const bool hexadecimal = read->starts_with("0x");
    const char* end = read->data() + read->size();
    const auto [stopped, error] =
        std::from_chars(read->data() + (hexadecimal ? 2 : 0), end, value, hexadecimal ? 16 : 10);
    if (error != std::errc{} || stopped != end || value < lowest || value > highest) {
        complain(quoted(*read) + " is no whole number from " + std::to_string(lowest) + " to " +
                 std::to_string(highest));
        return std::nullopt;
    }
    return value;
}

std::optional<uint64_t> YamlValue::rate_bps() const {
    return quantity(*this, parse_rate_bps);
}

std::optional<uint64_t> YamlValue::duration_ns() const {
    return quantity(*this, parse_duration_ns);
}

std::optional<uint64_t> YamlValue::size_bytes() const {
    return quantity(*this, parse_size_bytes);
}

std::optional<uint32_t> YamlValue::permille(uint32_t lowest, uint32_t highest) const {
    const auto share = quantity(*this, parse_permille);
    if (!share)
        return std::nullopt;
    if (*share < lowest || *share > highest) {
        complain("is no share from " + permille_text(lowest) + " to " + permille_text(highest));
        return std::nullopt;
    }
    return static_cast<uint32_t>(*share);
}

std::optional<uint64_t> YamlValue::count_per_s() const {
    return quantity(*this, parse_per_second);
}

std::optional<size_t> YamlValue::one_of(std::span<const std::string_view> words) const {
    const auto read = text();
    if (!read)
        return std::nullopt;
    const auto found = std::find(words.begin(), words.end(), *read);
    if (found != words.end())
        return static_cast<size_t>(found - words.begin());
    const std::string near = did_you_mean(*read, words);
    complain(quoted(*read) + " is not " + list_words(words) + near);
    return std::nullopt;
}

std::vector<YamlValue> YamlValue::items() const {
    if (!is_list()) {
        if (node_->kind != YamlNode::Kind::null)
            complain(expected("a list", *node_));
        return {};
    }
    std::vector<YamlValue> values;
    values.reserve(node_->children.size());
    for (size_t i = 0; i < node_->children.size(); ++i)
        values.emplace_back(node_->children[i], path_ + "[" + std::to_string(i) + "]", *report_);
    return values;
}

std::vector<YamlValue> YamlValue::one_or_more() const {
    if (is_scalar() || is_mapping())
        return {*this};
    auto values = items();
    if (values.empty())
        complain("is empty; leave it out or name at least one");
    return values;
}

YamlValue YamlValue::child(const YamlNode& node, std::string_view key) const {
    std::string path = path_.empty() ? std::string(key) : path_ + "." + std::string(key);
    return {node, std::move(path), *report_};
}

std::optional<YamlFields> YamlValue::fields(std::span<const std::string_view> known,
                                            std::span<const RefusedKey> refused) const {
    if (!is_mapping()) {
        complain(expected("a mapping", *node_));
        return std::nullopt;
    }
    YamlFields fields(*this);
    const auto& children = node_->children;
    for (size_t i = 0; i + 1 < children.size(); i += 2) {
        const YamlNode& key = children[i];
        if (key.kind != YamlNode::Kind::scalar) {
            report_->complain(key.line, path_, expected("a key", key));
            continue;
        }
        const auto word = std::find(known.begin(), known.end(), key.text);
        if (word != known.end()) {
            if (const auto first = fields.find(*word)) {
                report_->complain(
                    key.line, child(key, *word).path(),
                    "is here twice; the first is on line " + std::to_string(first->line()));
                continue;
            }
            fields.fields_.emplace_back(*word, child(children[i + 1], *word));
            continue;
        }
        const auto named = std::find_if(refused.begin(), refused.end(),
                                        [&](const RefusedKey& r) { return r.key == key.text; });
        if (named != refused.end()) {
            report_->complain(key.line, child(key, named->key).path(), std::string(named->why));
            continue;
        }
        const std::string near = did_you_mean(key.text, known);
        report_->complain(key.line, path_,
                          "unknown key " + quoted(key.text) +
                              (near.empty() ? "; known are " + list_words(known) : near));
    }
    return fields;
}

std::optional<YamlFields> YamlValue::fields(std::initializer_list<std::string_view> known,
                                            std::span<const RefusedKey> refused) const {
    return fields(std::span(known.begin(), known.size()), refused);
}

std::vector<std::pair<std::string, YamlValue>> YamlValue::entries() const {
    if (!is_mapping()) {
        if (node_->kind != YamlNode::Kind::null)
            complain(expected("a mapping", *node_));
        return {};
    }
    std::vector<std::pair<std::string, YamlValue>> entries;
    std::unordered_map<std::string, int> lines;
    const auto& children = node_->children;
    for (size_t i = 0; i + 1 < children.size(); i += 2) {
        const YamlNode& key = children[i];
        const auto name = YamlValue(key, path_, *report_).name();
        if (!name)
            continue;
        const auto [first, is_new] = lines.emplace(*name, key.line);
        if (!is_new) {
            report_->complain(
                key.line, child(key, *name).path(),
                "is here twice; the first is on line " + std::to_string(first->second));
            continue;
        }
        entries.emplace_back(*name, child(children[i + 1], *name));
    }
    return entries;
}

std::optional<YamlValue> YamlFields::find(std::string_view key) const {
    for (const auto& [name, value] : fields_) {
        if (name == key)
            return value;
    }
    return std::nullopt;
}

std::optional<YamlValue> YamlFields::require(std::string_view key) const {
    auto found = find(key);
    if (!found)
        whole_.complain("'" + std::string(key) + "' is missing");
    return found;
}

}  // namespace sluice
