// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "policy/socket_address.h"
#include "policy/yaml/value.h"

namespace sluice {

// "192.0.2.1:80" or "[2001:db8::1]:80".
std::optional<SocketAddress> read_socket_address(const YamlValue& value);

// A list of them; an empty one is complained about.
void read_listen(const YamlValue& value, std::vector<SocketAddress>& out);

// { address: 127.0.0.1:9464 }, or none.
void read_metrics_address(const YamlValue& value, std::optional<SocketAddress>& out);

}  // namespace sluice
