// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_socket_address.h"

namespace sluice {

std::optional<SocketAddress> read_socket_address(const YamlValue& value) {
    const auto text = value.text();
    if (!text)
        return std::nullopt;
    const auto address = SocketAddress::parse(*text);
    if (!address)
        value.complain("'" + *text +
                       "' is no address to listen on; write 192.0.2.1:80 or \"[2001:db8::1]:80\"");
    return address;
}

void read_listen(const YamlValue& value, std::vector<SocketAddress>& out) {
    if (!value.is_scalar() && value.node().children.empty())
        value.complain("names no address to listen on; write [192.0.2.1:80]");
    for (const YamlValue& item : value.items())
        if (const auto address = read_socket_address(item))
            out.push_back(*address);
}

void read_metrics_address(const YamlValue& value, std::optional<SocketAddress>& out) {
    const auto fields = value.fields({"address"});
    if (!fields)
        return;
    const auto field = fields->require("address");
    if (field && field->text() != "none")
        out = read_socket_address(*field);
}

}  // namespace sluice
