// SPDX-License-Identifier: Apache-2.0
#include "control/radius/attribute_name.h"

#include <charconv>
#include <utility>

namespace sluice {
namespace {

constexpr uint32_t kHighestVendor = 0xff'ffff;  // its high octet is 0 (RFC 2865, section 5.26)

// Those whose values are text or can be: what may name a subscriber or a tier.
constexpr std::pair<std::string_view, uint8_t> kNames[] = {
    {"User-Name", 1},
    {"Filter-Id", 11},
    {"Reply-Message", 18},
    {"Callback-Id", 20},
    {"Class", 25},
    {"Called-Station-Id", 30},
    {"Calling-Station-Id", 31},
    {"NAS-Identifier", 32},
    {"Acct-Multi-Session-Id", 50},
    {"Connect-Info", 77},
    {"Configuration-Token", 78},
    {"NAS-Port-Id", 87},
    {"Framed-Pool", 88},
    {"Chargeable-User-Identity", 89},
    {"Framed-IPv6-Pool", 100},
};

bool starts_with_word(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word) || text.size() <= word.size() || text[word.size()] != ' ')
        return false;
    text.remove_prefix(word.size() + 1);
    return true;
}

std::optional<uint32_t> take_number(std::string_view& text, uint32_t highest) {
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number == 0 || number > highest)
        return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    return number;
}

// What a vendor has put behind its number; empty if it is another's, or in a format of its own.
AttributeList vendor_attributes(Octets value, uint32_t vendor) {
    if (value.size() < 4 || be32_of(value.first(4)) != vendor ||
        !AttributeList::is_whole(value.subspan(4)))
        return AttributeList{};
    return AttributeList(value.subspan(4));
}

}  // namespace

std::optional<AttributeName> AttributeName::parse(std::string_view text) {
    for (const auto& [name, type] : kNames)
        if (text == name)
            return AttributeName{.type = type};
    if (starts_with_word(text, "attribute")) {
        const auto type = take_number(text, UINT8_MAX);
        if (!type || !text.empty() || *type == radius::kVendorSpecific)
            return std::nullopt;
        return AttributeName{.type = static_cast<uint8_t>(*type)};
    }
    if (!starts_with_word(text, "vendor"))
        return std::nullopt;
    const auto vendor = take_number(text, kHighestVendor);
    if (!vendor || !text.starts_with(' '))
        return std::nullopt;
    text.remove_prefix(1);
    if (!starts_with_word(text, "type"))
        return std::nullopt;
    const auto type = take_number(text, UINT8_MAX);
    if (!type || !text.empty())
        return std::nullopt;
    return AttributeName{radius::kVendorSpecific, *vendor, static_cast<uint8_t>(*type)};
}

std::optional<Octets> find_attribute(const RadiusPacket& packet, const AttributeName& name) {
    if (name.type != radius::kVendorSpecific)
        return packet.attributes().find(name.type);
    for (const AttributeView attribute : packet.attributes())
        if (attribute.type == radius::kVendorSpecific)
            if (const auto found =
                    vendor_attributes(attribute.value, name.vendor).find(name.vendor_type))
                return found;
    return std::nullopt;
}

bool holds_only(Octets vendor_specific, const AttributeName& name) {
    size_t count = 0;
    for (const AttributeView attribute : vendor_attributes(vendor_specific, name.vendor)) {
        if (name.type != radius::kVendorSpecific || attribute.type != name.vendor_type)
            return false;
        ++count;
    }
    return count == 1;
}

}  // namespace sluice
