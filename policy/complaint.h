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

// Text of an operator's, fit for one line of any log or protocol: what is not visible
// ASCII is '?', and what is longer than 400 characters ends in "...".
std::string one_line(std::string text);

using Complaints = std::vector<Complaint>;

}  // namespace sluice
