// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace sluice {

// A server-sent event (HTML, section 9.2.5) whose data is a JSON text, written a part at a time: a
// map may be much longer than what is to be in memory twice. Lines are of some hundred bytes and
// end between two members, where JSON means nothing by it (RFC 8895, section 9.5).
class EventText {
 public:
    // event: what kind it is. json: without line breaks.
    EventText(std::string_view event, std::shared_ptr<const std::string> json);

    // Appends what comes next, about so many bytes of it.
    void append_to(std::string& out, size_t bytes);
    bool is_written() const { return is_written_; }

 private:
    std::string begin_;  // empty once it is written
    std::shared_ptr<const std::string> json_;
    size_t at_ = 0;
    size_t line_bytes_ = 0;
    bool in_text_ = false;
    bool is_written_ = false;
};

}  // namespace sluice
