// SPDX-License-Identifier: Apache-2.0
#include "http/request_target.h"

#include "http/field_text.h"

namespace sluice {

RequestTarget read_request_target(std::string_view target) {
    RequestTarget parts;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme))
            continue;
        target.remove_prefix(scheme.size());
        parts.authority = target.substr(0, target.find_first_of("/?"));
        target.remove_prefix(parts.authority->size());
        if (target.empty())
            target = "/";
        break;
    }
    const size_t mark = target.find('?');
    parts.path = target.substr(0, mark);
    if (mark != std::string_view::npos)
        parts.query = target.substr(mark + 1);
    return parts;
}

}  // namespace sluice
