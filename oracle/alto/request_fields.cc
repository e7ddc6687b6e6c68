// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/request_fields.h"

#include <algorithm>

namespace sluice {

bool RequestFields::fail(AltoError error) const {
    if (!error_)
        error_ = std::move(error);
    return false;
}

std::optional<simdjson::dom::element> RequestFields::find(std::string_view name) const {
    std::optional<simdjson::dom::element> found;
    for (const auto field : object_) {
        if (field.key != name)
            continue;
        if (found) {
            fail(alto_syntax_error("the field " + path_of(name) + " is there twice"));
            return std::nullopt;
        }
        found = field.value;
    }
    return found;
}

std::optional<simdjson::dom::element> RequestFields::find(std::string_view name,
                                                          bool required) const {
    const auto found = find(name);
    if (!found && required)
        fail(alto_missing_field(path_of(name)));
    return found;
}

std::optional<std::string_view> RequestFields::text(std::string_view name, bool required) const {
    const auto found = find(name, required);
    std::string_view text;
    if (!found)
        return std::nullopt;
    if (found->get(text) == simdjson::SUCCESS)
        return text;
    fail(alto_wrong_type(path_of(name)));
    return std::nullopt;
}

std::optional<bool> RequestFields::boolean(std::string_view name) const {
    const auto found = find(name, false);
    bool value = false;
    if (!found)
        return std::nullopt;
    if (found->get(value) == simdjson::SUCCESS)
        return value;
    fail(alto_wrong_type(path_of(name)));
    return std::nullopt;
}

std::optional<RequestFields> RequestFields::object(std::string_view name, bool required) const {
    const auto found = find(name, required);
    simdjson::dom::object object;
    if (!found)
        return std::nullopt;
    if (found->get(object) == simdjson::SUCCESS)
        return RequestFields(object, path_of(name) + "/", error_);
    fail(alto_wrong_type(path_of(name)));
    return std::nullopt;
}

std::optional<simdjson::dom::array> RequestFields::array(std::string_view name, bool required,
                                                         size_t most) const {
    const auto found = find(name, required);
    simdjson::dom::array array;
    if (!found)
        return std::nullopt;
    if (found->get(array) != simdjson::SUCCESS)
        fail(alto_wrong_type(path_of(name)));
    else if (array.size() > most)
        fail(alto_too_many(path_of(name)));
    else
        return array;
    return std::nullopt;
}

std::string RequestFields::minified(std::string_view name) const {
    const auto found = find(name);
    return found ? simdjson::minify(*found) : "";
}

size_t RequestFields::count(std::string_view name, size_t most) const {
    const auto found = find(name);
    simdjson::dom::array array;
    if (!found || found->get(array) != simdjson::SUCCESS)
        return 0;
    return std::min(array.size(), most);
}

std::optional<RequestFields> read_request_fields(simdjson::dom::parser& parser,
                                                 std::string_view body,
                                                 RequestFields::Error& error) {
    if (body.empty()) {
        error = alto_syntax_error("the body is empty");
        return std::nullopt;
    }
    simdjson::dom::element root;
    simdjson::dom::object object;
    auto failed = simdjson::SUCCESS;
    if (parser.max_depth() != kAltoDepthMost || parser.capacity() < body.size())
        failed = parser.allocate(std::max(body.size(), size_t{4'096}), kAltoDepthMost);
    if (!failed)
        failed = parser.parse(body.data(), body.size()).get(root);
    if (failed)
        error = alto_syntax_error(simdjson::error_message(failed));
    else if (root.get(object) != simdjson::SUCCESS)
        error = alto_syntax_error("the request is no JSON object");
    else
        return RequestFields(object, "", error);
    return std::nullopt;
}

}  // namespace sluice
