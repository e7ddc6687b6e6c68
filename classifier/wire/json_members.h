// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

// Steps through the members of the JSON object (RFC 8259) that text begins with, which may be cut
// anywhere. Values are skipped by their brackets and strings; what is inside them is not verified.
class JsonMembers {
 public:
    explicit JsonMembers(std::string_view text);

    // Whether there is another one; its name and value. Names with escapes are given as written. Of
    // one that is cut, so much as there is.
    bool next();
    std::string_view name() const { return name_; }
    std::string_view value() const { return value_; }

    // After the last one. Neither: the object is whole.
    bool broken() const { return state_ == State::broken; }
    bool cut() const { return state_ == State::cut; }

 private:
    enum class State : uint8_t { members, ended, cut, broken };

    bool stop(State state);
    // Past white space; false at the end of the text.
    bool skip_space();
    bool take(char expected);
    bool take_string(std::string_view& content);
    bool skip_value();

    std::string_view rest_;
    std::string_view name_;
    std::string_view value_;
    bool any_ = false;
    State state_ = State::members;
};

}  // namespace sluice
