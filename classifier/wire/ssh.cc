// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ssh.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sluice {
namespace {

constexpr std::array<std::string_view, 2> kPrefixes{"SSH-2.0-", "SSH-1.99-"};
constexpr size_t kLongestLine = 255;  // with CR LF

bool agrees(std::string_view text, std::string_view prefix) {
    const size_t compared = std::min(text.size(), prefix.size());
    return text.substr(0, compared) == prefix.substr(0, compared);
}

// What follows the prefix: a version of one character at least, and the end of the line, which old
// implementations write without CR.
StreamShape parse_version(std::string_view text, size_t most_bytes) {
    const size_t end =
        std::find_if(text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }) -
        text.begin();
    if (end >= most_bytes)
        return StreamShape::absent;
    if (end == text.size())
        return StreamShape::partial;
    if (end == 0)
        return StreamShape::absent;
    const std::string_view ending = text.substr(end, 2);
    if (ending == "\r")
        return StreamShape::partial;
    return ending[0] == '\n' || ending == "\r\n" ? StreamShape::complete : StreamShape::absent;
}

}  // namespace

StreamShape parse_ssh_identification(Bytes stream) {
    const std::string_view text{reinterpret_cast<const char*>(stream.data()),
                                std::min(stream.size(), kLongestLine)};
    for (const std::string_view prefix : kPrefixes) {
        if (!agrees(text, prefix))
            continue;
        if (text.size() <= prefix.size())
            return StreamShape::partial;
        return parse_version(text.substr(prefix.size()), kLongestLine - prefix.size() - 1);
    }
    return StreamShape::absent;
}

}  // namespace sluice
