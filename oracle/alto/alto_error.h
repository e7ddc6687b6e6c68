// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/exchange.h"

namespace sluice {

// What is wrong with a request (RFC 7285, section 8.5.2): the first thing that was found.
struct AltoError {
    enum class Code : uint8_t {
        syntax,
        missing_field,
        invalid_field_type,
        invalid_field_value,
    };

    Code code = Code::syntax;
    std::string field;  // the whole path, "cost-type/cost-metric"; empty: not of a field
    std::optional<std::string> value;  // not there: none, or too long to say
    std::string syntax_error;          // for developers; of syntax alone
    unsigned status = 400;             // 413, 503: more than the server takes at a time
};

// What "value" may have; a longer one is left out of the reply.
inline constexpr size_t kAltoErrorValueBytesMost = 1'024;

AltoError alto_syntax_error(std::string_view what);
AltoError alto_missing_field(std::string_view field);
AltoError alto_wrong_type(std::string_view field);
AltoError alto_wrong_value(std::string_view field, std::string_view value);
AltoError alto_too_many(std::string_view field);
AltoError alto_unavailable(std::string_view field);  // RFC 8895, section 10.1

HttpReply alto_error_reply(const AltoError& error);

}  // namespace sluice
