// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/entity.h"

#include "oracle/alto/typed_address.h"

namespace sluice {
namespace {

constexpr std::string_view kIpv4 = "ipv4:";
constexpr std::string_view kIpv6 = "ipv6:";

uint8_t whole_length(const IpAddress& address) {
    return address.is_ipv4() ? 32 : 128;
}

}  // namespace

std::optional<Prefix> read_entity(std::string_view text) {
    if (text.find('/') == std::string_view::npos) {
        const auto address = read_typed_address(text);
        return address ? std::optional(Prefix{*address, whole_length(*address)}) : std::nullopt;
    }
    const bool is_ipv4 = text.starts_with(kIpv4);
    if (!is_ipv4 && !text.starts_with(kIpv6))
        return std::nullopt;
    const auto block = Prefix::parse(text.substr(kIpv4.size()));
    return block && block->address.is_ipv4() == is_ipv4 ? block : std::nullopt;
}

void append_entity(std::string& out, const Prefix& entity) {
    out += '"';
    out += entity.address.is_ipv4() ? kIpv4 : kIpv6;
    out += entity.is_one_address() ? entity.address.to_string() : entity.to_string();
    out += '"';
}

}  // namespace sluice
