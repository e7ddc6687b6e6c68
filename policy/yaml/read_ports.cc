// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_ports.h"

#include <charconv>
#include <string>
#include <string_view>

namespace sluice {
namespace {

constexpr unsigned kPortBits = 16;
constexpr unsigned kUsualOffset = 6;  // RFC 7597, section 5.1

std::optional<uint16_t> port_number(std::string_view text, uint16_t lowest) {
    uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port < lowest)
        return std::nullopt;
    return port;
}

std::optional<unsigned> required(const YamlFields& fields, std::string_view key, unsigned lowest,
                                 unsigned highest) {
    const auto value = fields.require(key);
    const auto number = value ? value->integer(lowest, highest) : std::nullopt;
    if (!number)
        return std::nullopt;
    return static_cast<unsigned>(*number);
}

std::vector<PortSet> read_psid(const YamlFields& fields) {
    const auto psid = required(fields, "psid", 0, UINT16_MAX);
    // Of no bits it is the whole address, of all of them a port is left to nobody else.
    const auto length = required(fields, "length", 1, kPortBits - 1);
    const auto offset =
        fields.has("offset") ? required(fields, "offset", 0, kPortBits - 1) : kUsualOffset;
    if (!psid || !length || !offset)
        return {};
    if (*offset + *length > kPortBits) {
        fields.find("length")->complain("with an offset of " + std::to_string(*offset) +
                                        ", at most " + std::to_string(kPortBits - *offset) +
                                        " of a port's 16 bits are left");
        return {};
    }
    if (*psid >> *length != 0) {
        fields.find("psid")->complain("is more than " + std::to_string(*length) + " bits hold, " +
                                      std::to_string((1u << *length) - 1));
        return {};
    }
    return {PortSet::of_psid(static_cast<uint16_t>(*psid), *length, *offset)};
}

std::vector<PortSet> read_masked(const YamlFields& fields) {
    const auto value = required(fields, "value", 0, UINT16_MAX);
    const auto mask = required(fields, "mask", 1, UINT16_MAX);
    if (!value || !mask)
        return {};
    if ((*value & ~*mask) != 0) {
        fields.find("value")->complain("has bits that the mask leaves out, so that no port has it");
        return {};
    }
    return {PortSet::masked(static_cast<uint16_t>(*value), static_cast<uint16_t>(*mask))};
}

std::vector<PortSet> read_ranges(const YamlFields& fields) {
    std::vector<PortSet> sets;
    if (const auto value = fields.require("ranges"))
        for (const YamlValue& item : value->one_or_more())
            if (const auto range = read_port_range(item))
                sets.push_back(PortSet::range(range->first, range->last));
    return sets;
}

}  // namespace

std::optional<PortRange> read_port_range(const YamlValue& value, uint16_t lowest) {
    const auto text = value.text();
    if (!text)
        return std::nullopt;
    const size_t dash = text->find('-');
    const auto first = port_number(std::string_view(*text).substr(0, dash), lowest);
    const auto last = dash == std::string::npos
                          ? first
                          : port_number(std::string_view(*text).substr(dash + 1), lowest);
    if (!first || !last) {
        value.complain("'" + *text + "' is no port from " + std::to_string(lowest) +
                       " to 65535 nor a range like 6881-6889");
        return std::nullopt;
    }
    if (*first > *last) {
        value.complain("'" + *text + "' ends before it begins; write " + std::to_string(*last) +
                       "-" + std::to_string(*first));
        return std::nullopt;
    }
    return PortRange{*first, *last};
}

std::vector<PortSet> read_port_sets(const YamlValue& value) {
    const auto fields = value.fields({"psid", "length", "offset", "value", "mask", "ranges"});
    if (!fields)
        return {};
    const bool psid = fields->has("psid") || fields->has("length") || fields->has("offset");
    const bool masked = fields->has("value") || fields->has("mask");
    const bool ranges = fields->has("ranges");
    if (psid + masked + ranges != 1) {
        value.complain(
            "write one of { psid, length, offset }, { value, mask } and { ranges }, and no more");
        return {};
    }
    return psid ? read_psid(*fields) : masked ? read_masked(*fields) : read_ranges(*fields);
}

}  // namespace sluice
