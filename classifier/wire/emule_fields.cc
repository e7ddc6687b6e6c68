// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/emule_fields.h"

namespace sluice {
namespace {

enum TagType : uint8_t {
    kHash = 0x01,
    kString = 0x02,
    kInteger32 = 0x03,
    kFloat = 0x04,
    kBool = 0x05,
    kBoolArray = 0x06,
    kBlob = 0x07,
    kInteger16 = 0x08,
    kInteger8 = 0x09,
    kShortBlob = 0x0a,
    kInteger64 = 0x0b,
    kString1 = 0x11,  // to kString22: as many bytes, without a length
    kString22 = 0x26,
};
constexpr uint8_t kShortName = 0x80;   // of the type: the name is one byte, without a length
constexpr uint16_t kLongestName = 64;  // of a tag: they are words such as "bitrate"

enum SearchTerm : uint8_t {
    kOperator = 0x00,
    kWords = 0x01,
    kText = 0x02,
    kNumber32 = 0x03,
    kNumber64 = 0x08,
};
constexpr uint8_t kLastOperator = 2;  // and, or, not
constexpr uint8_t kLastRelation = 5;  // =, >, <, >=, <=, <>

}  // namespace

Bytes EmuleFields::take(size_t count) {
    if (!sound())
        return {};
    if (count > left()) {
        state_ = State::broken;
        return {};
    }
    if (position_ + count > seen_.size()) {
        state_ = State::cut;
        return {};
    }
    const Bytes taken = seen_.subspan(position_, count);
    position_ += count;
    return taken;
}

uint64_t EmuleFields::little_endian(size_t count) {
    uint64_t value = 0;
    int shift = 0;
    for (const uint8_t byte : take(count)) {
        value |= uint64_t{byte} << shift;
        shift += 8;
    }
    return value;
}

void EmuleFields::require(bool holds) {
    if (sound() && !holds)
        state_ = State::broken;
}

void EmuleFields::free_rest() {
    if (sound())
        position_ = length_;
}

uint16_t EmuleFields::string() {
    const uint16_t length = le16();
    skip(length);
    return length;
}

void EmuleFields::tag_value(uint8_t type) {
    switch (type) {
        case kHash:
            hash();
            break;
        case kString:
            string();
            break;
        case kInteger32:
        case kFloat:
            skip(4);
            break;
        case kBool:
        case kInteger8:
            skip(1);
            break;
        case kBoolArray:
            skip(size_t{le16()} / 8 + 1);
            break;
        case kBlob:
            skip(le32());
            break;
        case kInteger16:
            skip(2);
            break;
        case kShortBlob:
            skip(u8());
            break;
        case kInteger64:
            skip(8);
            break;
        default:
            require(type >= kString1 && type <= kString22);
            skip(type - kString1 + 1u);
            break;
    }
}

uint8_t EmuleFields::tag_name() {
    const uint16_t length = le16();
    require(length > 0 && length <= kLongestName);
    if (length == 1)
        return u8();
    skip(length);
    return 0;
}

EmuleTag EmuleFields::tag() {
    EmuleTag tag;
    tag.type = u8();
    if ((tag.type & kShortName) != 0) {
        tag.type &= static_cast<uint8_t>(~kShortName);
        tag.name = u8();
    } else {
        tag.name = tag_name();
    }
    tag_value(tag.type);
    return tag;
}

EmuleTag EmuleFields::kad_tag() {
    EmuleTag tag;
    tag.type = u8();
    tag.name = tag_name();
    require(tag.type <= kInteger64 && tag.type != kBool && tag.type != kBoolArray &&
            tag.type != kBlob);
    tag_value(tag.type);
    return tag;
}

void EmuleFields::tags(uint32_t count) {
    for (; count > 0 && sound(); --count)
        tag();
}

void EmuleFields::search_tree() {
    for (size_t terms = 1; terms > 0 && sound(); --terms) {
        switch (u8()) {
            case kOperator:
                require(u8() <= kLastOperator);
                terms += 2;
                break;
            case kWords:
                require(string() > 0);
                break;
            case kText:
                require(string() > 0);
                tag_name();
                break;
            case kNumber32:
                skip(4);
                require(u8() <= kLastRelation);
                tag_name();
                break;
            case kNumber64:
                skip(8);
                require(u8() <= kLastRelation);
                tag_name();
                break;
            default:
                require(false);
        }
    }
}

}  // namespace sluice
