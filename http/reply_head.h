// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/exchange.h"

namespace sluice {

// What of a reply is sent. A HEAD's and a 304's has no content, and says what that would be.
struct ReplyForm {
    unsigned status = 200;
    bool with_content = true;
};

// RFC 9110, sections 9.3.2 and 13.1.2.
ReplyForm form_of_reply(const HttpRequest& request, const HttpReply& reply);

// The status line and the fields, to the empty line that ends them. date: http_date().
void write_reply_head(std::string& out, const HttpReply& reply, ReplyForm form,
                      std::string_view date, bool keep_alive);

}  // namespace sluice
