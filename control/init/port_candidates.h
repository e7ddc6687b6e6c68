// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "control/machine/machine_files.h"

namespace sluice {

// A kernel interface that a link might be made of.
struct PortCandidate {
    std::string interface;
    std::string described = {};      // "i40e, 10000 Mbit/s, up"
    bool has_default_route = false;  // how this machine is reached: not to be taken
};

// All but loopback and what is no Ethernet port, by name.
std::vector<PortCandidate> port_candidates(const MachineFiles& files);

// The two that an operator is likely to mean: the only two without a default route; empty if there
// is no such pair.
std::vector<std::string> likely_pair(const std::vector<PortCandidate>& candidates);

}  // namespace sluice
