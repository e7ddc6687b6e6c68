// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "policy/address.h"

namespace sluice {

// What another network's oracle tells, as far as it matters here (RFC 7285). None of it is trusted:
// what is wrong in a list is counted and passed over, fields that are not known are ignored
// (section 8.3.7), and what is no such document is nothing, with a line that says why. They never
// throw but std::bad_alloc.

// Sections 9.2 and 11.2: where the map is that others depend on by default, and a cost map of it.
struct AltoDirectory {
    std::string map_id;
    std::string map_uri;
    std::string costs_uri;  // of routingcost, numerical, got by GET
};

// Section 10.3.
struct AltoTag {
    std::string resource_id;
    std::string tag;

    friend bool operator==(const AltoTag&, const AltoTag&) = default;
};

// Section 11.2.1.
struct AltoNetworkMap {
    AltoTag tag;
    std::vector<std::string> pids;
    std::vector<std::pair<Prefix, uint32_t>> prefixes;  // and a place among pids; in no order
    uint64_t wrong = 0;                                 // prefixes that are none
};

// Section 11.2.3: what it costs from one PID to each other of which something is said.
struct AltoCosts {
    AltoTag of;  // the network map
    std::unordered_map<std::string, float> to;
    uint64_t wrong = 0;  // costs that are none
};

// Reads one of them; why: empty if it could be read. Memory is some 16 times the text at worst.
class AltoMaps {
 public:
    static AltoDirectory directory(std::string_view json, std::string& why);
    static AltoNetworkMap network_map(std::string_view json, std::string& why);
    static AltoCosts costs(std::string_view json, std::string_view from_pid, std::string& why);
};

}  // namespace sluice
