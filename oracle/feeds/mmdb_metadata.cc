// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/mmdb_metadata.h"

#include <algorithm>
#include <string_view>

namespace sluice {
namespace {

constexpr std::string_view kMarker = "\xab\xcd\xefMaxMind.com";
constexpr size_t kMostMetadata = size_t{128} << 10;  // where the format has its marker

constexpr unsigned kDeepest = 16;

// MaxMind DB format 2.0, "Data Field Format".
enum Type : unsigned {
    extended = 0,
    pointer = 1,
    string = 2,
    float64 = 3,
    bytes = 4,
    uint16 = 5,
    uint32 = 6,
    map = 7,
    int32 = 8,
    uint64 = 9,
    uint128 = 10,
    array = 11,
    boolean = 14,
    float32 = 15,
};

struct Field {
    unsigned type = extended;
    size_t size = 0;  // of a map or an array: entries
};

Field read_field(Reader& in) {
    const unsigned control = in.u8();
    Field field{control >> 5, control & 0x1f};
    if (field.type == extended)
        field.type = 7u + in.u8();
    if (field.size == 29)
        field.size = 29u + in.u8();
    else if (field.size == 30)
        field.size = 285u + in.be16();
    else if (field.size == 31)
        field.size = 65'821u + (size_t{in.u8()} << 16) + in.be16();
    return field;
}

// False if it is cut, too deep, or has pointers, which metadata never has.
bool skip_value(Reader& in, unsigned depth) {
    const Field field = read_field(in);
    switch (field.type) {
        case string:
        case bytes:
        case float64:
        case uint16:
        case uint32:
        case int32:
        case uint64:
        case uint128:
        case float32:
            in.skip(field.size);
            break;
        case boolean:
            break;
        case map:
        case array:
            if (depth == kDeepest)
                return false;
            for (size_t i = 0; i < field.size * (field.type == map ? 2 : 1) && in.ok(); ++i)
                if (!skip_value(in, depth + 1))
                    return false;
            break;
        default:
            return false;
    }
    return in.ok();
}

// An array of strings, or a map of strings to strings.
bool skip_strings(Reader& in) {
    const Field field = read_field(in);
    if (field.type != map && field.type != array)
        return false;
    for (size_t i = 0; i < field.size * (field.type == map ? 2 : 1) && in.ok(); ++i) {
        const Field text = read_field(in);
        if (text.type != string)
            return false;
        in.skip(text.size);
    }
    return in.ok();
}

std::optional<uint64_t> read_number(Reader& in) {
    const Field field = read_field(in);
    if ((field.type != uint16 && field.type != uint32) || field.size > 4)
        return std::nullopt;
    uint64_t number = 0;
    for (const uint8_t byte : in.take(field.size))
        number = number << 8 | byte;
    return in.ok() ? std::optional(number) : std::nullopt;
}

// Behind the last marker.
std::optional<Bytes> metadata_of(Bytes database) {
    const Bytes end = database.last(std::min(database.size(), kMostMetadata));
    const auto found =
        std::find_end(end.begin(), end.end(), kMarker.begin(), kMarker.end(),
                      [](uint8_t byte, char c) { return byte == static_cast<uint8_t>(c); });
    if (found == end.end())
        return std::nullopt;
    return end.subspan(static_cast<size_t>(found - end.begin()) + kMarker.size());
}

}  // namespace

std::optional<uint64_t> mmdb_tree_bytes(Bytes database) {
    const auto metadata = metadata_of(database);
    if (!metadata)
        return std::nullopt;
    Reader in(*metadata);
    const Field whole = read_field(in);
    if (whole.type != map)
        return std::nullopt;
    // Of a key that is there twice, the larger.
    uint64_t nodes = 0;
    uint64_t record_bits = 0;
    for (size_t i = 0; i < whole.size && in.ok(); ++i) {
        const Field key = read_field(in);
        if (key.type != string)
            return std::nullopt;
        const Bytes text = in.take(key.size);
        const std::string_view name(reinterpret_cast<const char*>(text.data()), text.size());
        if (name == "node_count" || name == "record_size") {
            const auto number = read_number(in);
            if (!number)
                return std::nullopt;
            uint64_t& largest = name == "node_count" ? nodes : record_bits;
            largest = std::max(largest, *number);
        } else if (name == "languages" || name == "description") {
            if (!skip_strings(in))
                return std::nullopt;
        } else if (!skip_value(in, 0)) {
            return std::nullopt;
        }
    }
    if (!in.ok())
        return std::nullopt;
    return nodes * (record_bits * 2 / 8);
}

}  // namespace sluice
