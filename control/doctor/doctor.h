// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/config/config_file.h"
#include "control/doctor/finding.h"
#include "control/machine/machine_files.h"
#include "control/machine/system_answers.h"

namespace sluice {

// Kernel interfaces of the configuration, and DPDK devices, each once.
struct ConfiguredPorts {
    std::vector<std::string> interfaces;
    std::vector<std::string> devices;
};
ConfiguredPorts configured_ports(const ConfigFile& config);

// A machine, as it is, and what the box on it is configured to do.
struct Examined {
    const MachineFiles& files;
    const SystemAnswers& answers;
    const ConfigFile& config;
};

// Looks at everything; what is said of it is in the order in which an operator would mend it.
Findings examine(const Examined& examined);

}  // namespace sluice
