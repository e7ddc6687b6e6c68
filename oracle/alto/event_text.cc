// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/event_text.h"

namespace sluice {
namespace {

constexpr size_t kLineBytes = 512;
constexpr std::string_view kData = "data: ";

}  // namespace

EventText::EventText(std::string_view event, std::shared_ptr<const std::string> json)
    : begin_("event: " + std::string(event) + "\n" + std::string(kData)), json_(std::move(json)) {}

void EventText::append_to(std::string& out, size_t bytes) {
    out += begin_;
    begin_.clear();
    const std::string_view json = *json_;
    const size_t part_end = json.size() - at_ > bytes ? at_ + bytes : json.size();
    size_t copied = at_;
    for (; at_ < part_end; ++at_, ++line_bytes_) {
        const char c = json[at_];
        if (c == '"') {
            in_text_ = !in_text_;
        } else if (in_text_) {
            at_ += c == '\\' ? 1 : 0;
        } else if (c == ',' && line_bytes_ >= kLineBytes) {
            out += json.substr(copied, at_ + 1 - copied);
            out += '\n';
            out += kData;
            copied = at_ + 1;
            line_bytes_ = 0;
        }
    }
    out += json.substr(copied, at_ - copied);
    if (at_ < json.size())
        return;
    out += "\n\n";
    is_written_ = true;
}

}  // namespace sluice
