// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/kad_bodies.h"

namespace sluice::kad {
namespace {

constexpr size_t kContactBytes = 25;
constexpr uint8_t kNewestVersion = 15;  // eMule 0.70 is 10
constexpr uint16_t kMostResults = 300;
constexpr uint64_t kLongestFile = uint64_t{1} << 38;  // eMule's bound
constexpr uint8_t kFullLoad = 100;                    // per cent

}  // namespace

// Kad 1's nodes are listed with a version of 0 or 1.
Worth contacts(EmuleFields& in, uint16_t count) {
    in.require(in.left() == count * kContactBytes);
    for (uint16_t i = 0; i < count && in.sound(); ++i) {
        in.hash();
        in.require(in.le32() != 0);
        in.require(in.le16() != 0);
        in.skip(2);
        in.require(in.u8() <= kNewestVersion);
    }
    return proves_if(count > 0);
}

uint8_t tag_list(EmuleFields& in) {
    const uint8_t count = in.u8();
    for (uint8_t i = 0; i < count && in.sound(); ++i)
        in.kad_tag();
    return count;
}

Worth results(EmuleFields& in) {
    const uint16_t count = in.le16();
    in.require(count <= kMostResults);
    uint32_t tags = 0;
    for (uint16_t i = 0; i < count && in.sound(); ++i) {
        in.hash();
        tags += tag_list(in);
    }
    return proves_if(tags > 0);
}

void file_size(EmuleFields& in) {
    const uint64_t size = in.le64();
    in.require(size > 0 && size <= kLongestFile);
}

void node(EmuleFields& in) {
    in.hash();
    in.skip(2);
    const uint8_t version = in.u8();
    in.require(version > 0 && version <= kNewestVersion);
}

// How many contacts are wanted is the type's lower five bits; the others are reserved.
Worth find(EmuleFields& in) {
    const uint8_t type = in.u8();
    in.require(type > 0 && type < 0x20);
    in.hash();
    in.hash();
    return Worth::weak;
}

Worth search_key(EmuleFields& in) {
    in.hash();
    const bool restrictive = (in.le16() & kRestrictive) != 0;
    if (restrictive)
        in.search_tree();
    return proves_if(restrictive);
}

Worth publish_reply(EmuleFields& in, bool has_load) {
    in.hash();
    if (has_load || in.left() > 0)
        in.require(in.u8() <= kFullLoad);
    if (has_load && in.left() > 0)
        in.skip(1);  // options
    return Worth::weak;
}

Worth buddy(EmuleFields& in, bool options) {
    in.hash();
    in.hash();
    in.require(in.le16() != 0);
    if (options && in.left() > 0)
        in.skip(1);
    return Worth::weak;
}

}  // namespace sluice::kad
