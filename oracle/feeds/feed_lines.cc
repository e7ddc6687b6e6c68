// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/feed_lines.h"

#include <utility>

namespace sluice {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

void FeedLines::add(Bytes chunk) {
    std::string_view rest(reinterpret_cast<const char*>(chunk.data()), chunk.size());
    while (!rest.empty() && !builder_.is_broken()) {
        const size_t end = rest.find('\n');
        const std::string_view part = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (end != std::string_view::npos && begun_.empty() && !too_long_) {
            end_line(part);
            continue;
        }
        too_long_ = too_long_ || begun_.size() + part.size() > kLongestLine;
        if (!too_long_)
            begun_ += part;
        if (end != std::string_view::npos)
            end_line(begun_);
    }
}

void FeedLines::end_line(std::string_view line) {
    if (std::exchange(is_first_, false) && line.starts_with(kByteOrderMark))
        line.remove_prefix(kByteOrderMark.size());
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (std::exchange(too_long_, false) || line.size() > kLongestLine)
        ++builder_.counts().wrong;
    else if (!line.empty())
        read_line(line);
    begun_.clear();
}

FeedTable FeedLines::finish() {
    if (!begun_.empty() || too_long_)
        end_line(begun_);
    return builder_.finish();
}

}  // namespace sluice
