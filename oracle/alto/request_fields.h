// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "oracle/alto/alto_error.h"

namespace sluice {

// Nothing that is asked for nests deeper than five; what is unknown may, somewhat.
inline constexpr size_t kAltoDepthMost = 16;
inline constexpr size_t kLongestName = 64;  // of a resource, a location or a substream

// The fields of one object of a request. A getter gives nothing where the field is not there or
// not that, and keeps the first thing that was wrong; then all that is read later counts for
// nothing. Unknown fields are passed over (RFC 7285, section 8.3.7); a field that is there twice is
// a syntax error, as one reader would take the first and another the last (RFC 8259, section 4).
class RequestFields {
 public:
    using Error = std::optional<AltoError>;

    // path: of the object, with the slash that ends it; of the outermost, empty. error outlives it.
    RequestFields(simdjson::dom::object object, std::string path, Error& error)
        : object_(object), path_(std::move(path)), error_(error) {}

    std::optional<std::string_view> text(std::string_view name, bool required = true) const;
    // Nothing if it is not there, too; that is an error only of a wrong type.
    std::optional<bool> boolean(std::string_view name) const;
    std::optional<RequestFields> object(std::string_view name, bool required = true) const;

    // Calls take(text) with each element, until it is false. False if there is no such field or
    // anything is wrong with it. Of more than `most`, none is taken.
    template <typename Take>
    bool texts(std::string_view name, bool required, size_t most, Take take) const;

    // The same with each element, true or false, for as many as there may be: one more is an error.
    template <typename Take>
    bool booleans(std::string_view name, size_t most, Take take) const;

    // The same with each element, an object: take(fields).
    template <typename Take>
    bool objects(std::string_view name, Take take) const;

    // With each member of an object, which are objects: take(name, fields).
    template <typename Take>
    bool members(std::string_view name, bool required, Take take) const;

    // Of an array of arrays: begin() before each, take(text) with what is in it. Neither it nor one
    // of these may be empty, or all of them have more than `most`.
    template <typename Begin, typename Take>
    bool lists_of_texts(std::string_view name, size_t most, Begin begin, Take take) const;

    bool has(std::string_view name) const { return find(name).has_value(); }
    // How many elements an array has, at most so many; 0 if there is none.
    size_t count(std::string_view name, size_t most) const;
    std::string path_of(std::string_view name) const { return path_ + std::string(name); }
    std::string minified() const { return simdjson::minify(object_); }
    std::string minified(std::string_view name) const;
    bool fail(AltoError error) const;

 private:
    std::optional<simdjson::dom::element> find(std::string_view name) const;
    std::optional<simdjson::dom::element> find(std::string_view name, bool required) const;
    std::optional<simdjson::dom::array> array(std::string_view name, bool required,
                                              size_t most) const;

    simdjson::dom::object object_;
    std::string path_;
    Error& error_;
};

// A whole body as one object; what is no JSON, no UTF-8, or deeper than kAltoDepthMost is an error.
// The fields are good until the parser's next text.
std::optional<RequestFields> read_request_fields(simdjson::dom::parser& parser,
                                                 std::string_view body,
                                                 RequestFields::Error& error);

template <typename Take>
bool RequestFields::texts(std::string_view name, bool required, size_t most, Take take) const {
    const auto elements = array(name, required, most);
    if (!elements)
        return false;
    for (const simdjson::dom::element element : *elements) {
        std::string_view text;
        // RFC 7285, section 8.5.2: of an array's element that is a wrong value, not a wrong type.
        if (element.get(text) != simdjson::SUCCESS)
            return fail(alto_wrong_value(path_of(name), simdjson::minify(element)));
        if (!take(text))
            return false;
    }
    return true;
}

template <typename Take>
bool RequestFields::booleans(std::string_view name, size_t most, Take take) const {
    const auto elements = array(name, true, SIZE_MAX);
    if (!elements)
        return false;
    if (elements->size() > most)
        return fail(alto_wrong_value(path_of(name), minified(name)));
    for (const simdjson::dom::element element : *elements) {
        bool value = false;
        if (element.get(value) != simdjson::SUCCESS)
            return fail(alto_wrong_value(path_of(name), simdjson::minify(element)));
        take(value);
    }
    return true;
}

template <typename Take>
bool RequestFields::objects(std::string_view name, Take take) const {
    const auto elements = array(name, true, SIZE_MAX);
    if (!elements)
        return false;
    for (const simdjson::dom::element element : *elements) {
        simdjson::dom::object object;
        if (element.get(object) != simdjson::SUCCESS)
            return fail(alto_wrong_value(path_of(name), simdjson::minify(element)));
        if (!take(RequestFields(object, path_of(name) + "/", error_)))
            return false;
    }
    return true;
}

template <typename Take>
bool RequestFields::members(std::string_view name, bool required, Take take) const {
    const auto object = this->object(name, required);
    if (!object)
        return false;
    for (const auto field : object->object_) {
        // What is said of an error has a length.
        const std::string path =
            field.key.size() <= kLongestName ? object->path_of(field.key) : path_of(name);
        simdjson::dom::object member;
        if (field.value.get(member) != simdjson::SUCCESS)
            return fail(alto_wrong_type(path));
        if (!take(field.key, RequestFields(member, path + "/", error_)))
            return false;
    }
    return true;
}

template <typename Begin, typename Take>
bool RequestFields::lists_of_texts(std::string_view name, size_t most, Begin begin,
                                   Take take) const {
    const auto lists = array(name, true, most);
    if (!lists)
        return false;
    size_t count = 0;
    for (const simdjson::dom::element list : *lists) {
        simdjson::dom::array elements;
        if (list.get(elements) != simdjson::SUCCESS || elements.size() == 0)
            return fail(alto_wrong_value(path_of(name), simdjson::minify(list)));
        count += elements.size();
        if (count > most)
            return fail(alto_too_many(path_of(name)));
        begin();
        for (const simdjson::dom::element element : elements) {
            std::string_view text;
            if (element.get(text) != simdjson::SUCCESS)
                return fail(alto_wrong_value(path_of(name), simdjson::minify(element)));
            if (!take(text))
                return false;
        }
    }
    return count > 0 || fail(alto_wrong_value(path_of(name), "[]"));
}

}  // namespace sluice
