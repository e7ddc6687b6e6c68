// SPDX-License-Identifier: Apache-2.0
#include "control/config/read_config_file.h"

#include <stdexcept>

#include "policy/yaml/text_file.h"

namespace sluice {

ConfigFile read_config_file(const std::string& path) {
    auto parsed = parse_config_file(read_text_file(path), path);
    if (parsed.config)
        return std::move(*parsed.config);
    std::string wrong;
    for (const Complaint& complaint : parsed.complaints)
        wrong += (wrong.empty() ? "" : "\n") + complaint.to_string();
    throw std::runtime_error(wrong);
}

}  // namespace sluice
