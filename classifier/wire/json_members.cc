// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/json_members.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr size_t kDepth = 16;  // deeper nesting is refused

}  // namespace

JsonMembers::JsonMembers(std::string_view text) : rest_(text) {
    take('{');
}

bool JsonMembers::stop(State state) {
    state_ = state;
    return false;
}

bool JsonMembers::skip_space() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(kSpace), rest_.size()));
    return !rest_.empty() || stop(State::cut);
}

bool JsonMembers::take(char expected) {
    if (!skip_space())
        return false;
    if (rest_.front() != expected)
        return stop(State::broken);
    rest_.remove_prefix(1);
    return true;
}

bool JsonMembers::take_string(std::string_view& content) {
    if (!take('"'))
        return false;
    for (size_t i = 0; i < rest_.size(); ++i) {
        if (static_cast<unsigned char>(rest_[i]) < ' ')
            return stop(State::broken);
        if (rest_[i] == '\\') {
            ++i;
        } else if (rest_[i] == '"') {
            content = rest_.substr(0, i);
            rest_.remove_prefix(i + 1);
            return true;
        }
    }
    return stop(State::cut);
}

// A string, a number or word, or brackets and all that is between them.
bool JsonMembers::skip_value() {
    if (!skip_space())
        return false;
    const std::string_view from = rest_;
    value_ = from;
    size_t depth = 0;
    do {
        if (!skip_space())
            return false;
        const char c = rest_.front();
        std::string_view content;
        if (c == '"') {
            if (!take_string(content))
                return false;
            continue;
        }
        if (c == '{' || c == '[') {
            if (++depth > kDepth)
                return stop(State::broken);
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return stop(State::broken);
            --depth;
        } else if (depth == 0) {
            const size_t end = rest_.find_first_of(",}] \t\r\n");
            if (end == 0)
                return stop(State::broken);
            if (end == std::string_view::npos)
                return stop(State::cut);
            rest_.remove_prefix(end);
            break;
        }
        rest_.remove_prefix(1);
    } while (depth > 0);
    value_ = from.substr(0, from.size() - rest_.size());
    return true;
}

bool JsonMembers::next() {
    if (state_ != State::members || !skip_space())
        return false;
    if (rest_.front() == '}')
        return stop(State::ended);
    if (any_ && !take(','))
        return false;
    any_ = true;
    return take_string(name_) && take(':') && skip_value();
}

}  // namespace sluice
