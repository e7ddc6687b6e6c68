// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/alto_error.h"

#include <nlohmann/json.hpp>

#include "oracle/alto/media_types.h"

namespace sluice {
namespace {

std::string_view name_of(AltoError::Code code) {
    switch (code) {
        case AltoError::Code::syntax:
            return "E_SYNTAX";
        case AltoError::Code::missing_field:
            return "E_MISSING_FIELD";
        case AltoError::Code::invalid_field_type:
            return "E_INVALID_FIELD_TYPE";
        case AltoError::Code::invalid_field_value:
            return "E_INVALID_FIELD_VALUE";
    }
    return "E_SYNTAX";
}

}  // namespace

AltoError alto_syntax_error(std::string_view what) {
    AltoError error;
    error.syntax_error = what;
    return error;
}

AltoError alto_missing_field(std::string_view field) {
    return {AltoError::Code::missing_field, std::string(field), std::nullopt, {}};
}

AltoError alto_wrong_type(std::string_view field) {
    return {AltoError::Code::invalid_field_type, std::string(field), std::nullopt, {}};
}

AltoError alto_wrong_value(std::string_view field, std::string_view value) {
    AltoError error{AltoError::Code::invalid_field_value, std::string(field), std::nullopt, {}};
    if (value.size() <= kAltoErrorValueBytesMost)
        error.value = value;
    return error;
}

AltoError alto_too_many(std::string_view field) {
    return {AltoError::Code::invalid_field_value, std::string(field), std::nullopt, {}, 413};
}

AltoError alto_unavailable(std::string_view field) {
    return {AltoError::Code::invalid_field_value, std::string(field), std::nullopt, {}, 503};
}

HttpReply alto_error_reply(const AltoError& error) {
    nlohmann::ordered_json meta = {{"code", name_of(error.code)}};
    if (!error.field.empty())
        meta["field"] = error.field;
    if (error.value)
        meta["value"] = *error.value;
    if (!error.syntax_error.empty())
        meta["syntax-error"] = error.syntax_error;
    HttpReply reply;
    reply.status = error.status;
    reply.media_type = kAltoErrorType;
    reply.body = nlohmann::ordered_json{{"meta", meta}}.dump(
        -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return reply;
}

}  // namespace sluice
