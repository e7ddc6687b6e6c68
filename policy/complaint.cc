// SPDX-License-Identifier: Apache-2.0
#include "policy/complaint.h"

namespace sluice {

std::string Complaint::to_string() const {
    std::string text = file;
    if (line > 0)
        text += ":" + std::to_string(line);
    text += ": ";
    if (!field.empty())
        text += field + ": ";
    return text + message;
}

}  // namespace sluice
