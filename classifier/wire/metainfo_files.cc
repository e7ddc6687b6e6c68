// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/metainfo_files.h"

namespace sluice {
namespace {

using Type = BencodePrefix::Type;

constexpr uint64_t kMostBytes = uint64_t{1} << 50;
constexpr uint64_t kRootBytes = 32;
constexpr size_t kDeepestTree = 100;  // as deep as libtorrent reads

// Path elements; "a zero length list is an error case".
bool read_path(BencodePrefix& in) {
    bool any = false;
    in.enter(Type::list);
    while (in.next_value()) {
        if (const auto element = in.string(); element && element->length == 0)
            in.refuse();
        any = true;
    }
    in.expect(any);
    return in.ok();
}

// BEP 47: a link may leave out its length, padding its path.
void read_file(BencodePrefix& in, uint64_t& total_bytes) {
    bool length = false;
    bool path = false;
    bool link = false;
    bool padding = false;
    in.enter(Type::dictionary);
    for (std::optional<std::string_view> key; in.next_key(key);) {
        if (*key == "attr") {
            const std::string_view attributes = in.whole_string().value_or(std::string_view{});
            link = attributes.find('l') != attributes.npos;
            padding = attributes.find('p') != attributes.npos;
        } else if (*key == "length") {
            length = read_file_length(in, total_bytes);
        } else if (*key == "path") {
            path = read_path(in);
        } else {
            in.skip();
        }
    }
    in.expect((length || link) && (path || padding));
}

// What an empty path element holds: "for non-empty files this is the root hash".
void read_leaf(BencodePrefix& in) {
    bool length = false;
    bool root = false;
    uint64_t bytes = 0;
    in.enter(Type::dictionary);
    for (std::optional<std::string_view> key; in.next_key(key);) {
        if (*key == "length") {
            length = read_file_length(in, bytes);
        } else if (*key == "pieces root") {
            const auto hash = in.string();
            root = hash.has_value();
            if (hash && hash->length != kRootBytes)
                in.refuse();
        } else {
            in.skip();
        }
    }
    in.expect(length && (root || bytes == 0));
}

}  // namespace

bool read_file_length(BencodePrefix& in, uint64_t& total_bytes) {
    const int64_t bytes = in.integer();
    in.expect(bytes >= 0 && static_cast<uint64_t>(bytes) <= kMostBytes - total_bytes);
    if (in.ok())
        total_bytes += static_cast<uint64_t>(bytes);
    return in.ok();
}

bool read_files(BencodePrefix& in, bool& any, uint64_t& total_bytes) {
    bool here = false;
    in.enter(Type::list);
    while (in.next_value()) {
        read_file(in, total_bytes);
        here = here || in.ok();
        any = any || here;
    }
    in.expect(here);
    return in.ok();
}

bool read_file_tree(BencodePrefix& in, bool& any) {
    std::optional<std::string_view> keys[kDeepestTree];
    size_t depth = 0;
    in.enter(Type::dictionary);
    while (in.ok()) {
        if (!in.next_key(keys[depth])) {
            in.expect(keys[depth].has_value());  // no directory is empty
            if (!in.ok() || depth == 0)
                break;
            --depth;
        } else if (keys[depth]->empty()) {
            if (depth == 0) {  // "the root dictionary itself must not be a file"
                in.refuse();
                break;
            }
            read_leaf(in);
            any = any || in.ok();
            in.expect(!in.next_value());  // "it must not have any sibling entries"
            --depth;
        } else {
            in.expect(++depth < kDeepestTree);
            in.enter(Type::dictionary);
            if (in.ok())
                keys[depth].reset();
        }
    }
    return in.ok();
}

}  // namespace sluice
