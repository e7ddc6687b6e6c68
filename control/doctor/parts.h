// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "control/doctor/doctor.h"
#include "control/machine/cpu_list.h"

namespace sluice {

// What examine() looks at, a part a file. Each adds to the findings.
void examine_kernel(const Examined& examined, Findings& findings);
void examine_interfaces(const Examined& examined, Findings& findings);
void examine_devices(const Examined& examined, Findings& findings);
void examine_cores(const Examined& examined, Findings& findings);
void examine_memory(const Examined& examined, Findings& findings);
void examine_clock(const Examined& examined, Findings& findings);
void examine_disk(const Examined& examined, Findings& findings);

// Where a port's card sits: its slot's width, and its node beside the workers'. folder: the card's,
// in /sys.
void examine_slot(const Examined& examined, const std::string& what, const std::string& folder,
                  Findings& findings);

// The cores that workers are to run on, as the daemon chooses them.
CpuList worker_cores(const Examined& examined);

// The node that a core belongs to; nothing where there are no nodes.
std::optional<unsigned> node_of_core(const MachineFiles& files, unsigned core);

}  // namespace sluice
