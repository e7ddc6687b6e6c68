// SPDX-License-Identifier: Apache-2.0
#include <sys/un.h>

#include "control/config/sections.h"
#include "policy/socket_address.h"

namespace sluice {
namespace {

void read_socket(const YamlValue& value, std::string& socket) {
    socket = value.text().value_or("");
    constexpr size_t kLongest = sizeof(sockaddr_un::sun_path) - 1;
    if (socket.size() > kLongest)
        value.complain("is longer than the " + std::to_string(kLongest) +
                       " bytes that a socket's path may have");
}

void read_address(const YamlValue& value, std::string& address) {
    const auto text = value.text();
    if (!text)
        return;
    if (!SocketAddress::parse(*text))
        value.complain("'" + *text + "' is no address and port like 192.0.2.1:9465 or [::]:9465");
    address = *text;
}

RemoteAccess read_remote(const YamlValue& value) {
    RemoteAccess remote;
    const auto fields = value.fields({"address", "certificate", "key", "authorities", "revoked"});
    if (!fields)
        return remote;
    if (const auto address = fields->require("address"))
        read_address(*address, remote.address);
    const auto file = [&](const char* name, std::string& into) {
        if (const auto field = fields->require(name))
            into = field->text().value_or("");
    };
    file("certificate", remote.certificate);
    file("key", remote.key);
    file("authorities", remote.authorities);
    if (const auto revoked = fields->find("revoked"))
        remote.revoked = revoked->text().value_or("");
    return remote;
}

}  // namespace

void read_control(const YamlValue& value, std::string& socket,
                  std::optional<RemoteAccess>& remote) {
    const auto fields = value.fields({"socket", "remote"});
    if (!fields)
        return;
    if (const auto field = fields->find("socket"))
        read_socket(*field, socket);
    if (const auto field = fields->find("remote"))
        remote = read_remote(*field);
}

}  // namespace sluice
