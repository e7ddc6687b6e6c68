// SPDX-License-Identifier: Apache-2.0
#include "replay/json_writer.h"

#include <cstdio>

namespace sluice {

void JsonWriter::separate() {
    if (!first_)
        out_ << ',';
    first_ = false;
}

void JsonWriter::quote(std::string_view text) {
    out_ << '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out_ << '\\' << c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escaped[7];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
            out_ << escaped;
        } else {
            out_ << c;
        }
    }
    out_ << '"';
}

JsonWriter& JsonWriter::open(char bracket) {
    separate();
    out_ << bracket;
    first_ = true;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    out_ << bracket;
    first_ = false;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    quote(name);
    out_ << ':';
    first_ = true;
    return *this;
}

JsonWriter& JsonWriter::literal(std::string_view text) {
    separate();
    out_ << text;
    return *this;
}

JsonWriter& JsonWriter::value(uint64_t number) {
    separate();
    out_ << number;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    separate();
    quote(text);
    return *this;
}

}  // namespace sluice
