// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/config/config_file.h"
#include "policy/yaml/value.h"

namespace sluice {

// The parts of the config file. Each complains about all that is wrong with its part, and then
// what it gives is not to be used.
std::vector<LinkConfiguration> read_links(const YamlValue& value);
void read_workers(const YamlValue& value, DataplaneConfiguration& out);
void read_memory(const YamlValue& value, MemoryConfiguration& out);
void read_control(const YamlValue& value, std::string& socket, std::optional<RemoteAccess>& remote);
void read_metrics(const YamlValue& value, std::string& address);
void read_store(const YamlValue& value, std::string& path);
// Never shows a secret.
RadiusSettings read_radius(const YamlValue& value);
void read_dhcp(const YamlValue& value, std::optional<DhcpSettings>& out);
void read_ipfix(const YamlValue& value, IpfixSettings& out);
void read_usage(const YamlValue& value, UsageSettings& out);
void read_heartbeat(const YamlValue& value, HeartbeatSettings& out);
void read_locality(const YamlValue& value, std::string& file);
void read_audit(const YamlValue& value, EventRetention& out);

}  // namespace sluice
