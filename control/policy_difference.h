// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/yaml/document.h"

namespace sluice {

// One thing in which two policies differ.
struct PolicyDifference {
    enum class Kind : uint8_t {
        added,
        removed,
        changed,
        moved,  // a rule comes before others that it came after: the first match wins
    };

    Kind kind = Kind::changed;
    std::string path;    // "rules.seed-politely.action.shape.rate": entries of lists by their names
    std::string before;  // as flow YAML on one line; of what was added: empty
    std::string after;
};

// What to do to one to get the other, in the order of the second, then what is only in the first.
// Comments, layout and the order of what has none do not count, nor a list of one beside its
// element, nor `action: drop` beside `action: { drop: true }`.
std::vector<PolicyDifference> policy_differences(const YamlNode& before, const YamlNode& after);

}  // namespace sluice
