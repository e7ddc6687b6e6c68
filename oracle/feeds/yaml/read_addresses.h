// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "oracle/rank/topology.h"
#include "policy/address.h"
#include "policy/yaml/value.h"

namespace sluice {

// [198.18.0.10, "2001:db8:1::/64"]: hosts that are ranked first. One that is there twice is an
// error.
std::vector<Prefix> read_caches(const YamlValue& value);

// { cgn-hamburg: [100.64.0.0/16], cgn-munich: [100.65.0.0/16] }: what is inside of which NAT. An
// address tells its realm, so a prefix is in one of them.
std::vector<Topology::Realm> read_realms(const YamlValue& value);

}  // namespace sluice
