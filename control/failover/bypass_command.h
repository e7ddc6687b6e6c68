// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "dataplane/link_state.h"

namespace sluice {

// What an operator has run where packets are kept from the box by something else than our XDP
// program: a NIC with a hardware bypass, or a switch that goes around the box.
//
//     PROGRAM LINK inspect|bypass|cut
//
// It is to be done when it ends, with 0 if packets go that way now.
// Returns what went wrong, in words; empty if nothing did. Kills it when it is not done in time.
std::string run_bypass_command(const std::string& program, const std::string& link,
                               LinkForce wanted, std::chrono::milliseconds patience);

}  // namespace sluice
