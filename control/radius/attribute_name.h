// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "control/radius/packet.h"

namespace sluice {

// Which attribute an operator means: "Filter-Id", "attribute 90", or a vendor's by its number in
// RFC 2865's recommended format (section 5.26): "vendor 14988 type 8".
struct AttributeName {
    uint8_t type = 0;
    uint32_t vendor = 0;  // of a Vendor-Specific one
    uint8_t vendor_type = 0;

    static std::optional<AttributeName> parse(std::string_view text);

    friend bool operator==(const AttributeName&, const AttributeName&) = default;
};

// The value of the first one.
std::optional<Octets> find_attribute(const RadiusPacket& packet, const AttributeName& name);

// Whether a Vendor-Specific attribute holds that vendor's attribute and no other.
bool holds_only(Octets vendor_specific, const AttributeName& name);

}  // namespace sluice
