// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace sluice {

using CpuList = std::set<unsigned>;

// The kernel's way to write sets of processors: "0-3,8". What is no such list is empty.
CpuList parse_cpu_list(std::string_view text);
std::string cpu_list_text(const CpuList& cpus);

}  // namespace sluice
