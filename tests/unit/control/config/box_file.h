// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "control/config/config_file.h"

namespace sluice {

// What reading a right file says that has more lines at its end, which begin on line 4.
inline ParsedConfigFile box_file(const std::string& more) {
    return parse_config_file(
        "links:\n"
        "  - name: pop1\n"
        "    pairs: [{ access: { interface: eth2 }, core: { interface: eth3 } }]\n" +
            more,
        "box.yaml");
}

// Everything that is wrong with it, a line each.
inline std::string complaints(const std::string& more) {
    std::string text;
    for (const Complaint& complaint : box_file(more).complaints)
        text += complaint.to_string() + "\n";
    return text;
}

}  // namespace sluice
