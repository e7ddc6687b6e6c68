// SPDX-License-Identifier: Apache-2.0
#include "control/dhcp/subscriber_of.h"

#include <string_view>

#include "policy/subscriber_notation.h"

namespace sluice {
namespace {

constexpr std::string_view kHex = "hex:", kClient = "client:", kMac = "mac:";

std::string in_hex(std::string_view form, std::string_view bytes, std::string_view between = "") {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text(form);
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (i > 0)
            text += between;
        const auto byte = static_cast<uint8_t>(bytes[i]);
        text += kDigits[byte >> 4];
        text += kDigits[byte & 0x0f];
    }
    return text;
}

std::string by_relay(std::string_view bytes) {
    const bool is_a_form =
        bytes.starts_with(kHex) || bytes.starts_with(kClient) || bytes.starts_with(kMac);
    return is_name(bytes) && !is_a_form ? std::string(bytes) : in_hex(kHex, bytes);
}

std::string written(const DhcpIdentity& identity, DhcpIdSource source) {
    const auto unless_empty = [](const std::string& bytes, auto&& write) {
        return bytes.empty() ? std::string() : write(bytes);
    };
    switch (source) {
        case DhcpIdSource::subscriber_id:
            return unless_empty(identity.subscriber_id, by_relay);
        case DhcpIdSource::remote_id:
            return unless_empty(identity.remote_id, by_relay);
        case DhcpIdSource::circuit_id:
            return unless_empty(identity.circuit_id, by_relay);
        case DhcpIdSource::client_id:
            return unless_empty(identity.client_id,
                                [](std::string_view bytes) { return in_hex(kClient, bytes); });
        case DhcpIdSource::hardware_address:
            return unless_empty(identity.hardware_address,
                                [](std::string_view bytes) { return in_hex(kMac, bytes, ":"); });
    }
    return {};
}

}  // namespace

std::optional<std::string> subscriber_of(const DhcpIdentity& identity,
                                         std::span<const DhcpIdSource> id_from) {
    for (const DhcpIdSource source : id_from) {
        std::string id = written(identity, source);
        if (is_name(id))
            return id;
    }
    return std::nullopt;
}

}  // namespace sluice
