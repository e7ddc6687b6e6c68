// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace sluice {

// One thing wrong with what an operator wrote: where, what, and what would be right.
struct Complaint {
    std::string file;
    int line = 0;       // from 1; 0: the whole file
    std::string field;  // "rules[3].action.police.rate"
    std::string message;

    std::string to_string() const;  // "policy.yaml:12: rules[3].action.police.rate: ..."
};

using Complaints = std::vector<Complaint>;

}  // namespace sluice
