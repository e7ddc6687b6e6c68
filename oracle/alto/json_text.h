// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

// JSON (RFC 8259) appended to a text, for replies that are made as fast as they can be sent.

// In quotes; what would need escaping is escaped. Any UTF-8.
void append_json_text(std::string& out, std::string_view text);
// The same of what needs none: names of locations, typed addresses.
void append_json_name(std::string& out, std::string_view name);
// The shortest decimal that is read as the same float.
void append_json_cost(std::string& out, float cost);
void append_json_number(std::string& out, uint32_t number);
// The comma before all but the first of a list; `first` is false from then on.
void append_json_comma(std::string& out, bool& first);

// The members of an object, "name":cost with commas between, which are most of an answer: gathered
// here, so that the text grows by few pieces. It has them all when this is gone.
class JsonCostMembers {
 public:
    explicit JsonCostMembers(std::string& out) : out_(out) {}
    ~JsonCostMembers() { hand_over(); }
    JsonCostMembers(const JsonCostMembers&) = delete;
    JsonCostMembers& operator=(const JsonCostMembers&) = delete;

    void add(std::string_view name, float cost);  // the name as for append_json_name()

 private:
    void hand_over();

    std::string& out_;
    std::array<char, 2'048> gathered_;
    size_t length_ = 0;
    bool first_ = true;
};

}  // namespace sluice
