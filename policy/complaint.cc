// SPDX-License-Identifier: Apache-2.0
#include "policy/complaint.h"

#include <algorithm>

namespace sluice {

std::string Complaint::to_string() const {
    std::string text = file;
    if (line > 0)
        text += ":" + std::to_string(line);
    text += ": ";
    if (!field.empty())
        text += field + ": ";
    return text + message;
}

std::string one_line(std::string text) {
    constexpr size_t kLongest = 400;
    if (text.size() > kLongest) {
        text.resize(kLongest);
        text += "...";
    }
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}

}  // namespace sluice
