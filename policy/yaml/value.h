// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/complaint.h"
#include "policy/yaml/document.h"

namespace sluice {

// Where the complaints about one text gather. Bounded: a list that is wrong a million times over
// is told a thousand times.
class YamlReport {
 public:
    static constexpr size_t kMost = 1000;

    explicit YamlReport(std::string_view file_name) : file_name_(file_name) {}

    void complain(int line, std::string field, std::string message);

    std::string_view file_name() const { return file_name_; }
    size_t count() const { return complaints_.size(); }
    Complaints take() { return std::move(complaints_); }

 private:
    std::string file_name_;
    Complaints complaints_;
};

// A key of a part that this version does not have: refused by name, never ignored.
struct RefusedKey {
    std::string_view key;
    std::string_view why;  // the whole message
};

class YamlFields;

// A node and where it stands. The typed getters complain and give nothing when the node is
// something else, so a reader goes on to the next field and every mistake is told at once.
// Refers to the node and the report, which outlive it.
class YamlValue {
 public:
    YamlValue(const YamlNode& node, std::string path, YamlReport& report)
        : node_(&node), path_(std::move(path)), report_(&report) {}

    const YamlNode& node() const { return *node_; }
    const std::string& path() const { return path_; }
    int line() const { return node_->line; }
    YamlReport& report() const { return *report_; }
    bool is_scalar() const { return node_->kind == YamlNode::Kind::scalar; }
    bool is_list() const { return node_->kind == YamlNode::Kind::list; }
    bool is_mapping() const { return node_->kind == YamlNode::Kind::mapping; }

    void complain(std::string message) const { report_->complain(line(), path_, message); }

    std::optional<std::string> text() const;  // any scalar that is not empty
    std::optional<std::string> name() const;  // 1 to 128 visible ASCII characters
    std::optional<bool> boolean() const;      // true or false
    std::optional<uint64_t> integer(uint64_t lowest, uint64_t highest) const;   // or 0x and hex
    std::optional<uint64_t> rate_bps() const;                                   // "2mbps"
    std::optional<uint64_t> duration_ns() const;                                // "50ms"
    std::optional<uint64_t> size_bytes() const;                                 // "64kB", "125KiB"
    std::optional<uint32_t> permille(uint32_t lowest, uint32_t highest) const;  // "70%"
    std::optional<uint64_t> count_per_s() const;                                // "500/s"

    // The index of the word that this is.
    std::optional<size_t> one_of(std::span<const std::string_view> words) const;

    // The elements; of null, none. one_or_more() takes a scalar or mapping as a list of itself.
    std::vector<YamlValue> items() const;
    std::vector<YamlValue> one_or_more() const;

    // A mapping whose keys are fixed. Unknown, refused and duplicate keys are complained about
    // here; nothing if it is no mapping. A key that is known need not be asked for.
    std::optional<YamlFields> fields(std::span<const std::string_view> known,
                                     std::span<const RefusedKey> refused = {}) const;
    std::optional<YamlFields> fields(std::initializer_list<std::string_view> known,
                                     std::span<const RefusedKey> refused = {}) const;

    // A mapping whose keys are names the operator chose; of null, none.
    std::vector<std::pair<std::string, YamlValue>> entries() const;

 private:
    YamlValue child(const YamlNode& node, std::string_view key) const;

    const YamlNode* node_;
    std::string path_;
    YamlReport* report_;
};

// The fields of one mapping.
class YamlFields {
 public:
    std::optional<YamlValue> find(std::string_view key) const;     // nothing if it is not there
    std::optional<YamlValue> require(std::string_view key) const;  // then also a complaint
    bool has(std::string_view key) const { return find(key).has_value(); }
    const YamlValue& value() const { return whole_; }

 private:
    friend class YamlValue;
    explicit YamlFields(YamlValue whole) : whole_(std::move(whole)) {}

    YamlValue whole_;
    std::vector<std::pair<std::string_view, YamlValue>> fields_;
};

}  // namespace sluice
