// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "dataplane/publish.h"
#include "policy/yaml/value.h"

namespace sluice {

// What the whole file may name only once, with the line that named it.
struct NamedOnce {
    std::map<std::string, int> links;
    std::map<std::string, int> ports;

    static void once(std::map<std::string, int>& seen, const std::string& word,
                     const YamlValue& value, std::string_view what);
};

// Which of its device and interface a port is; the other keys are its reader's.
PortConfiguration read_port(const YamlFields& fields, NamedOnce& named);

// An end of an inline link's pair.
PortConfiguration read_pair_port(const YamlValue& value, bool access_side, NamedOnce& named);

// The parts of a link that make it a tap.
void read_tap(const YamlFields& link, NamedOnce& named, LinkConfiguration& out);

// How far the DSCPs of who sends in by a port are believed.
TrustMap read_trust(const YamlValue& value, bool access_side);

}  // namespace sluice
