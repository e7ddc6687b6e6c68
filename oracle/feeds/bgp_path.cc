// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/bgp_path.h"

#include <algorithm>
#include <array>

namespace sluice {
namespace {

constexpr uint8_t kExtendedLength = 0x10;  // flag (RFC 4271, section 4.3)

constexpr uint8_t kOrigin = 1;
constexpr uint8_t kAsPath = 2;
constexpr uint8_t kLocalPref = 5;
constexpr uint8_t kAs4Path = 17;

constexpr uint8_t kAsSet = 1;
constexpr uint8_t kAsSequence = 2;
constexpr uint8_t kConfedSequence = 3;  // RFC 5065
constexpr uint8_t kConfedSet = 4;

constexpr uint32_t kAsTrans = 23456;  // RFC 6793
constexpr uint32_t kSet = 0;          // stands for several

// The ASes of a path, from here to its origin. Real ones are shorter than 60, prepended or not.
struct Hops {
    std::array<uint32_t, 512> as;
    size_t count = 0;

    bool add(uint32_t number) {
        if (count == as.size())
            return false;
        as[count++] = number;
        return true;
    }
    std::span<const uint32_t> all() const { return std::span(as).first(count); }
};

bool read_hops(Bytes path, Hops& hops) {
    Reader in(path);
    while (in.ok() && in.remaining() > 0) {
        const uint8_t type = in.u8();
        const uint8_t count = in.u8();
        Reader segment(in.take(size_t{count} * 4));
        if (!in.ok())
            return false;
        if (type == kConfedSequence || type == kConfedSet)
            continue;
        if (type == kAsSet) {
            // A set of one says who it is.
            if (count > 0 && !hops.add(count == 1 ? segment.be32() : kSet))
                return false;
            continue;
        }
        if (type != kAsSequence)
            return false;
        for (unsigned i = 0; i < count; ++i)
            if (!hops.add(segment.be32()))
                return false;
    }
    return in.ok();
}

// RFC 6793, section 4.2.3: the path's front, as many as it is longer, and then AS4_PATH.
void fill_in(const Hops& as4, Hops& hops) {
    if (as4.count == 0 || as4.count > hops.count)
        return;
    std::copy_n(as4.as.begin(), as4.count, hops.as.begin() + (hops.count - as4.count));
}

void describe(const Hops& hops, std::span<const uint32_t> own_as, BgpPath& path) {
    std::span<const uint32_t> way = hops.all();
    path.length = static_cast<uint16_t>(way.size());
    while (!way.empty() && std::binary_search(own_as.begin(), own_as.end(), way.front()))
        way = way.subspan(1);
    if (way.empty())
        return;
    path.neighbour_as = way.front();
    path.origin_as = way.back();
    unsigned as_hops = 0;
    for (size_t i = 0; i < way.size(); ++i)
        as_hops += i == 0 || way[i] != way[i - 1] ? 1 : 0;
    path.as_hops = static_cast<uint8_t>(std::min(as_hops, 254u));
}

}  // namespace

std::optional<BgpPath> parse_bgp_path(Bytes attributes, std::span<const uint32_t> own_as) {
    BgpPath path;
    Bytes as_path;
    Bytes as4_path;
    bool has_as_path = false;
    bool has_origin = false;
    Reader in(attributes);
    while (in.ok() && in.remaining() > 0) {
        const uint8_t flags = in.u8();
        const uint8_t type = in.u8();
        const size_t length = (flags & kExtendedLength) != 0 ? in.be16() : in.u8();
        const Bytes value = in.take(length);
        if (!in.ok())
            return std::nullopt;
        if (type == kOrigin) {
            has_origin = true;
        } else if (type == kAsPath) {
            as_path = value;
            has_as_path = true;
        } else if (type == kLocalPref && value.size() == 4) {
            path.local_pref = Reader(value).be32();
        } else if (type == kAs4Path) {
            as4_path = value;
        }
    }
    // GoBGP leaves AS_PATH out of what it originates itself.
    if (!in.ok() || (!has_as_path && !has_origin))
        return std::nullopt;
    Hops hops;
    if (!read_hops(as_path, hops))
        return std::nullopt;
    const auto ases = hops.all();
    if (!as4_path.empty() && std::find(ases.begin(), ases.end(), kAsTrans) != ases.end()) {
        Hops as4;
        if (read_hops(as4_path, as4))
            fill_in(as4, hops);
    }
    describe(hops, own_as, path);
    return path;
}

}  // namespace sluice
