// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "control/machine/cpu_list.h"

namespace sluice {

// What the kernel says of this machine only when it is asked by a call. Nothing: it did not say.
struct SystemAnswers {
    struct Driver {  // of a kernel interface (ethtool -i)
        std::string name;
        std::string firmware;
    };

    std::map<std::string, Driver> drivers;    // by interface
    std::optional<bool> clock_synchronised;   // by NTP or PTP, as adjtimex(2) has it
    std::optional<uint64_t> free_disk_bytes;  // for who is not root
    CpuList usable_cores;                     // this process may run on
};

// disk_path: a file or folder, or what is to be one.
SystemAnswers ask_system(const std::set<std::string>& interfaces, const std::string& disk_path);

}  // namespace sluice
