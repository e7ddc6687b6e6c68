// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <ostream>
#include <string_view>

namespace sluice {

// JSON (RFC 8259) as it is written: nothing is kept but the place. Whoever calls opens and closes
// in pairs. Debian's simdjson only reads.
class JsonWriter {
 public:
    explicit JsonWriter(std::ostream& out) : out_(out) {}

    JsonWriter& open(char bracket);   // { or [
    JsonWriter& close(char bracket);  // } or ]
    JsonWriter& key(std::string_view name);
    JsonWriter& value(uint64_t number);
    JsonWriter& value(std::string_view text);
    // Of bool alone: a literal would rather be one than a string_view.
    JsonWriter& value(std::same_as<bool> auto truth) { return literal(truth ? "true" : "false"); }

 private:
    JsonWriter& literal(std::string_view text);
    void separate();
    void quote(std::string_view text);

    std::ostream& out_;
    bool first_ = true;  // nothing yet in this object or list, or a key just before
};

}  // namespace sluice
