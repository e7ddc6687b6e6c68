// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sluice {

// What an operator says of a box that is to be, as it was typed.
struct FirstAnswers {
    std::string ports;        // "eth2 eth3": the subscribers' side, then the core's
    std::string capacity;     // "10gbps", or "1gbps 10gbps": up, then down
    std::string subscribers;  // "list", "dhcp SERVERS...", "radius CLIENT SECRET-FILE"
};

// What is wrong with one of them, with what would be right; nothing if it is empty.
std::string ports_objection(const std::string& ports);
std::string capacity_objection(const std::string& capacity);
std::string subscribers_objection(const std::string& subscribers);

// A configuration file of sluiced for answers without objection: one link, looking and counting,
// no rule. Whether it is valid in all else its reader says (parse_config_file()).
std::string first_configuration(const FirstAnswers& answers);

}  // namespace sluice
